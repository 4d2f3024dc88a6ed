package dev.minos.checker.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A history file as parts of whole keys that fit into memory: itself, where it fits at once; else the file is read once for
 * each part. What is malformed is found in any case, in the part that it belongs to. Not thread-safe.
 */
public final class HistoryParts {
    /** Keys that so many parts do not tell apart are read together. */
    private static final int MAX_PARTS = 1 << 12;

    private final Path file;
    private final ReadOptions options;
    private final Deque<Part> left = new ArrayDeque<>();
    private boolean isWhole = true;

    /** The keys whose hash leaves a remainder. */
    private record Part(int remainder, int divisor) {
        boolean holds(@Nullable Object key) {
            int h = Objects.hashCode(key) * 0x9e3779b9;
            return divisor == 1 || Math.floorMod(h ^ (h >>> 16), divisor) == remainder;
        }
    }

    /** @param options its {@link ReadOptions#memoryBytes} bounds a part, or a part is one key, however large */
    public HistoryParts(Path file, ReadOptions options) {
        this.file = file;
        this.options = options;
        left.push(new Part(0, 1));
    }

    /**
     * Reads the next part, which may hold no operation; null behind the last.
     *
     * @throws MalformedHistoryException if the file is no history
     * @throws IOException if it cannot be read
     */
    public @Nullable History next() throws IOException {
        while (!left.isEmpty()) {
            Part part = left.pop();
            ReadOptions bounded = part.divisor < MAX_PARTS ? options : options.withMemoryBytes(Long.MAX_VALUE);
            try {
                return HistoryReader.read(file, part.divisor == 1 ? bounded : bounded.withKeys(part::holds));
            } catch (HistoryTooLargeException e) {
                isWhole = false;
                left.push(new Part(part.remainder + part.divisor, part.divisor * 2));
                left.push(new Part(part.remainder, part.divisor * 2));
            }
        }
        return null;
    }

    /**
     * Reads some keys, however much memory they take.
     *
     * @throws MalformedHistoryException if the file is no history
     * @throws IOException if it cannot be read
     */
    public History only(Set<@Nullable Object> keys) throws IOException {
        return HistoryReader.read(file, options.withMemoryBytes(Long.MAX_VALUE).withKeys(keys::contains));
    }

    /** Whether what was read so far was the whole history at once. */
    public boolean isWhole() {
        return isWhole;
    }
}
