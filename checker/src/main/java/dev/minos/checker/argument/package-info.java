/** Arguments in plain words why a history is not linearizable, for models that people know by heart. */
@NullMarked
package dev.minos.checker.argument;

import org.jspecify.annotations.NullMarked;
