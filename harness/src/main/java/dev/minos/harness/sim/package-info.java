/**
 * Campaigns on one thread in virtual time: the same clients, server core and recording as on the wire, on a network and a
 * machine that are made up from a seed.
 */
@NullMarked
package dev.minos.harness.sim;

import org.jspecify.annotations.NullMarked;
