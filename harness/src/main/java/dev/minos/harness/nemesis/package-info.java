/** Faults of processes and links: what a nemesis does to a system's nodes, by a schedule, and undoes again. */
@NullMarked
package dev.minos.harness.nemesis;

import org.jspecify.annotations.NullMarked;
