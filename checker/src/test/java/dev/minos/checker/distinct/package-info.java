@NullMarked
package dev.minos.checker.distinct;

import org.jspecify.annotations.NullMarked;
