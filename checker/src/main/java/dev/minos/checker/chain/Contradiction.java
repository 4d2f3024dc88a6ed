package dev.minos.checker.chain;

import java.util.List;

/**
 * Why a key is not linearizable: the operations that cannot all be true, and what each shows.
 *
 * @param evidence in the order of the argument, not empty
 */
public record Contradiction(List<Evidence> evidence) {
    public Contradiction {
        evidence = List.copyOf(evidence);
    }

    /**
     * One step of the argument.
     *
     * @param operation number of the operation in its history
     * @param shows what the operation shows, a clause such as {@code version 3 existed by index 140}
     */
    public record Evidence(int operation, String shows) {}
}
