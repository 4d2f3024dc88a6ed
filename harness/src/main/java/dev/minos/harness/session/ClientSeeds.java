package dev.minos.harness.session;

import java.util.SplittableRandom;

/** Splits a run's seed into one for each client, by name: one more client does not change what the others do. */
public final class ClientSeeds {
    private ClientSeeds() {}

    public static SplittableRandom random(long seed, String client) {
        // A generator seeded with the run's seed absorbs the name, char by char.
        long mixed = new SplittableRandom(seed).nextLong();
        for (int i = 0; i < client.length(); i++) {
            mixed = new SplittableRandom(mixed ^ client.charAt(i)).nextLong();
        }
        return new SplittableRandom(mixed);
    }
}
