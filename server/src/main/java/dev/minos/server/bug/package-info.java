/** Bugs that the reference service can be given on purpose, to see the checker catch them. */
@NullMarked
package dev.minos.server.bug;

import org.jspecify.annotations.NullMarked;
