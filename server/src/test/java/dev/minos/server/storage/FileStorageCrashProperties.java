package dev.minos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The flat file through crashes of a simulated disk: what was acknowledged, and so everything that was seen, is there after. */
class FileStorageCrashProperties {
    private static final int KEYS = 3;
    private static final int LIVES = 6;
    private static final long COMPACT_BYTES = 1_500;

    /** How a life ends. */
    private enum End {
        KILL,
        POWER
    }

    private static SortedMap<String, VersionedValue> plus(
            SortedMap<String, VersionedValue> state, String key, VersionedValue stored) {
        SortedMap<String, VersionedValue> more = new TreeMap<>(state);
        more.put(key, stored);
        return more;
    }

    /** One storage over several lives, on one thread. {@code states}: what it may hold, the oldest first. */
    private static final class Lives {
        private final SimulatedDisk disk;
        private final Random random;
        private final Fsync fsync;
        /** What the storage held after each put since the last opening; the last put may be one that was not acknowledged. */
        private List<SortedMap<String, VersionedValue>> states = new ArrayList<>(List.of(new TreeMap<>()));

        private int acknowledged;
        private int puts;

        Lives(long seed, Fsync fsync) {
            this.disk = new SimulatedDisk(seed);
            this.random = new Random(~seed);
            this.fsync = fsync;
        }

        /** Lives until the disk crashes, or so many puts long. */
        void live(int putsMax) throws StorageException {
            FileStorage storage;
            try {
                storage = FileStorage.open(disk, fsync, COMPACT_BYTES);
            } catch (StorageException e) {
                if (e.getCause() instanceof SimulatedDisk.CrashException) {
                    return; // nobody has seen anything
                }
                throw e;
            }
            states = new ArrayList<>(List.of(storage.snapshot()));
            acknowledged = 0;
            for (int i = 0; i < putsMax; i++) {
                String key = "key" + random.nextInt(KEYS);
                SortedMap<String, VersionedValue> before = states.get(states.size() - 1);
                VersionedValue current = before.get(key);
                long version = current == null ? 0 : current.version();
                String value = "value-" + ++puts + "x".repeat(random.nextInt(4) == 0 ? random.nextInt(900) : 0);
                states.add(plus(before, key, new VersionedValue(value, version + 1)));
                try {
                    assertThat(storage.put(key, value, version, AppliedListener.NONE))
                            .isEqualTo(new PutResult.Applied(version + 1));
                } catch (UncheckedIOException e) {
                    assertThat(e).hasCauseInstanceOf(SimulatedDisk.CrashException.class);
                    return;
                }
                acknowledged = states.size() - 1;
            }
        }

        void end(End how) {
            if (how == End.KILL) {
                disk.kill();
            } else {
                disk.losePower();
            }
        }

        /** Opens the storage after an end, and holds it to what it had promised. */
        void judge(End how) throws StorageException {
            try (FileStorage storage = FileStorage.open(disk, fsync, COMPACT_BYTES)) {
                int oldest = how == End.KILL || fsync == Fsync.ALWAYS ? acknowledged : 0;
                SortedMap<String, VersionedValue> found = storage.snapshot();
                assertThat(found).isIn(states.subList(oldest, states.size()));
                // Somebody has read it now: it must not go away in the next end, whatever the last one was.
                states = new ArrayList<>(List.of(found));
                acknowledged = 0;
            }
        }
    }

    @Property(tries = 500)
    void everythingAcknowledgedIsThereAfterAnyCrashes(@ForAll long seed) throws StorageException {
        Lives lives = new Lives(seed, Fsync.ALWAYS);
        Random random = new Random(seed);
        for (int life = 0; life < LIVES; life++) {
            if (random.nextInt(4) > 0) {
                lives.disk.crashAfter(random.nextInt(60));
            }
            lives.live(25);
            End end = random.nextBoolean() ? End.KILL : End.POWER;
            lives.end(end);
            lives.judge(end);
        }
    }

