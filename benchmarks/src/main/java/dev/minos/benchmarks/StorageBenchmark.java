package dev.minos.benchmarks;

import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.StorageChoice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.HdrHistogram.Histogram;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * How close the storages come to what is below them.
 *
 * <p>Puts at the seam, on ten keys in turn, each on the version that the one before has made; beside them the bare engine with
 * the same keys and values: a log, which is as many bytes with their checksum appended to a file, and forced or not, and a hash map,
 * but nothing compared, encoded or guarded by a lock; a map of MVStore, committed, and synced or not. For the log that is not forced
 * there is also what no log can do without, the bytes appended and nothing else. One thread, and for the forced ones also sixteen, whose puts share commits. A round begins with an empty
 * directory below the system's directory for temporary files, which says how fast forcing is.
 *
 * <p>Target: 0.8 of the bare engine with one thread.
 */
final class StorageBenchmark {
    private static final int KEYS = 10;
    private static final int THREADS = 16;
    private static final int VALUES = 1_000;
    private static final String[][][] TEXTS = texts();

    /** Puts once; {@code number} counts from 0 in each thread. */
    @FunctionalInterface
    private interface Putting {
        void put(int thread, int number) throws IOException;
    }

    private StorageBenchmark() {}

    static String run(Effort effort) throws IOException {
        Path directory = Files.createTempDirectory("minos-bench");
        try {
            int recordBytes = recordBytes(directory);
            Duration round = effort.round();
            Contest contest = Contest.hold(
                    effort,
                    List.of(
                            () -> bareLog(directory, recordBytes, true, round),
                            () -> storage(directory, "file", Fsync.ALWAYS, 1, round),
                            () -> storage(directory, "file", Fsync.ALWAYS, THREADS, round),
                            () -> bareStore(directory, true, round),
                            () -> storage(directory, "db", Fsync.ALWAYS, 1, round),
                            () -> storage(directory, "db", Fsync.ALWAYS, THREADS, round),
                            () -> bareFile(directory, recordBytes, round),
                            () -> bareLog(directory, recordBytes, false, round),
                            () -> storage(directory, "file", Fsync.NONE, 1, round),
                            () -> bareStore(directory, false, round),
                            () -> storage(directory, "db", Fsync.NONE, 1, round),
                            () -> storage(directory, "memory", Fsync.ALWAYS, 1, round)));
            return new Table()
                    .row("storage: puts", "puts/s", "p50 us", "p99 us", "of bare")
                    .row(figures("log of " + recordBytes + " bytes a put, force", contest, 0, null))
                    .row(figures("file, fsync always", contest, 1, 0))
                    .row(figures("  " + THREADS + " threads", contest, 2, 0))
                    .row(figures("MVStore put, commit, sync", contest, 3, null))
                    .row(figures("db, fsync always", contest, 4, 3))
                    .row(figures("  " + THREADS + " threads", contest, 5, 3))
                    .row(figures("append " + recordBytes + " bytes", contest, 6, null))
                    .row(figures("log of " + recordBytes + " bytes a put", contest, 7, 6))
                    .row(figures("file, fsync none", contest, 8, 7))
                    .row(figures("MVStore put, commit", contest, 9, null))
                    .row(figures("db, fsync none", contest, 10, 9))
                    .row(figures("memory", contest, 11, null))
                    .row("target, one thread", "", "", "", ">= 0.80")
                    .toString();
        } finally {
            empty(directory);
            Files.delete(directory);
        }
    }

    private static String[] figures(String name, Contest contest, int load, @Nullable Integer bare) {
        return new String[] {
            name,
            String.format(Locale.ROOT, "%,.0f", contest.operationsPerSecond(load)),
            String.format(Locale.ROOT, "%.1f", contest.micros(load, 50)),
            String.format(Locale.ROOT, "%.1f", contest.micros(load, 99)),
            bare == null ? "" : String.format(Locale.ROOT, "%.2f", contest.ratio(load, bare))
        };
    }

    private static String key(int thread, int number) {
        return TEXTS[thread][0][number % KEYS];
    }

    private static String value(int thread, int number) {
        return TEXTS[thread][1][number % VALUES];
    }

    /** The keys and values of each thread: making them is not what is measured. */
    private static String[][][] texts() {
        String[][][] texts = new String[THREADS][2][];
        Arrays.setAll(texts, thread -> new String[][] {
            IntStream.range(0, KEYS).mapToObj(n -> "key" + thread + "-" + n).toArray(String[]::new),
            IntStream.range(0, VALUES)
                    .mapToObj(n -> "client_" + thread + "-" + (1_000_000 + n) + "-1")
                    .toArray(String[]::new)
        });
        return texts;
    }

