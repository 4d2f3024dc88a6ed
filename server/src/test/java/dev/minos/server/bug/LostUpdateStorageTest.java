package dev.minos.server.bug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.Threads;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.InMemoryStorage;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LostUpdateStorageTest {
    private final Storage storage = Bug.LOST_UPDATE.infect(new InMemoryStorage());

    @Test
    void answersLoneClientAsSoundStorageDoes() {
        assertThat(put("a", 1)).isEqualTo(new PutResult.KeyNotFound());
        assertThat(put("a", 0)).isEqualTo(new PutResult.Applied(1));
        assertThat(put("b", 0)).isEqualTo(new PutResult.KeyExists(1));
        assertThat(put("b", 1)).isEqualTo(new PutResult.Applied(2));
        assertThat(put("c", 1)).isEqualTo(new PutResult.VersionMismatch(2));
        assertThat(storage.get("key1")).contains(new VersionedValue("b", 2));
    }

    @Test
    void appliesTwoPutsOfOneVersionAndReportsBoth() {
        List<VersionedValue> told = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger applied = new AtomicInteger();

        Threads.run(5, thread -> {
            for (int put = 0; put < 200; put++) {
                long version = storage.get("key1").map(VersionedValue::version).orElse(0L);
                if (storage.put("key1", thread + "-" + put, version, (key, stored) -> told.add(stored))
                        instanceof PutResult.Applied) {
                    applied.incrementAndGet();
                }
            }
        });

        assertThat(told).hasSize(applied.get());
        List<Long> versions = told.stream().map(VersionedValue::version).toList();
        assertThat(new HashSet<>(versions)).as("versions made more than once").hasSizeLessThan(versions.size());
        assertThat(storage.get("key1")).contains(told.get(told.size() - 1));
    }

    @Test
    void startsFromWhatSoundStorageHolds() {
        Storage sound = new InMemoryStorage();
        sound.put("key1", "a", 0, AppliedListener.NONE);

        assertThat(Bug.LOST_UPDATE.infect(sound).snapshot()).containsEntry("key1", new VersionedValue("a", 1));
    }

    private PutResult put(String value, long expectedVersion) {
        return storage.put("key1", value, expectedVersion, AppliedListener.NONE);
    }
}
