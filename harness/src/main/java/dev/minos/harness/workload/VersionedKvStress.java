package dev.minos.harness.workload;

import java.util.List;
import java.util.SplittableRandom;

/** Gets and puts on keys drawn from a client's own list. Stateless. */
public final class VersionedKvStress implements Workload {
    private final KeyChoice keys;
    private final double readFraction;

    /**
     * Makes a workload on keys that are drawn evenly.
     *
     * @param keys the client's keys
     * @param readFraction share of gets among the operations, 0 to 1
     * @throws IllegalArgumentException if there is no key or the fraction is out of range
     */
    public VersionedKvStress(List<String> keys, double readFraction) {
        this(KeyChoice.uniform(keys), readFraction);
    }

    /**
     * Makes a workload.
     *
     * @param keys draws the keys
     * @param readFraction share of gets among the operations, 0 to 1
     * @throws IllegalArgumentException if the fraction is out of range
     */
    public VersionedKvStress(KeyChoice keys, double readFraction) {
        if (!(readFraction >= 0 && readFraction <= 1)) {
            throw new IllegalArgumentException("needs 0 <= readFraction <= 1: readFraction=" + readFraction);
        }
        this.keys = keys;
        this.readFraction = readFraction;
    }

    @Override
    public Intent next(SplittableRandom random) {
        String key = keys.next(random);
        return random.nextDouble() < readFraction ? new Intent.Get(key) : new Intent.Put(key);
    }
}
