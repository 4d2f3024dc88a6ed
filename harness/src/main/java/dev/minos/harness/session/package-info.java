/**
 * One client's part of a run: what it does next, and what stands in the history of it, whoever drives it, a thread over the
 * wire or a simulation.
 */
@NullMarked
package dev.minos.harness.session;

import org.jspecify.annotations.NullMarked;
