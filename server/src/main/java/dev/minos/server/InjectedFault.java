package dev.minos.server;

import dev.minos.server.fault.MessageFault;
import org.jspecify.annotations.Nullable;

/**
 * A fault that the server injected into a call. Immutable.
 *
 * @param put whether the call was a put, and not a get
 * @param attempt who made the call; null if it did not say
 * @param key that the call was about
 */
public record InjectedFault(
        MessageFault fault, boolean put, @Nullable Attempt attempt, String key) {}
