@NullMarked
package dev.minos.checker.argument;

import org.jspecify.annotations.NullMarked;
