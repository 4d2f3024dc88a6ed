/** Linearizability tests in JUnit 5: the annotation, what it injects, and assertions. */
@NullMarked
package dev.minos.junit5;

import org.jspecify.annotations.NullMarked;
