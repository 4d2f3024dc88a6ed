/** Recorded histories: their events, their operations in columns, and the readers of their files. */
@NullMarked
package dev.minos.checker.history;

import org.jspecify.annotations.NullMarked;
