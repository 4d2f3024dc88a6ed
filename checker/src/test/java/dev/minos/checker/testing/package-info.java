/** Random histories and the brute-force oracle that the tests of every engine share. */
@NullMarked
package dev.minos.checker.testing;

import org.jspecify.annotations.NullMarked;
