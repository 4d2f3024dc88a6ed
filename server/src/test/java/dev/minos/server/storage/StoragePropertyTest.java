package dev.minos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StoragePropertyTest {
    @Property
    void agreesWithSequentialMapOnAnyCalls(@ForAll("sequences") List<Call> calls) {
        SequentialMap expected = new SequentialMap();
        try (InMemoryStorage storage = new InMemoryStorage()) {
            for (Call call : calls) {
                if (call instanceof Call.Put put) {
                    assertThat(storage.put(put.key(), put.value(), put.expectedVersion(), AppliedListener.NONE))
                            .isEqualTo(expected.put(put.key(), put.value(), put.expectedVersion()));
                } else {
                    assertThat(storage.get(call.key())).isEqualTo(expected.get(call.key()));
                }
            }
            assertThat(storage.snapshot()).isEqualTo(expected.contents());
        }
    }

    @Property
    void tellsListenerOfAppliedPutsAndOfNoOthers(@ForAll("sequences") List<Call> calls) {
        List<String> told = new ArrayList<>();
        List<String> applied = new ArrayList<>();
        try (InMemoryStorage storage = new InMemoryStorage()) {
            for (Call call : calls) {
                if (call instanceof Call.Put put) {
                    PutResult result = storage.put(
                            put.key(), put.value(), put.expectedVersion(), (key, stored) -> told.add(key + stored));
                    if (result instanceof PutResult.Applied success) {
                        applied.add(put.key() + new VersionedValue(put.value(), success.version()));
                    }
                }
            }
        }
        assertThat(told).isEqualTo(applied);
    }

    @Provide
    Arbitrary<List<Call>> sequences() {
        return Call.sequences();
    }
}
