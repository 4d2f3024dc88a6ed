@NullMarked
package dev.minos.harness;

import org.jspecify.annotations.NullMarked;
