/** Message faults on the client's side, decided by hash, each tied to the attempt it struck. */
@NullMarked
package dev.minos.harness.fault;

import org.jspecify.annotations.NullMarked;
