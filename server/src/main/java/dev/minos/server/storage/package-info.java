/** The storage seam of the reference service, and the one storage built so far. */
@NullMarked
package dev.minos.server.storage;

import org.jspecify.annotations.NullMarked;
