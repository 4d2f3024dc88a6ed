@NullMarked
package dev.minos.checker.explain;

import org.jspecify.annotations.NullMarked;
