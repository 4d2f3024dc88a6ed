package dev.minos.benchmarks;

import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads a history in a JVM of its own, and prints how much of the heap it keeps:
 *
 * <pre>
 * bytesPerOperation=45.4
 * </pre>
 */
final class KeptHistory {
    private KeptHistory() {}

    /** Arguments: the file. */
    public static void main(String[] args) throws IOException {
        long before = heapInUse();
        History history = HistoryReader.read(Path.of(args[0]));
        long kept = heapInUse() - before;
        // Asked for its size last, so that it is still kept when the heap is looked at.
        System.out.println(String.format(Locale.ROOT, "bytesPerOperation=%.1f", (double) kept / history.size()));
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
