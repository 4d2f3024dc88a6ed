package dev.minos.junit5.campaign;

import java.util.SplittableRandom;

/**
 * Which calls of one client a fault strikes: a function of seed, fault, client and number of the call alone, so the order in
 * which calls arrive moves nothing.
 *
 * <p>Of each {@code 100 / percent} calls, counted over all clients as if they took turns, exactly one is struck, and which is
 * left to chance. So a campaign of enough calls surely has its faults, whatever its seed: drawn for each call alone, some seeds
 * would have none. And it never keeps step with a client that asks this and that in turn. Used by one thread.
 */
final class Strikes {
    /** So many that no campaign gets there, and so few that they can be counted to. */
    private static final double CALLS_FOR_ONE_MAX = 1e12;

    private final int client;
    private final int clients;
    private final double callsForOne;
    private final SplittableRandom random;
    private long block;
    private long next;

    /** @param random of the fault: the same for all clients, a copy for each */
    Strikes(int client, int clients, double percent, SplittableRandom random) {
        this.client = client;
        this.clients = clients;
        this.callsForOne = Math.min(100 / percent, CALLS_FOR_ONE_MAX);
        this.random = random;
        advance();
    }

    /** Whether a call is struck, by its number from 0; asked of each in its order. */
    boolean strikes(long call) {
        while (next < call) {
            advance();
        }
        return next == call;
    }

    /** On to the next call of this client that is struck. */
    private void advance() {
        long place;
        do {
            place = (long) ((block + random.nextDouble()) * callsForOne);
            block++;
        } while (place % clients != client);
        next = place / clients;
    }
}
