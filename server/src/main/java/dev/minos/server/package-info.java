/**
 * The reference service: a versioned compare-and-set key-value server over gRPC, with faults and bugs on demand.
 * {@link dev.minos.server.KvServer} is the way in.
 */
@NullMarked
package dev.minos.server;

import org.jspecify.annotations.NullMarked;
