@NullMarked
package dev.minos.junit5.jqwik;

import org.jspecify.annotations.NullMarked;
