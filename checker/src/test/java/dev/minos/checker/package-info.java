@NullMarked
package dev.minos.checker;

import org.jspecify.annotations.NullMarked;
