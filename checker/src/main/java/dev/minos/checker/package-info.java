/** Decides from a recorded history alone whether it is linearizable. */
@NullMarked
package dev.minos.checker;

import org.jspecify.annotations.NullMarked;
