package dev.minos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.Threads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryStorageTest {
    private final InMemoryStorage storage = new InMemoryStorage();

    @Test
    void createsAbsentKeyAtVersionOne() {
        assertThat(put("key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
        assertThat(storage.get("key1")).contains(new VersionedValue("a", 1));
    }

    @Test
    void refusesToCreateKeyThatIsThere() {
        put("key1", "a", 0);

        assertThat(put("key1", "b", 0)).isEqualTo(new PutResult.KeyExists(1));
        assertThat(storage.get("key1")).contains(new VersionedValue("a", 1));
    }

    @Test
    void updatesKeyAtExpectedVersion() {
        put("key1", "a", 0);

        assertThat(put("key1", "b", 1)).isEqualTo(new PutResult.Applied(2));
        assertThat(storage.get("key1")).contains(new VersionedValue("b", 2));
    }

    @Test
    void refusesToUpdateKeyAtAnotherVersion() {
        put("key1", "a", 0);
        put("key1", "b", 1);

        assertThat(put("key1", "c", 1)).isEqualTo(new PutResult.VersionMismatch(2));
        assertThat(put("key1", "c", 3)).isEqualTo(new PutResult.VersionMismatch(2));
        assertThat(put("key1", "c", -1)).isEqualTo(new PutResult.VersionMismatch(2));
        assertThat(storage.get("key1")).contains(new VersionedValue("b", 2));
    }

    @Test
    void refusesToUpdateAbsentKey() {
        assertThat(put("key1", "a", 1)).isEqualTo(new PutResult.KeyNotFound());
        assertThat(storage.get("key1")).isEmpty();
    }

    @Test
    void snapshotIsCopyInOrderOfKeys() {
        put("b", "2", 0);
        put("a", "1", 0);
        var snapshot = storage.snapshot();
        put("c", "3", 0);

        assertThat(snapshot).containsOnlyKeys("a", "b");
        assertThat(snapshot.firstKey()).isEqualTo("a");
    }

    @Test
    void letsOneOfManyConcurrentPutsOfOneVersionWin() {
        List<VersionedValue> told = new ArrayList<>(); // no lock: the listener runs inside the storage's own

        Threads.run(8, thread -> {
            for (int put = 0; put < 2_000; put++) {
                long version = storage.get("key1").map(VersionedValue::version).orElse(0L);
                storage.put("key1", thread + "-" + put, version, (key, stored) -> told.add(stored));
            }
        });

        assertThat(told)
                .extracting(VersionedValue::version)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(storage.get("key1")).contains(told.get(told.size() - 1));
    }

    private PutResult put(String key, String value, long expectedVersion) {
        return storage.put(key, value, expectedVersion, AppliedListener.NONE);
    }
}
