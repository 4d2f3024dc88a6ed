package dev.minos.server.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Holds a storage to what the service relies on. For the tests of whoever writes one:
 *
 * <pre>{@code
 * Supplier<StorageSource> homes = () -> {
 *     Path directory = newDirectory();
 *     return () -> new MyStorage(directory);
 * };
 * assertThat(StorageContract.violations(homes, 1)).isEmpty();
 * assertThat(StorageContract.violationsOfKeeping(homes, 1)).isEmpty(); // if it outlives its process
 * }</pre>
 *
 * <p>One thread walks at random beside a plain map, through all answers, all kinds of text and versions that look negative.
 * Several threads then race for the versions of few keys, which needs no checker to be judged: versions grow by one, each is made
 * by one put, and values are unique, so that each read and refusal names the put that it has seen. What no test of this kind
 * finds is what a crash takes away; docs/storage.md says how ours are tested for that.
 */
public final class StorageContract {
    private static final int WALKS = 4;
    private static final int STEPS_A_WALK = 150;
    private static final int GENERATIONS = 3;
    private static final int THREADS = 4;
    private static final int RACES_A_THREAD = 60;
    private static final int SNAPSHOT_ROUNDS = 100;
    private static final long PATIENCE_SECONDS = 120;

    private static final List<String> KEYS = List.of("key1", "key2", "ключ", "a\0b", "\uD83D\uDE00");
    private static final List<String> VALUES = List.of(
            "",
            "a",
            "value_123",
            "значение",
            "\0",
            "\uD83D\uDE00",
            "half a pair: \uD83D",
            "\u2028 \\ \" \n",
            "long".repeat(1_000));
    private static final List<Long> FAR_VERSIONS = List.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32);

    private final Random random;
    private final Set<String> violations = Collections.synchronizedSet(new LinkedHashSet<>());

    private StorageContract(long seed) {
        this.random = new Random(seed);
    }

    /**
     * What is wrong with a storage, a sentence each; empty if nothing was found.
     *
     * @param homes makes at each call a source of a storage that is empty; what is opened is closed again
     * @param seed of the walks; what threads do differs from run to run
     * @throws IOException if a storage cannot be opened
     */
    public static List<String> violations(Supplier<? extends StorageSource> homes, long seed) throws IOException {
        StorageContract contract = new StorageContract(seed);
        for (int walk = 0; walk < WALKS; walk++) {
            try (Storage storage = homes.get().open()) {
                contract.walk(storage, new TreeMap<>());
                contract.snapshotIsACopy(storage);
            }
        }
        try (Storage storage = homes.get().open()) {
            contract.race(storage);
        }
        try (Storage storage = homes.get().open()) {
            contract.snapshotsAreOfOneMoment(storage);
        }
        contract.closesTwice(homes.get().open());
        return new ArrayList<>(contract.violations);
    }

    /**
     * What a storage has lost or changed while it was closed, a sentence each; empty if nothing was found.
     *
     * @param homes as of {@link #violations}; a source is opened several times, each time after it was closed
     * @throws IOException if a storage cannot be opened
     */
    public static List<String> violationsOfKeeping(Supplier<? extends StorageSource> homes, long seed)
            throws IOException {
        StorageContract contract = new StorageContract(seed);
        StorageSource home = homes.get();
        SortedMap<String, VersionedValue> expected = new TreeMap<>();
        for (int generation = 0; generation < GENERATIONS; generation++) {
            try (Storage storage = home.open()) {
                contract.requireEqual("the snapshot after opening again", expected, storage.snapshot());
                contract.walk(storage, expected);
            }
        }
        try (Storage storage = home.open()) {
            contract.requireEqual("the snapshot after opening again", expected, storage.snapshot());
            for (String key : KEYS) {
                contract.requireEqual(
                        "get of '" + key + "' after opening again",
                        Optional.ofNullable(expected.get(key)),
                        storage.get(key));
            }
        }
        return new ArrayList<>(contract.violations);
    }

    private void requireEqual(String what, Object expected, Object got) {
        if (!expected.equals(got)) {
            violations.add(what + " must be " + shown(expected) + ", got " + shown(got));
        }
    }

    private static String shown(Object object) {
        String text = object.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    // One thread

    /** Makes random calls, and the same on a plain map, which is changed. */
    private void walk(Storage storage, SortedMap<String, VersionedValue> expected) {
        for (int step = 0; step < STEPS_A_WALK; step++) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            String value = VALUES.get(random.nextInt(VALUES.size()));
            VersionedValue current = expected.get(key);
            long version = someVersion(current == null ? 0 : current.version());
            String call = "put('" + key + "', '" + shown(value) + "', " + version + ") on " + current;

            List<VersionedValue> due = new ArrayList<>();
            PutResult result = PutResult.of(current, version);
            if (result instanceof PutResult.Applied applied) {
                due.add(new VersionedValue(value, applied.version()));
                expected.put(key, due.get(0));
            }
            List<VersionedValue> told = new ArrayList<>();
            requireEqual(
                    "the answer to " + call, result, storage.put(key, value, version, (k, stored) -> told.add(stored)));
            requireEqual("what the listener is told by " + call, due, told);
            requireEqual("get after " + call, Optional.ofNullable(expected.get(key)), storage.get(key));
        }
        requireEqual("the snapshot", expected, storage.snapshot());
        requireEqual("get of an absent key", Optional.empty(), storage.get("absent"));
    }

    /** Mostly the right one, often one close by, at times one far off. */
    private long someVersion(long current) {
        int dice = random.nextInt(10);
        if (dice < 6) {
            return current;
        }
        return dice < 9 ? random.nextInt(4) : FAR_VERSIONS.get(random.nextInt(FAR_VERSIONS.size()));
    }

    private void snapshotIsACopy(Storage storage) {
        SortedMap<String, VersionedValue> before = storage.snapshot();
        SortedMap<String, VersionedValue> copy = new TreeMap<>(before);
        storage.put("another key", "a", 0, AppliedListener.NONE);
        requireEqual("a snapshot, after a later put,", copy, before);
    }

    private void closesTwice(Storage storage) {
        storage.close();
        try {
            storage.close();
        } catch (RuntimeException e) {
            violations.add("closing twice must be allowed, got " + e);
        }
    }

    // Several threads

    /** A value as somebody has seen it. */
    private record Seen(String key, VersionedValue stored) {}

    private void race(Storage storage) {
        List<String> keys = KEYS.subList(0, 2);
        Map<String, AtomicLong> acknowledged = new HashMap<>();
        keys.forEach(key -> acknowledged.put(key, new AtomicLong()));
        Map<String, Map<Long, String>> applied = new ConcurrentHashMap<>();
        keys.forEach(key -> applied.put(key, new ConcurrentHashMap<>()));
        List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
        List<Seen> told = Collections.synchronizedList(new ArrayList<>());
        inParallel(THREADS, thread -> {
            for (int race = 0; race < RACES_A_THREAD; race++) {
                String key = keys.get(race % keys.size());
                AtomicLong floor = acknowledged.get(key);
                Map<Long, String> made = applied.get(key);
                if (floor == null || made == null) {
                    throw new AssertionError(key);
                }
                long atLeast = floor.get();
                Optional<VersionedValue> found = storage.get(key);
                found.ifPresent(stored -> seen.add(new Seen(key, stored)));
                long version = found.map(VersionedValue::version).orElse(0L);
                if (version < atLeast) {
                    violations.add(
                            "get found version " + version + " after a put was answered with version " + atLeast);
                }
                String value = thread + "-" + race;
                atLeast = floor.get();
                PutResult result = storage.put(key, value, version, (k, stored) -> told.add(new Seen(k, stored)));
                if (result instanceof PutResult.Applied success) {
                    requireEqual(
                            "the version that a put on version " + version + " makes", version + 1, success.version());
                    String other = made.putIfAbsent(success.version(), value);
                    if (other != null) {
                        violations.add("two puts were answered that they made one version of one key: both '" + other
                                + "' and '" + value + "' made version " + success.version());
                    }
                    floor.accumulateAndGet(success.version(), Math::max);
                } else {
                    judgeRefusal(result, version, atLeast);
                }
            }
        });
        for (String key : keys) {
            judgeVersions(key, applied.getOrDefault(key, Map.of()), storage.get(key));
        }
        for (Seen each : seen) {
            String value =
                    applied.getOrDefault(each.key(), Map.of()).get(each.stored().version());
            if (!each.stored().value().equals(value)) {
                violations.add("get found " + each.stored() + ", but that version was made by the put of " + value);
            }
        }
        judgeListener(keys, told, applied);
    }

    private void judgeRefusal(PutResult result, long expected, long atLeast) {
        long current = 0;
        if (result instanceof PutResult.VersionMismatch mismatch) {
            current = mismatch.currentVersion();
        } else if (result instanceof PutResult.KeyExists exists) {
            current = exists.currentVersion();
        }
        if (current <= expected || current < atLeast || (expected == 0) != (result instanceof PutResult.KeyExists)) {
            violations.add("a put on version " + expected + ", when version " + atLeast
                    + " was acknowledged already, was refused with " + result);
        }
    }

    private void judgeVersions(String key, Map<Long, String> made, Optional<VersionedValue> last) {
        for (long version = 1; version <= made.size(); version++) {
            if (!made.containsKey(version)) {
                violations.add("no put of '" + key + "' was answered that it made version " + version + ", though "
                        + made.size() + " were applied");
            }
        }
        long version = last.map(VersionedValue::version).orElse(0L);
        requireEqual("the version of '" + key + "' after " + made.size() + " puts", (long) made.size(), version);
    }

    private void judgeListener(List<String> keys, List<Seen> told, Map<String, Map<Long, String>> applied) {
        for (String key : keys) {
            List<VersionedValue> due = new ArrayList<>();
            new TreeMap<>(applied.getOrDefault(key, Map.of()))
                    .forEach((version, value) -> due.add(new VersionedValue(value, version)));
            List<VersionedValue> got = told.stream()
                    .filter(each -> each.key().equals(key))
                    .map(Seen::stored)
                    .toList();
            requireEqual("what listeners are told of '" + key + "', in order,", due, got);
        }
    }

    /** One thread puts two keys in turn: a snapshot that has the second put of a round has the first, too. */
    private void snapshotsAreOfOneMoment(Storage storage) {
        AtomicBoolean done = new AtomicBoolean();
        inParallel(2, thread -> {
            if (thread == 0) {
                for (long version = 0; version < SNAPSHOT_ROUNDS; version++) {
                    storage.put("first", "f" + version, version, AppliedListener.NONE);
                    storage.put("second", "s" + version, version, AppliedListener.NONE);
                }
                done.set(true);
                return;
            }
            while (!done.get()) {
                Map<String, VersionedValue> snapshot = storage.snapshot();
                long first = version(snapshot, "first");
                long second = version(snapshot, "second");
                if (first != second && first != second + 1) {
                    violations.add("a snapshot holds version " + first + " of the first key and version " + second
                            + " of the second, which were never there at one moment");
                    return;
                }
            }
        });
    }

    private static long version(Map<String, VersionedValue> snapshot, String key) {
        VersionedValue stored = snapshot.get(key);
        return stored == null ? 0 : stored.version();
    }

    /** What a thread does; they count from 0. */
    @FunctionalInterface
    private interface Body {
        void run(int thread);
    }

    private void inParallel(int threads, Body body) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                ends.add(executor.submit(() -> body.run(thread)));
            }
            for (Future<?> end : ends) {
                end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            violations.add("a call threw " + e.getCause());
        } catch (TimeoutException e) {
            violations.add("calls did not come back within " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            executor.shutdownNow();
        }
    }
}
