/** Proves that the checker bites: every bug of the catalogue is to be caught, and nothing correct accused. */
@NullMarked
package dev.minos.harness.detect;

import org.jspecify.annotations.NullMarked;
