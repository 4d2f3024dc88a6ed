/** What a client does: the logic of a logical put as a pure machine, and the wire beneath it. */
@NullMarked
package dev.minos.harness.client;

import org.jspecify.annotations.NullMarked;
