/** What the key-value service does, without a wire: the same over gRPC and in simulation. */
@NullMarked
package dev.minos.server.core;

import org.jspecify.annotations.NullMarked;
