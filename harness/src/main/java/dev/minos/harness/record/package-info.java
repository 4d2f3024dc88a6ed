/** Writes the history: one sequence of events, taken before sending and after receiving, saved by one writer. */
@NullMarked
package dev.minos.harness.record;

import org.jspecify.annotations.NullMarked;
