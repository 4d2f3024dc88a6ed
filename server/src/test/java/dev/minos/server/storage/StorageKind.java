package dev.minos.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Every storage there is, as tests open it. */
enum StorageKind {
    MEMORY,
    FILE_ALWAYS,
    FILE_NONE,
    /** So small that every few puts it is compacted. */
    FILE_COMPACTED,
    /** In memory, on a disk that is not real: as quick as the memory. */
    FILE_SIMULATED,
    DB_ALWAYS,
    DB_NONE;

    private static final AtomicInteger HOMES = new AtomicInteger();

    boolean isKept() {
        return this != MEMORY;
    }

    /** A home below the directory, which no other has. */
    StorageSource home(Path directory) {
        Path data = directory.resolve("data-" + HOMES.incrementAndGet());
        SimulatedDisk disk = new SimulatedDisk(1);
        return switch (this) {
            case MEMORY -> InMemoryStorage::new;
            case FILE_ALWAYS -> () -> FileStorage.open(data, Fsync.ALWAYS);
            case FILE_NONE -> () -> FileStorage.open(data, Fsync.NONE);
            case FILE_COMPACTED -> () -> FileStorage.open(new DirectoryDisk(data), Fsync.NONE, 2_000);
            case FILE_SIMULATED -> () -> FileStorage.open(disk, Fsync.ALWAYS, 2_000);
            case DB_ALWAYS -> () -> DbStorage.open(data, Fsync.ALWAYS);
            case DB_NONE -> () -> DbStorage.open(data, Fsync.NONE);
        };
    }

    Supplier<StorageSource> homes(Path directory) {
        return () -> home(directory);
    }

    /** A new directory for one try of a property, which removes it with {@link #remove}. */
    static Path newDirectory() throws IOException {
        return Files.createTempDirectory("minos-storage");
    }

    static void remove(Path directory) throws IOException {
        try (var inside = Files.walk(directory)) {
            for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
