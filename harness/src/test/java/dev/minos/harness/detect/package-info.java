@NullMarked
package dev.minos.harness.detect;

import org.jspecify.annotations.NullMarked;
