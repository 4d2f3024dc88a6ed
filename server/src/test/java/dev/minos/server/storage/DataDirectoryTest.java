package dev.minos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real directories: whose they are, who has them, and what is wrong with them. */
class DataDirectoryTest {
    @TempDir
    private Path directory;

    /** The storages that keep their keys in real files. */
    private enum Kept {
        FILE(FileStorage.FILE),
        DB(DbStorage.FILE);

        private final String file;

        Kept(String file) {
            this.file = file;
        }

        Storage open(Path data) throws IOException {
            return this == FILE ? FileStorage.open(data, Fsync.ALWAYS) : DbStorage.open(data, Fsync.ALWAYS);
        }

        Kept other() {
            return this == FILE ? DB : FILE;
        }
    }

    private static void put(Storage storage, String key, long expectedVersion) {
        assertThat(storage.put(key, "value", expectedVersion, AppliedListener.NONE))
                .isEqualTo(new PutResult.Applied(expectedVersion + 1));
    }

    private static List<String> names(Path data) throws IOException {
        try (Stream<Path> entries = Files.list(data)) {
            return entries.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void makesDirectoryThatIsNotThereAndLeavesOneFileAndTheLock(Kept kept) throws IOException {
        Path data = directory.resolve("a").resolve("b");
        kept.open(data).close();
        assertThat(names(data)).containsExactlyInAnyOrder(kept.file, DirectoryDisk.LOCK_FILE);
    }

    @ParameterizedTest
    @EnumSource
    void refusesSecondUserOfThisProcessAndLeavesTheFirstAlone(Kept kept) throws IOException {
        try (Storage storage = kept.open(directory)) {
            for (Kept second : Kept.values()) {
                assertThatThrownBy(() -> second.open(directory)).isInstanceOf(StorageException.class);
            }
            assertThatThrownBy(() -> kept.open(directory.resolve(".")))
                    .hasMessage(directory.resolve(".") + " is in use by this process: stop that server first, or name"
                            + " another directory");
            put(storage, "key1", 0);
        }
        try (Storage storage = kept.open(directory)) {
            put(storage, "key1", 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesDirectoryOfAnotherProgramAndPutsNothingIntoIt(Kept kept) throws IOException {
        Files.writeString(directory.resolve("diary.txt"), "dear diary");
        assertThatThrownBy(() -> kept.open(directory))
                .isInstanceOf(StorageException.class)
                .hasMessage(directory + " must be empty, or a directory of this storage with " + kept.file
                        + " in it; it holds diary.txt, of another storage or another program: name another directory");
        assertThat(names(directory)).containsExactly("diary.txt");
    }

    @ParameterizedTest
    @EnumSource
    void refusesDirectoryOfTheOtherStorage(Kept kept) throws IOException {
        kept.other().open(directory).close();
        assertThatThrownBy(() -> kept.open(directory))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it holds " + kept.other().file);
    }

    @ParameterizedTest
    @EnumSource
    void refusesFileInThePlaceOfTheDirectory(Kept kept) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> kept.open(file))
                .hasMessage(file + " must be a directory, and is a file: name another place");
        assertThatThrownBy(() -> kept.open(file.resolve("below"))).isInstanceOf(StorageException.class);
        assertThat(file).isEmptyFile();
    }

    @ParameterizedTest
    @EnumSource
    void refusesDirectoryThatCannotBeWritten(Kept kept) throws IOException {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
        Path data = Files.createDirectory(
                directory.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assertThatThrownBy(() -> kept.open(data))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("make it readable and writable, or name another directory");
    }

    @ParameterizedTest
    @EnumSource
    void saysWithoutTheNamesOfClassesThatADirectoryCannotBeMade(Kept kept) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        assertThatThrownBy(() -> kept.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("name another directory")
                .hasMessageNotContaining("java.");
        Path kernels = Path.of("/proc");
        assumeTrue(Files.isDirectory(kernels.resolve("self")), "no file system in which nobody makes directories");
        assertThatThrownBy(() -> kept.open(kernels.resolve("xx")))
                .isInstanceOf(StorageException.class)
                .hasMessage("/proc/xx cannot be made: the system allows no directory there; name another directory");
    }

    @ParameterizedTest
    @EnumSource
    void removesWhatKilledPredecessorLeftUnfinished(Kept kept) throws IOException {
        Files.writeString(directory.resolve(kept.file + ".new"), "half of it");
        kept.open(directory).close();
        assertThat(names(directory)).containsExactlyInAnyOrder(kept.file, DirectoryDisk.LOCK_FILE);
    }

    @Test
    void refusesDamagedDatabase() throws IOException {
        Files.write(directory.resolve(DbStorage.FILE), new byte[20_000]);
        assertThatThrownBy(() -> DbStorage.open(directory, Fsync.ALWAYS))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith(directory.resolve(DbStorage.FILE) + " is damaged, or no database that H2's"
                        + " MVStore can read (")
                .hasMessageEndingWith("): restore the directory from a copy, or name another directory");
        // It was given back.
        Files.delete(directory.resolve(DbStorage.FILE));
        DbStorage.open(directory, Fsync.ALWAYS).close();
    }

    @Test
    void refusesDatabaseOfAnotherProgramAndOneOfANewerFormat() throws IOException {
        String file = directory.resolve(DbStorage.FILE).toString();
        try (MVStore store = MVStore.open(file)) {
            store.openMap("something").put("a", "b");
        }
        assertThatThrownBy(() -> DbStorage.open(directory, Fsync.ALWAYS))
                .hasMessage(file + " is a database of another program: name another directory");

        try (MVStore store = MVStore.open(file)) {
            store.setStoreVersion(2);
        }
        assertThatThrownBy(() -> DbStorage.open(directory, Fsync.ALWAYS))
                .hasMessage(file + " has format 2, and this version of Minos knows only format 1: use the version that"
                        + " wrote it, or name another directory");
    }

    @Test
    void warnsOfNothingButCutsRealFile() throws IOException {
        try (Storage storage = FileStorage.open(directory, Fsync.ALWAYS)) {
            put(storage, "key1", 0);
            put(storage, "key1", 1);
        }
        Path log = directory.resolve(FileStorage.FILE);
        byte[] whole = Files.readAllBytes(log);
        Files.write(log, java.util.Arrays.copyOf(whole, whole.length - 5));
        try (FileStorage storage = FileStorage.open(directory, Fsync.ALWAYS)) {
            assertThat(storage.bytesCut()).isPositive();
            assertThat(storage.get("key1")).contains(new VersionedValue("value", 1));
            put(storage, "key1", 1);
        }
        assertThat(log).hasBinaryContent(whole);
    }
}
