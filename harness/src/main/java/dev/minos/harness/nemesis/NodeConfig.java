package dev.minos.harness.nemesis;

import dev.minos.harness.config.Config;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The commands that control one node of a system that somebody else runs, each in the language of {@code /bin/sh}. Immutable;
 * checked by the {@link Config} that holds it.
 *
 * @param name what the nemesis and the history call it
 * @param start starts its process; returns once it is started, and need not wait until it serves
 * @param stop ends it gently
 * @param kill ends it without warning
 * @param pause halts it
 * @param resume lets it go on
 * @param health succeeds when it serves; null: it serves once it is started
 * @param timeout how long each of them may take, and how long health is waited for
 */
public record NodeConfig(
        String name,
        @Nullable String start,
        @Nullable String stop,
        @Nullable String kill,
        @Nullable String pause,
        @Nullable String resume,
        @Nullable String health,
        Duration timeout) {}
