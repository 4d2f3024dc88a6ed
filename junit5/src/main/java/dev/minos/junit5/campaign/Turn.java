package dev.minos.junit5.campaign;

import java.util.SplittableRandom;

/**
 * A client's turn to ask something.
 *
 * @param client its number, from 0
 * @param clients how many there are
 * @param operation how often it has asked before, from 0
 * @param random the client's own: the same seed gives the same numbers, whatever the others do
 */
public record Turn(int client, int clients, long operation, SplittableRandom random) {
    /** A number from 1 on that no other turn of the campaign gives: who writes only such values can be told by what is read. */
    public long unique() {
        return 1 + operation * clients + client;
    }

    /** The client's name in the history. */
    public String name() {
        return name(client);
    }

    static String name(int client) {
        return "client_" + (client + 1);
    }
}
