package dev.minos.checker.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a key is not linearizable: the operations that cannot all be true, and what each shows.
 *
 * @param evidence in the order of the argument; empty where it is the core as it stands, and each of it says all in its own line
 * @param conclusion what follows from all of them and what they leave no room for, a sentence; null where they speak for
 *     themselves
 */
public record Contradiction(
        List<Evidence> evidence, @Nullable String conclusion) {
    public Contradiction {
        evidence = List.copyOf(evidence);
    }

    Contradiction(List<Evidence> evidence) {
        this(evidence, null);
    }

    /**
     * Returns this with every operation of a core among its evidence: what is said of the others, that they are free to have done
     * anything, is not true of them.
     *
     * @param core numbers of operations, in their order
     */
    public Contradiction naming(List<Integer> core) {
        Set<Integer> named = evidence.stream().map(Evidence::operation).collect(Collectors.toSet());
        List<Evidence> all = new ArrayList<>();
        if (!evidence.isEmpty()) {
            core.stream()
                    .filter(op -> !named.contains(op))
                    .forEach(op -> all.add(new Evidence(op, "counts as it was recorded, too")));
        }
        all.addAll(evidence);
        return new Contradiction(all, conclusion);
    }

    /**
     * One step of the argument.
     *
     * @param operation number of the operation in its history
     * @param shows what the operation shows, a clause such as {@code version 3 existed by index 140}
     */
    public record Evidence(int operation, String shows) {}
}
