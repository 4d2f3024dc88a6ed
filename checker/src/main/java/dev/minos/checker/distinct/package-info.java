/** Exact decisions without a search, of histories in which what was observed was written once. */
@NullMarked
package dev.minos.checker.distinct;

import org.jspecify.annotations.NullMarked;
