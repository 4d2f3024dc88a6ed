/**
 * Says in plain words why a history is not linearizable: an argument where there is one, else what each operation shows.
 * Knows models and operations, and no engine.
 */
@NullMarked
package dev.minos.checker.argument;

import org.jspecify.annotations.NullMarked;
