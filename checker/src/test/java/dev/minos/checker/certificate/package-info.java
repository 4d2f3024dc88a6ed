@NullMarked
package dev.minos.checker.certificate;

import org.jspecify.annotations.NullMarked;