    private static Clients.Round storage(Path directory, String name, Fsync fsync, int threads, Duration round)
            throws IOException {
        Path data = directory.resolve("data");
        StorageChoice choice = new StorageChoice(name, name.equals("memory") ? null : data, fsync);
        try (Storage storage = choice.open()) {
            return drive(threads, round, (thread, number) -> put(storage, thread, number));
        } finally {
            empty(directory);
        }
    }

    private static void put(Storage storage, int thread, int number) throws IOException {
        PutResult result = storage.put(key(thread, number), value(thread, number), number / KEYS, AppliedListener.NONE);
        if (!(result instanceof PutResult.Applied)) {
            throw new IOException("a put that nobody contends was refused: " + result);
        }
    }

    /** How many bytes the log of the flat file grows by with such a put. */
    private static int recordBytes(Path directory) throws IOException {
        Path data = directory.resolve("data");
        try (Storage storage = new StorageChoice("file", data, Fsync.NONE).open()) {
            put(storage, 0, 0);
            long before = bytes(data);
            put(storage, 0, 1);
            return Math.toIntExact(bytes(data) - before);
        } finally {
            empty(directory);
        }
    }

    private static long bytes(Path directory) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    private static Clients.Round bareFile(Path directory, int recordBytes, Duration round) throws IOException {
        ByteBuffer record = ByteBuffer.allocateDirect(recordBytes);
        try (FileChannel channel = newLog(directory)) {
            return drive(1, round, (thread, number) -> channel.write(record.rewind()));
        } finally {
            empty(directory);
        }
    }

    private static Clients.Round bareLog(Path directory, int recordBytes, boolean force, Duration round)
            throws IOException {
        byte[] bytes = new byte[recordBytes - Integer.BYTES];
        ByteBuffer record = ByteBuffer.allocateDirect(recordBytes);
        CRC32C checksum = new CRC32C();
        Map<String, String> map = new HashMap<>();
        try (FileChannel channel = newLog(directory)) {
            Clients.Round logged = drive(1, round, (thread, number) -> {
                checksum.reset();
                checksum.update(bytes, 0, bytes.length);
                record.clear().put(bytes).putInt((int) checksum.getValue()).flip();
                channel.write(record);
                if (force) {
                    channel.force(false);
                }
                map.put(key(thread, number), value(thread, number));
            });
            if (map.size() > KEYS) {
                throw new IOException("expected at most " + KEYS + " keys, got " + map.size());
            }
            return logged;
        } finally {
            empty(directory);
        }
    }

    private static FileChannel newLog(Path directory) throws IOException {
        return FileChannel.open(directory.resolve("log"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static Clients.Round bareStore(Path directory, boolean sync, Duration round) throws IOException {
        try (MVStore store = new MVStore.Builder()
                .fileName(directory.resolve("store").toString())
                .autoCommitDisabled()
                .open()) {
            MVMap<String, String> map = store.openMap("values");
            return drive(1, round, (thread, number) -> {
                map.put(key(thread, number), value(thread, number));
                store.commit();
                if (sync) {
                    store.sync();
                }
            });
        } finally {
            empty(directory);
        }
    }

    private static Clients.Round drive(int threads, Duration round, Putting putting) throws IOException {
        long begin = System.nanoTime();
        long end = begin + round.toNanos();
        Histogram latency = new Histogram(3);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Histogram>> loops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                loops.add(executor.submit(() -> loop(thread, end, putting)));
            }
            for (Future<Histogram> loop : loops) {
                latency.add(loop.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("a put failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            executor.shutdownNow();
        }
        return new Clients.Round(latency.getTotalCount() / ((System.nanoTime() - begin) / 1e9), latency);
    }

    private static Histogram loop(int thread, long end, Putting putting) throws IOException {
        Histogram latency = new Histogram(3);
        long before = System.nanoTime();
        for (int number = 0; before < end; number++) {
            putting.put(thread, number);
            long after = System.nanoTime();
            latency.recordValue(after - before);
            before = after;
        }
        return latency;
    }

    private static void empty(Path directory) throws IOException {
        try (Stream<Path> inside = Files.walk(directory)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory)) {
                    Files.delete(path);
                }
            }
        }
    }
}
