package dev.minos.checker.history;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a history is read. Immutable.
 *
 * @param strict whether whatever would be read leniently, with a warning, is refused
 * @param independent whether values {@code [k v]} are a key and its value
 * @param maxBytes the most that a compressed file may decompress to
 * @param maxRatio how many bytes one compressed byte may stand for, beyond the first 64 MiB
 * @param memoryBytes about how much memory the operations may take before {@link HistoryParts} reads them in parts
 * @param order which order the events have
 * @param upToGap whether a recording of ours that lacks events is read up to the first gap, and not refused
 * @param keys which keys are read, asked once for each; null for all
 */
public record ReadOptions(
        boolean strict,
        Independent independent,
        long maxBytes,
        int maxRatio,
        long memoryBytes,
        Order order,
        boolean upToGap,
        @Nullable Predicate<@Nullable Object> keys) {
    private static final ReadOptions DEFAULTS =
            new ReadOptions(false, Independent.AUTO, 64L << 30, 1_000, Long.MAX_VALUE, Order.FILE, false, null);

    /** Whether values {@code [k v]} are a key and its value. */
    public enum Independent {
        /** Where nothing else makes sense, and then a warning says so; {@link HistoryBuilder} has the rule. */
        AUTO,
        /** In every operation, or the history is malformed. */
        ALWAYS,
        NEVER
    }

    /** Which order the events of a history have. */
    public enum Order {
        /** The order of the file. */
        FILE,
        /** The order of their times; {@link TimeOrder} has the rules. */
        TIME
    }

    public ReadOptions {
        if (maxBytes < 1 || maxRatio < 1) {
            throw new IllegalArgumentException(
                    "limits must be at least 1: maxBytes=" + maxBytes + ", maxRatio=" + maxRatio);
        }
    }

    /** Lenient; keys by rule; 64 GiB, and 1000 bytes for one beyond the first 64 MiB. */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    public ReadOptions withStrict(boolean on) {
        return new ReadOptions(on, independent, maxBytes, maxRatio, memoryBytes, order, upToGap, keys);
    }

    public ReadOptions withIndependent(Independent choice) {
        return new ReadOptions(strict, choice, maxBytes, maxRatio, memoryBytes, order, upToGap, keys);
    }

    public ReadOptions withMaxBytes(long bytes) {
        return new ReadOptions(strict, independent, bytes, maxRatio, memoryBytes, order, upToGap, keys);
    }

    public ReadOptions withMaxRatio(int ratio) {
        return new ReadOptions(strict, independent, maxBytes, ratio, memoryBytes, order, upToGap, keys);
    }

    public ReadOptions withMemoryBytes(long bytes) {
        return new ReadOptions(strict, independent, maxBytes, maxRatio, bytes, order, upToGap, keys);
    }

    public ReadOptions withOrder(Order choice) {
        return new ReadOptions(strict, independent, maxBytes, maxRatio, memoryBytes, choice, upToGap, keys);
    }

    public ReadOptions withUpToGap(boolean on) {
        return new ReadOptions(strict, independent, maxBytes, maxRatio, memoryBytes, order, on, keys);
    }

    /**
     * Reads only some keys: operations on others are passed over, though not what is malformed about them. The rule of {@link
     * Independent#AUTO} is not asked then, since it is one of all keys together.
     */
    public ReadOptions withKeys(Predicate<@Nullable Object> wanted) {
        return new ReadOptions(strict, independent, maxBytes, maxRatio, memoryBytes, order, upToGap, wanted);
    }

    boolean reads(@Nullable Object key) {
        return keys == null || keys.test(key);
    }
}
