/** Judges every claim that a write of unknown outcome was applied, from the history and from the apply log. */
@NullMarked
package dev.minos.checker.recovery;

import org.jspecify.annotations.NullMarked;
