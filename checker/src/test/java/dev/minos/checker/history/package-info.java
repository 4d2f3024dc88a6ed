@NullMarked
package dev.minos.checker.history;

import org.jspecify.annotations.NullMarked;
