@NullMarked
package dev.minos.junit5;

import org.jspecify.annotations.NullMarked;
