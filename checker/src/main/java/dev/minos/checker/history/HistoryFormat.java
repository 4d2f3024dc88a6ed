package dev.minos.checker.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/**
 * A form in which histories are kept in files.
 *
 * <p>Found by {@link java.util.ServiceLoader}; which one a file is in is seen from its first bytes. Implementations have a
 * public constructor without parameters and are thread-safe.
 */
public interface HistoryFormat {
    /** What the command line calls it, such as {@code jsonl}. */
    String name();

    /** How its files end, without a dot and in lower case; decides only where the content leaves it open. */
    List<String> extensions();

    /** Whether a file that begins so is in this format. */
    boolean matches(Sample sample);

    /** Whether 1 and 1.0 are one value here, as in JSON, and not two, as in EDN. */
    default boolean hasOneKindOfNumber() {
        return false;
    }

    /**
     * Reads all events of a stream, one by one, in order; does not close it.
     *
     * @param in decompressed, without a byte order mark
     * @param source what to call it in messages
     * @throws MalformedHistoryException if it is no history
     */
    void read(InputStream in, String source, ReadOptions options, EventSink sink) throws IOException;

    /** Whether {@link #writer} works: some formats are only ever read. */
    default boolean isWritable() {
        return false;
    }

    /** Whether a file in it can say that it is a part of a longer history, see {@link EventWriter#mark}. */
    default boolean tellsParts() {
        return false;
    }

    /**
     * Begins a file in this format.
     *
     * @param warnings is told, once a kind, what the format cannot hold
     * @throws UnsupportedOperationException if it is not {@linkplain #isWritable writable}
     */
    default EventWriter writer(OutputStream out, Consumer<String> warnings) throws IOException {
        throw new UnsupportedOperationException("histories are not written as " + name());
    }
}
