package dev.minos.harness.sim;

import dev.minos.harness.config.Config;
import dev.minos.harness.config.SimulationConfig.Memory;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.server.storage.FileStorage;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.InMemoryStorage;
import dev.minos.server.storage.SimulatedDisk;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.StorageException;
import dev.minos.server.storage.Storages;

/** What the simulated server stores in, and what of it a crash leaves: the place for a storage on a simulated disk. */
interface Persistence {
    /** So little that a run of a thousand operations compacts its log a few times. */
    int COMPACT_BYTES = 1 << 14;

    /** Opens what is there, at the server's start and after each crash. */
    Storage open();

    /** The machine goes down, with whatever was not yet safe. The storage that was open is used no more. */
    void crash();

    /**
     * Returns what a config asks for: {@code file} on a simulated disk, which loses power at each crash; every other storage is
     * one in memory, which a crash leaves alone, or empties.
     *
     * @param seed of what a loss of power leaves
     */
    static Persistence of(Config config, long seed) {
        return config.get(ReferenceFields.STORAGE).equals(Storages.FILE)
                ? onDisk(new SimulatedDisk(seed), config.get(ReferenceFields.FSYNC))
                : inMemory(config.simulation().memory());
    }

    private static Persistence inMemory(Memory memory) {
        return new Persistence() {
            private Storage storage = new InMemoryStorage();

            @Override
            public Storage open() {
                return storage;
            }

            @Override
            public void crash() {
                if (memory == Memory.LOST) {
                    storage = new InMemoryStorage();
                }
            }
        };
    }

    private static Persistence onDisk(SimulatedDisk disk, Fsync fsync) {
        return new Persistence() {
            @Override
            public Storage open() {
                try {
                    return FileStorage.open(disk, fsync, COMPACT_BYTES);
                } catch (StorageException e) {
                    throw new IllegalStateException(
                            "what a loss of power leaves cannot be opened: " + e.getMessage(), e);
                }
            }

            @Override
            public void crash() {
                if (fsync == Fsync.ALWAYS) {
                    disk.losePower();
                } else {
                    disk.kill(); // nothing more is promised
                }
            }
        };
    }
}
