/** Arbitraries for jqwik: histories of any model, and plans of simulated runs. */
@NullMarked
package dev.minos.junit5.jqwik;

import org.jspecify.annotations.NullMarked;
