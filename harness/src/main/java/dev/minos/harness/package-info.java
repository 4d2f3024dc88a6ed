/** Drives a system with concurrent clients, injects faults and records what every client saw. */
@NullMarked
package dev.minos.harness;

import org.jspecify.annotations.NullMarked;
