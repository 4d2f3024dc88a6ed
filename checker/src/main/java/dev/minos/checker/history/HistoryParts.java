package dev.minos.checker.history;

import dev.minos.checker.history.ReadOptions.Independent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
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

    private static final int MAX_PARTS_FOR_WANT_OF_MEMORY = 1 << 4;

    private final Path file;
    private final ReadOptions asked;
    /** As asked, but that values {@code [k v]} are taken apart, or not, by what the file was found to hold. */
    private ReadOptions options;

    private final Deque<Part> left = new ArrayDeque<>();
    private final Set<@Nullable Object> keys = new HashSet<>();
    private boolean isWhole = true;
    private @Nullable Part last;
    private @Nullable HistoryPart read;

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
        asked = options;
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
                History history = HistoryReader.read(file, part.divisor == 1 ? bounded : bounded.withKeys(part::holds));
                keys.addAll(history.keys());
                read = history.part();
                last = part;
                return history;
            } catch (HistoryTooLargeException e) {
                if (e.isOfPairs()) {
                    options = asked.withIndependent(Independent.ALWAYS);
                }
                halve(part);
            } catch (NotPairsException e) {
                if (asked.independent() == Independent.ALWAYS && !e.areKeysOfTheirOwn()) {
                    throw e;
                }
                // Each part is read to the end of the file, so this is seen in the first, and none was handed out.
                options = asked.withIndependent(Independent.NEVER);
                left.clear();
                left.push(new Part(0, 1));
                isWhole = true;
            } catch (OutOfMemoryError e) {
                // What was read is garbage by now. Of a part that is one key the halves are that key and nothing, so
                // this ends.
                if (part.divisor >= MAX_PARTS_FOR_WANT_OF_MEMORY) {
                    throw e;
                }
                halve(part);
            }
        }
        return null;
    }

    /**
     * Takes back the part that was read last, to be read again in two, because what decides it found no memory.
     *
     * @return false if it is too small a part for that to be the way out
     */
    public boolean halveLast() {
        if (last == null || last.divisor >= MAX_PARTS_FOR_WANT_OF_MEMORY) {
            return false;
        }
        halve(last);
        last = null;
        return true;
    }

    private void halve(Part part) {
        isWhole = false;
        left.push(new Part(part.remainder + part.divisor, part.divisor * 2));
        left.push(new Part(part.remainder, part.divisor * 2));
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

    /** The keys of all parts read so far. */
    public Set<@Nullable Object> keys() {
        return Collections.unmodifiableSet(keys);
    }

    /** Which part of a longer history the file is, as far as it is read; null where nothing says that it is not all. */
    public @Nullable HistoryPart part() {
        return read;
    }

    /** What the file is called in messages. */
    public String source() {
        return file.toString();
    }

    /** Whether what was read so far was the whole history at once. */
    public boolean isWhole() {
        return isWhole;
    }
}
