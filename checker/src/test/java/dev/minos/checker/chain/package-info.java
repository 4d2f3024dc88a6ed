@NullMarked
package dev.minos.checker.chain;

import org.jspecify.annotations.NullMarked;
