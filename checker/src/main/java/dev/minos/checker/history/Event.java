package dev.minos.checker.history;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a history, as read.
 *
 * <p>Data are plain: {@code null}, {@link Boolean}, {@link Long}, {@link java.math.BigInteger}, {@link Double}, {@link
 * java.math.BigDecimal}, {@link Character}, {@link String}, {@link Keyword}, {@link Symbol}, {@link Ratio}, {@link Tagged},
 * {@link java.util.List}, {@link java.util.Set}, {@link java.util.Map}, and {@link Versioned} for a map of exactly {@code
 * value} and {@code version}.
 *
 * @param line where it stands in its file, from 1
 * @param position where it stands in its history, {@code >= 0}: {@code line - 1} in a file of lines, the number of events
 *     before it in a document such as a JSON array
 * @param index the file's own {@code index}, or the position where it has none
 * @param time nanoseconds since some moment of the run, {@link #NO_TIME} where the event names none; for pictures only
 * @param process who acts: a {@link Long} or a {@link String}
 * @param f the function's name
 * @param key the key, null where the event names none
 * @param error null where the event has none
 * @param client the client that the process belongs to, null where the event names none
 * @param op number of the client's logical operation, 0 where the event names none
 * @param attempt number of the wire attempt within the operation, 0 where the event names none
 * @param others fields that mean nothing to Minos, in the order of the file
 */
public record Event(
        long line,
        int position,
        long index,
        long time,
        Object process,
        EventType type,
        String f,
        @Nullable Object key,
        @Nullable Object value,
        @Nullable Object error,
        @Nullable String client,
        long op,
        int attempt,
        Map<String, @Nullable Object> others) {

    /** The time of an event that names none. */
    public static final long NO_TIME = -1;

    /** An event of a file of lines, without a time. */
    public Event(
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
            int attempt) {
        this(
                line,
                (int) (line - 1),
                index,
                NO_TIME,
                process,
                type,
                f,
                key,
                value,
                error,
                client,
                op,
                attempt,
                Map.of());
    }

    /** This event in another place, by a process of another name. */
    Event moved(Object by, int to) {
        return new Event(line, to, index, time, by, type, f, key, value, error, client, op, attempt, others);
    }

    /** This event on a key. */
    public Event withKey(Object named) {
        return new Event(
                line, position, index, time, process, type, f, named, value, error, client, op, attempt, others);
    }

    /** This event with another value. */
    public Event withValue(@Nullable Object other) {
        return new Event(line, position, index, time, process, type, f, key, other, error, client, op, attempt, others);
    }
}
