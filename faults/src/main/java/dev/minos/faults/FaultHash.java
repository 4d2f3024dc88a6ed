package dev.minos.faults;

/**
 * Decides whether a fault strikes an attempt: a pure function of seed, fault, client, operation and attempt.
 *
 * <p>A shared random stream would give its next number to whichever call arrives next, so that two runs of one seed
 * would drop different responses. Here the decision belongs to the attempt itself and no arrival order can move it.
 * The inputs are mixed with the 64-bit finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) after each of them,
 * so that neighbouring operations, attempts and seeds decide independently.
 */
public final class FaultHash {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final double PERCENT_PER_UNIT = 100.0 * 0x1.0p-53;

    private FaultHash() {}

    /**
     * Whether the fault strikes. Allocates nothing; safe for any thread.
     *
     * @param seed the run's seed
     * @param fault the fault's name, such as {@code drop-response}: two faults decide independently
     * @param client name of the client that made the attempt
     * @param op number of the client's operation
     * @param attempt number of the attempt within the operation
     * @param percent how many of a hundred attempts are struck in the long run, 0 (never) to 100 (always)
     * @throws IllegalArgumentException if {@code percent} is not from 0 to 100
     */
    public static boolean strikes(long seed, String fault, String client, long op, int attempt, double percent) {
        return strikes(begin(seed, fault, client), op, attempt, percent);
    }

    /**
     * What all decisions about one fault and one client have in common: whoever makes many does this part of the work once.
     *
     * @return to be passed to {@link #strikes(long, long, int, double)} or {@link #hash}; of no other use
     */
    public static long begin(long seed, String fault, String client) {
        return absorb(absorb(mix(seed + GOLDEN_GAMMA), fault), client);
    }

    /**
     * As {@link #strikes(long, String, String, long, int, double)}, of a seed, fault and client given to {@link #begin}.
     *
     * @throws IllegalArgumentException if {@code percent} is not from 0 to 100
     */
    public static boolean strikes(long begun, long op, int attempt, double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent must be from 0 to 100, got " + percent);
        }
        // The top 53 bits are a uniform number of [0, 1), so 0 % is never and 100 % always, without a special case.
        return (hash(begun, op, attempt) >>> 11) * PERCENT_PER_UNIT < percent;
    }

    /** Returns 64 evenly distributed bits that belong to the attempt, for what is more than a yes or no. */
    public static long hash(long begun, long op, int attempt) {
        return absorb(absorb(begun, op), attempt);
    }

    private static long absorb(long hash, String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L; // FNV-1a, over chars
        }
        // The length tells ("ab", "c") from ("a", "bc").
        return absorb(hash, text.length());
    }

    private static long absorb(long hash, long number) {
        return mix((hash ^ mix(number + GOLDEN_GAMMA)) + GOLDEN_GAMMA);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
