/** A service under test as the harness sees it: what is asked of it, and what comes of that. */
@NullMarked
package dev.minos.harness.service;

import org.jspecify.annotations.NullMarked;
