package dev.minos.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * One line of a history, as read.
 *
 * <p>Data are plain: {@code null}, {@link Boolean}, {@link Long}, {@link java.math.BigInteger}, {@link Double},
 * {@link String}, {@link java.util.List}, {@link java.util.Map}, and {@link Versioned} for a map of exactly
 * {@code value} and {@code version}.
 *
 * @param line where it stands in its file, from 1
 * @param index the file's own {@code index}, or {@code line - 1} where it has none
 * @param process who acts: a {@link Long} or a {@link String}
 * @param f the function's name
 * @param key the key, null where the event names none
 * @param error null where the event has none
 * @param client the client that the process belongs to, null where the event names none
 * @param op number of the client's logical operation, 0 where the event names none
 * @param attempt number of the wire attempt within the operation, 0 where the event names none
 */
public record Event(
        long line,
        long index,
        Object process,
        EventType type,
        String f,
        @Nullable Object key,
        @Nullable Object value,
        @Nullable Object error,
        @Nullable String client,
        long op,
        int attempt) {}
