@NullMarked
package dev.minos.benchmarks;

import org.jspecify.annotations.NullMarked;