    @Property(tries = 500)
    void withoutForcingKillLosesNothingAndPowerLossOnlyTheLastPuts(@ForAll long seed) throws StorageException {
        Lives lives = new Lives(seed, Fsync.NONE);
        Random random = new Random(seed);
        for (int life = 0; life < LIVES; life++) {
            if (random.nextInt(4) > 0) {
                lives.disk.crashAfter(random.nextInt(60));
            }
            lives.live(25);
            End end = random.nextBoolean() ? End.KILL : End.POWER;
            lives.end(end);
            lives.judge(end);
        }
    }

    /** Whatever the storage is doing: making its file, appending, compacting, cutting, forcing. */
    @Example
    void crashInEveryOperationLosesNothing() throws StorageException {
        Lives whole = new Lives(1, Fsync.ALWAYS);
        whole.live(60);
        long operations = whole.disk.operations();
        assertThat(operations).isGreaterThan(120);
        for (End end : End.values()) {
            for (long seed = 1; seed <= 20; seed++) {
                for (long operation = 0; operation < operations; operation++) {
                    Lives lives = new Lives(seed, Fsync.ALWAYS);
                    lives.disk.crashAfter(operation);
                    lives.live(60);
                    lives.end(end);
                    lives.judge(end);
                    // And a crash in the recovery from that crash.
                    lives.disk.crashAfter(operation % 4);
                    lives.live(1);
                    lives.end(end);
                    lives.judge(end);
                }
            }
        }
    }

    /** The disk that forgets is what the properties above stand on: that it does forget is tested here. */
    @Example
    void losesUnforcedPutsAtPowerLossAndNoneAtKill() throws StorageException {
        int lost = 0;
        int torn = 0;
        for (long seed = 0; seed < 200; seed++) {
            SimulatedDisk disk = new SimulatedDisk(seed);
            FileStorage storage = FileStorage.open(disk, Fsync.NONE, COMPACT_BYTES);
            for (int i = 0; i < 10; i++) {
                storage.put("key1", "value-" + i, i, AppliedListener.NONE);
            }
            disk.losePower();
            try (FileStorage after = FileStorage.open(disk, Fsync.NONE, COMPACT_BYTES)) {
                lost += after.get("key1").map(VersionedValue::version).orElse(0L) < 10 ? 1 : 0;
                torn += after.bytesCut() > 0 ? 1 : 0;
            }
        }
        assertThat(lost).isBetween(100, 199);
        assertThat(torn).isBetween(50, 199);
    }

    @Property(tries = 30)
    void putsOfManyThreadsAreThereAfterCrash(@ForAll long seed, @ForAll @IntRange(max = 120) int operations)
            throws IOException {
        SimulatedDisk disk = new SimulatedDisk(seed);
        FileStorage storage = FileStorage.open(disk, Fsync.ALWAYS, COMPACT_BYTES);
        Map<String, String> begun = new ConcurrentHashMap<>();
        Map<String, Long> acknowledged = new ConcurrentHashMap<>();
        disk.crashAfter(operations);
        Threads.run(4, thread -> {
            try {
                for (int i = 0; i < 60; i++) {
                    String key = "key" + i % 2;
                    long version = storage.get(key).map(VersionedValue::version).orElse(0L);
                    acknowledged.merge(key, version, Math::max); // what is read counts as much
                    String value = thread + "-" + i;
                    begun.put(value, key + "@" + (version + 1));
                    if (storage.put(key, value, version, AppliedListener.NONE) instanceof PutResult.Applied success) {
                        acknowledged.merge(key, success.version(), Math::max);
                    }
                }
            } catch (UncheckedIOException e) {
                assertThat(e).hasCauseInstanceOf(SimulatedDisk.CrashException.class);
            }
        });
        disk.losePower();

        try (FileStorage after = FileStorage.open(disk, Fsync.ALWAYS, COMPACT_BYTES)) {
            after.snapshot()
                    .forEach((key, stored) ->
                            assertThat(begun.get(stored.value())).isEqualTo(key + "@" + stored.version()));
            acknowledged.forEach((key, version) -> assertThat(
                            after.get(key).map(VersionedValue::version).orElse(0L))
                    .as(key)
                    .isGreaterThanOrEqualTo(version));
        }
    }
}
