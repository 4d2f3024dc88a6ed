package dev.minos.harness.sim;

import dev.minos.harness.config.SimulationConfig.Memory;
import dev.minos.server.storage.InMemoryStorage;
import dev.minos.server.storage.Storage;

/** What the simulated server stores in, and what of it a crash leaves: the place for a storage on a simulated disk. */
interface Persistence {

    /** Opens what is there, at the server's start and after each crash. */
    Storage open();

    /** The machine goes down, with whatever was not yet safe. The storage that was open is used no more. */
    void crash();

    /** Returns a storage in memory that a crash leaves alone, or empties. */
    static Persistence of(Memory memory) {
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
}
