/**
 * Where the reference service keeps its keys: the seam, three storages behind it, the disk that one of them writes to, and the
 * test kit for any other.
 */
@NullMarked
package dev.minos.server.storage;

import org.jspecify.annotations.NullMarked;
