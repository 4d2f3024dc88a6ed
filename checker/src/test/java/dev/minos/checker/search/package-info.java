@NullMarked
package dev.minos.checker.search;

import org.jspecify.annotations.NullMarked;
