package dev.minos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoragesTest {
    @TempDir
    private Path directory;

    /** A user's own, found by ServiceLoader. */
    public static final class Provided implements StorageProvider {
        @Override
        public String name() {
            return "provided";
        }

        @Override
        public boolean needsDirectory() {
            return true;
        }

        @Override
        public Storage open(@Nullable Path data, Fsync fsync) {
            Storage storage = new InMemoryStorage();
            storage.put("told", data + " " + fsync.word(), 0, AppliedListener.NONE);
            return storage;
        }
    }

    @Test
    void knowsOursAndThoseOfTheClassPath() {
        assertThat(Storages.names()).containsExactly("db", "file", "memory", "provided");
    }

    @Test
    void opensEachOfOursByItsName() throws IOException {
        try (Storage memory = StorageChoice.MEMORY.open();
                Storage file = new StorageChoice("file", directory.resolve("f"), Fsync.ALWAYS).open();
                Storage db = new StorageChoice("db", directory.resolve("d"), Fsync.NONE).open()) {
            assertThat(memory).isInstanceOf(InMemoryStorage.class);
            assertThat(file).isInstanceOf(FileStorage.class);
            assertThat(db).isInstanceOf(DbStorage.class);
        }
    }

    @Test
    void handsDirectoryAndFsyncToProvidedOne() throws IOException {
        try (Storage storage = new StorageChoice("provided", directory, Fsync.NONE).open()) {
            assertThat(storage.get("told")).contains(new VersionedValue(directory + " none", 1));
        }
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StorageChoice("tape", null, Fsync.ALWAYS))
                .withMessage("storage must be one of db, file, memory, provided, got tape");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StorageChoice("file", null, Fsync.ALWAYS))
                .withMessage("storage file keeps its keys in a directory, and none is named: name one with data");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StorageChoice("memory", Path.of("data"), Fsync.ALWAYS))
                .withMessage("storage memory keeps no files, and data names data: leave data out, or choose a storage"
                        + " that keeps its keys in a directory");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fsync.named("sometimes"))
                .withMessage("fsync must be always or none, got sometimes");
    }

    @Test
    void namesEachWayOfForcing() {
        assertThat(Fsync.named("always")).isEqualTo(Fsync.ALWAYS);
        assertThat(Fsync.named("none")).isEqualTo(Fsync.NONE);
    }
}
