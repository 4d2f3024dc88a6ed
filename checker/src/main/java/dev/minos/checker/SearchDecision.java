package dev.minos.checker;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is decided of all keys by distinct values and the search, and at which completion each bad key first is bad.
 *
 * <p>Once a key is bad at a position the others need deciding only up to there, so the smallest position of all is found
 * without deciding every key, and does not depend on which was faster.
 */
final class SearchDecision {
    private final List<Found> bad = new ArrayList<>();
    private final Map<Integer, Search> answers;
    private final String engines;

    /**
     * A key that is not linearizable.
     *
     * @param key its number
     * @param position of the first completion at which no linearization of the prefix exists
     * @param exact whether that is certain; else the first may be earlier
     */
    record Found(int key, int position, boolean exact) {}

    private SearchDecision(Map<Integer, Search> answers, String engines) {
        this.answers = answers;
        this.engines = engines;
    }

    /** Which engines gave the verdict, as {@link CheckResult#engine} names them. */
    String engines() {
        return engines;
    }

    /** The bad keys that were found: all if all are wanted, else the one that is bad first. */
    List<Found> bad() {
        return bad;
    }

    /** What the search answered, by the number of the key. */
    Map<Integer, Search> answers() {
        return answers;
    }

    /** The first key that could not be decided and why; null if there is none, or none that matters. */
    Map.@Nullable Entry<Integer, Search.Unknown> unknown() {
        for (Map.Entry<Integer, Search> answer : answers.entrySet()) {
            if (answer.getValue() instanceof Search.Unknown unknown) {
                return Map.entry(answer.getKey(), unknown);
            }
        }
        return null;
    }

    /**
     * Decides keys {@code 0 <= key < keys}.
     *
     * @param operations of a key, by its number
     */
    static <S> SearchDecision of(
            Model<S> model, int keys, IntFunction<List<Operation>> operations, Budget budget, CheckOptions options) {
        List<Integer> all = IntStream.range(0, keys).boxed().toList();
        KeySearches<S> searches = new KeySearches<>(model, operations, budget, options.threads(), options.engine());
        SearchDecision decision = new SearchDecision(searches.run(all, options.allKeys()), searches.engines());
        // A budget of its own: what the verdict took must not decide which operation is named.
        Budget naming = Budget.of(options.timeout(), options.memoryBytes());
        if (options.allKeys()) {
            decision.answers.forEach((key, answer) -> {
                if (answer instanceof Search.NotLinearizable) {
                    decision.bad.add(
                            firstBad(model, operations.apply(key), key, Operation.NEVER, naming, options.engine()));
                }
            });
            return decision;
        }
        Integer badKey = badKey(decision.answers);
        List<Integer> others = all.stream()
                .filter(key -> !(decision.answers.get(key) instanceof Search.Linearizable))
                .toList();
        Found first = null;
        while (badKey != null) {
            int bound = first == null ? Operation.NEVER : first.position;
            Found found = firstBad(model, operations.apply(badKey), badKey, bound, naming, options.engine());
            first = found;
            Map<Integer, Search> earlier = new KeySearches<>(
                            model,
                            key -> Prefixes.prefix(operations.apply(key), found.position - 1),
                            naming,
                            options.threads(),
                            options.engine())
                    .run(others.stream().filter(key -> key != found.key).toList(), false);
            if (earlier.values().stream().anyMatch(Search.Unknown.class::isInstance)) {
                first = new Found(found.key, found.position, false);
            }
            badKey = badKey(earlier);
            others = others.stream()
                    .filter(key -> key != found.key && !(earlier.get(key) instanceof Search.Linearizable))
                    .toList();
        }
        if (first != null) {
            decision.bad.add(first);
        }
        return decision;
    }

    private static @Nullable Integer badKey(Map<Integer, Search> answers) {
        for (Map.Entry<Integer, Search> answer : answers.entrySet()) {
            if (answer.getValue() instanceof Search.NotLinearizable) {
                return answer.getKey();
            }
        }
        return null;
    }

    /** A prefix left undecided counts as linearizable: the place may then be later than the first, never wrong about the whole. */
    private static <S> Found firstBad(
            Model<S> model, List<Operation> operations, int key, int bound, Budget budget, EngineChoice engine) {
        int[] evidence = IntStream.of(FirstBadOperation.evidence(model, operations))
                .filter(position -> position < bound)
                .toArray();
        boolean[] exact = {true};
        int position = FirstBadOperation.position(evidence, cut -> {
            Search search = KeySearches.decide(model, Prefixes.prefix(operations, cut), budget, engine);
            exact[0] &= !(search instanceof Search.Unknown);
            return !(search instanceof Search.NotLinearizable);
        });
        return new Found(key, position, exact[0]);
    }
}
