package dev.minos.harness.workload;

import java.util.List;
import java.util.SplittableRandom;

/** Gets and puts on keys drawn evenly from a client's own list. Stateless. */
public final class VersionedKvStress implements Workload {
    private final List<String> keys;
    private final double readFraction;

    /**
     * Makes a workload.
     *
     * @param keys the client's keys
     * @param readFraction share of gets among the operations, 0 to 1
     * @throws IllegalArgumentException if there is no key or the fraction is out of range
     */
    public VersionedKvStress(List<String> keys, double readFraction) {
        if (keys.isEmpty() || !(readFraction >= 0 && readFraction <= 1)) {
            throw new IllegalArgumentException(
                    "needs a key and 0 <= readFraction <= 1: keys=" + keys + ", readFraction=" + readFraction);
        }
        this.keys = List.copyOf(keys);
        this.readFraction = readFraction;
    }

    @Override
    public Intent next(SplittableRandom random) {
        String key = keys.get(random.nextInt(keys.size()));
        return random.nextDouble() < readFraction ? new Intent.Get(key) : new Intent.Put(key);
    }
}
