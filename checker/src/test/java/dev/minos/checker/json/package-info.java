@NullMarked
package dev.minos.checker.json;

import org.jspecify.annotations.NullMarked;
