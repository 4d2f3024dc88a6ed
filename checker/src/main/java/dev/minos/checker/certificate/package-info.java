/** Verdicts with their proof, written so that another program can check them. */
@NullMarked
package dev.minos.checker.certificate;

import org.jspecify.annotations.NullMarked;
