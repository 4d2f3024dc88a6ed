package dev.minos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every storage of ours passes the test kit; and each storage that is wrong on purpose is caught by it. */
class StorageContractTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void everyStorageKeepsTheContract(StorageKind kind) throws IOException {
        assertThat(StorageContract.violations(kind.homes(directory), 1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void everyStorageInFilesKeepsWhatWasAcknowledged(StorageKind kind) throws IOException {
        assertThat(kind.isKept()).isTrue();
        assertThat(StorageContract.violationsOfKeeping(kind.homes(directory), 1))
                .isEmpty();
    }

    @Test
    void catchesStorageThatForgets() throws IOException {
        assertThat(StorageContract.violationsOfKeeping(StorageKind.MEMORY.homes(directory), 1))
                .anyMatch(each -> each.startsWith("the snapshot after opening again must be {"));
    }

    @Test
    void catchesStorageThatKeepsOneStateForAllOpenings() throws IOException {
        StorageSource last = StorageKind.FILE_SIMULATED.home(directory);
        try (Storage storage = last.open()) {
            storage.put("key1", "from another test", 0, AppliedListener.NONE);
        }
        assertThat(StorageContract.violations(() -> last, 1)).isNotEmpty();
    }

    @Test
    void catchesStorageThatDoesNotCompareVersions() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    @Override
                    PutResult decide(String key, long expectedVersion) {
                        VersionedValue current = values.get(key);
                        return new PutResult.Applied(current == null ? 1 : current.version() + 1);
                    }
                },
                "the answer to put('");
    }

    @Test
    void catchesStorageThatTakesFarVersionsForAnyVersion() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    @Override
                    PutResult decide(String key, long expectedVersion) {
                        VersionedValue current = values.get(key);
                        return current != null && expectedVersion < 0
                                ? new PutResult.Applied(current.version() + 1)
                                : super.decide(key, expectedVersion);
                    }
                },
                "the answer to put('");
    }

    @Test
    void catchesRefusalWithWrongCurrentVersion() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    @Override
                    PutResult decide(String key, long expectedVersion) {
                        PutResult result = super.decide(key, expectedVersion);
                        return result instanceof PutResult.KeyExists exists
                                ? new PutResult.KeyExists(exists.currentVersion() + 1)
                                : result;
                    }
                },
                "must be KeyExists[currentVersion=");
    }

    @Test
    void catchesStorageThatTellsListenerOfRefusals() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    @Override
                    public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
                        PutResult result = super.put(key, value, expectedVersion, applied);
                        if (!(result instanceof PutResult.Applied)) {
                            applied.applied(key, new VersionedValue(value, expectedVersion + 1));
                        }
                        return result;
                    }
                },
                "what the listener is told by put(");
    }

    @Test
    void catchesStorageThatTellsListenerOutOfOrder() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    private final Thread alone = Thread.currentThread();
                    private final Map<String, Long> told = new ConcurrentHashMap<>();

                    @Override
                    public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
                        PutResult result = super.put(key, value, expectedVersion, AppliedListener.NONE);
                        if (result instanceof PutResult.Applied success) {
                            // Outside of the critical section: the next put, of another thread, may be told of first.
                            if (success.version() % 2 == 0 && Thread.currentThread() != alone) {
                                awaitLaterThan(key, success.version());
                            }
                            applied.applied(key, new VersionedValue(value, success.version()));
                            told.merge(key, success.version(), Math::max);
                        }
                        return result;
                    }

                    private void awaitLaterThan(String key, long version) {
                        long end = System.nanoTime() + 20_000_000;
                        while (told.getOrDefault(key, 0L) <= version && System.nanoTime() < end) {
                            LockSupport.parkNanos(50_000);
                        }
                    }
                },
                "what listeners are told of 'key");
    }

    @Test
    void catchesLostUpdate() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    @Override
                    public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
                        PutResult result;
                        synchronized (values) {
                            result = decide(key, expectedVersion);
                        }
                        if (result instanceof PutResult.Applied success) {
                            LockSupport.parkNanos(100_000);
                            synchronized (values) {
                                apply(key, new VersionedValue(value, success.version()), applied);
                            }
                        }
                        return result;
                    }
                },
                "two puts were answered that they made one version of one key");
    }

    @Test
    void catchesStaleGet() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    private int gets;

                    @Override
                    public Optional<VersionedValue> get(String key) {
                        return ++gets % 50 == 0 ? Optional.empty() : super.get(key);
                    }
                },
                "get after put(");
    }

    @Test
    void catchesStorageThatLosesTextWithoutMeaning() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    @Override
                    void apply(String key, VersionedValue stored, AppliedListener applied) {
                        super.apply(
                                key,
                                new VersionedValue(stored.value().replace('\uD83D', '?'), stored.version()),
                                AppliedListener.NONE);
                        applied.applied(key, stored);
                    }
                },
                "get after put(");
    }

    @Test
    void catchesSnapshotThatIsNoCopy() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    @Override
                    public SortedMap<String, VersionedValue> snapshot() {
                        return values;
                    }
                },
                "a snapshot, after a later put,");
    }

    @Test
    void catchesSnapshotOfSeveralMoments() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    @Override
                    public SortedMap<String, VersionedValue> snapshot() {
                        SortedMap<String, VersionedValue> copy = new TreeMap<>();
                        for (String key : super.snapshot().keySet()) {
                            get(key).ifPresent(stored -> copy.put(key, stored));
                            LockSupport.parkNanos(100_000);
                        }
                        return copy;
                    }

                    @Override
                    public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
                        LockSupport.parkNanos(20_000);
                        return super.put(key, value, expectedVersion, applied);
                    }
                },
                "which were never there at one moment");
    }

    @Test
    void catchesStorageThatCannotBeClosedTwice() throws IOException {
        assertCaught(
                () -> new Wrong() {
                    private boolean closed;

                    @Override
                    public void close() {
                        if (closed) {
                            throw new IllegalStateException("closed");
                        }
                        closed = true;
                    }
                },
                "closing twice must be allowed, got java.lang.IllegalStateException: closed");
    }

    private static void assertCaught(Supplier<Storage> wrong, String violation) throws IOException {
        List<String> violations = StorageContract.violations(() -> wrong::get, 1);
        assertThat(violations).anyMatch(each -> each.contains(violation));
    }

    /** Right, but for what a test makes wrong. */
    private static class Wrong implements Storage {
        final SortedMap<String, VersionedValue> values = new TreeMap<>();

        PutResult decide(String key, long expectedVersion) {
            return PutResult.of(values.get(key), expectedVersion);
        }

        void apply(String key, VersionedValue stored, AppliedListener applied) {
            values.put(key, stored);
            applied.applied(key, stored);
        }

        @Override
        public Optional<VersionedValue> get(String key) {
            synchronized (values) {
                return Optional.ofNullable(values.get(key));
            }
        }

        @Override
        public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
            synchronized (values) {
                PutResult result = decide(key, expectedVersion);
                if (result instanceof PutResult.Applied success) {
                    apply(key, new VersionedValue(value, success.version()), applied);
                }
                return result;
            }
        }

        @Override
        public SortedMap<String, VersionedValue> snapshot() {
            synchronized (values) {
                return new TreeMap<>(values);
            }
        }

        @Override
        public void close() {}
    }
}
