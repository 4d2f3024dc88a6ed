package dev.minos.server.bug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.core.KeyValueCore;
import dev.minos.server.core.ManualTimer;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.InMemoryStorage;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostUpdateCoreTest {
    private static final Duration LONG_ENOUGH = Duration.ofMillis(1);

    private final ManualTimer timer = new ManualTimer();
    private final KeyValueCore core = Bug.LOST_UPDATE.infect(new InMemoryStorage(), timer);
    private final List<VersionedValue> applied = new ArrayList<>();

    @Test
    void answersLoneClientAsSoundStorageDoes() {
        assertThat(put("a", 1)).containsExactly(new PutResult.KeyNotFound());
        assertThat(put("a", 0)).containsExactly(new PutResult.Applied(1));
        assertThat(put("b", 0)).containsExactly(new PutResult.KeyExists(1));
        assertThat(put("b", 1)).containsExactly(new PutResult.Applied(2));
        assertThat(put("c", 1)).containsExactly(new PutResult.VersionMismatch(2));
        assertThat(core.snapshot()).containsEntry("key1", new VersionedValue("b", 2));
    }

    @Test
    void appliesTwoPutsOfOneVersionAndReportsBoth() {
        List<PutResult> results = new ArrayList<>();
        send("a", 0, results);
        send("b", 0, results);
        assertThat(results).isEmpty();

        timer.pass(LONG_ENOUGH);

        assertThat(results).containsExactly(new PutResult.Applied(1), new PutResult.Applied(1));
        assertThat(applied).containsExactly(new VersionedValue("a", 1), new VersionedValue("b", 1));
        assertThat(core.snapshot()).containsEntry("key1", new VersionedValue("b", 1));
    }

    @Test
    void startsFromWhatSoundStorageHolds() {
        Storage sound = new InMemoryStorage();
        sound.put("key1", "a", 0, AppliedListener.NONE);

        assertThat(Bug.LOST_UPDATE.infect(sound, timer).snapshot()).containsEntry("key1", new VersionedValue("a", 1));
    }

    private List<PutResult> put(String value, long expectedVersion) {
        List<PutResult> results = new ArrayList<>();
        send(value, expectedVersion, results);
        timer.pass(LONG_ENOUGH);
        return results;
    }

    private void send(String value, long expectedVersion, List<PutResult> results) {
        core.put(
                new KeyValueCore.Put("key1", value, expectedVersion, null, (key, stored) -> applied.add(stored)),
                results::add);
    }
}
