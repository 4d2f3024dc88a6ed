package dev.minos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class StoragePropertyTest {
    private static Path directory = Path.of("");

    @BeforeContainer
    static void makeDirectory() throws IOException {
        directory = StorageKind.newDirectory();
    }

    @AfterContainer
    static void removeDirectory() throws IOException {
        StorageKind.remove(directory);
    }

    @Property
    void agreesWithSequentialMapOnAnyCalls(@ForAll("quick") StorageKind kind, @ForAll("sequences") List<Call> calls)
            throws IOException {
        assertAgreesWithSequentialMap(kind, calls);
    }

    @Property(tries = 30)
    void agreesWithSequentialMapOnAnyCallsInRealFiles(
            @ForAll("real") StorageKind kind, @ForAll("sequences") List<Call> calls) throws IOException {
        assertAgreesWithSequentialMap(kind, calls);
    }

    private static void assertAgreesWithSequentialMap(StorageKind kind, List<Call> calls) throws IOException {
        StorageSource home = kind.home(directory);
        SequentialMap expected = new SequentialMap();
        try (Storage storage = home.open()) {
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
        if (kind.isKept()) {
            try (Storage again = home.open()) {
                assertThat(again.snapshot()).isEqualTo(expected.contents());
            }
        }
    }

    @Property
    void tellsListenerOfAppliedPutsAndOfNoOthers(
            @ForAll("quick") StorageKind kind, @ForAll("sequences") List<Call> calls) throws IOException {
        List<String> told = new ArrayList<>();
        List<String> applied = new ArrayList<>();
        try (Storage storage = kind.home(directory).open()) {
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
    Arbitrary<StorageKind> quick() {
        return Arbitraries.of(StorageKind.MEMORY, StorageKind.FILE_SIMULATED);
    }

    @Provide
    Arbitrary<StorageKind> real() {
        return Arbitraries.of(
                StorageKind.FILE_ALWAYS, StorageKind.FILE_COMPACTED, StorageKind.DB_ALWAYS, StorageKind.DB_NONE);
    }

    @Provide
    Arbitrary<List<Call>> sequences() {
        return Call.sequences();
    }
}
