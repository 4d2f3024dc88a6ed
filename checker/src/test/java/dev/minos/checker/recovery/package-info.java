@NullMarked
package dev.minos.checker.recovery;

import org.jspecify.annotations.NullMarked;
