/** The rules of faults and what decides which messages they strike, shared by clients and servers; uses nothing. */
@NullMarked
package dev.minos.faults;

import org.jspecify.annotations.NullMarked;
