/** The exact linear-time engine for the versioned compare-and-set register. */
@NullMarked
package dev.minos.checker.chain;

import org.jspecify.annotations.NullMarked;
