/** Measures the server, the recorder and the checker, each beside what it is held against, in one run. */
@NullMarked
package dev.minos.benchmarks;

import org.jspecify.annotations.NullMarked;
