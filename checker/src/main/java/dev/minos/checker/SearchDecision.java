package dev.minos.checker;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on every key by distinct values and the search.
 *
 * @param keys how many keys there are
 * @param answers by the number of the key; a key that is missing was not needed any more, since another is bad
 * @param engines which engines gave the verdict, as {@link CheckResult#engine} names them
 */
record SearchDecision(int keys, Map<Integer, Search> answers, String engines) {
    /**
     * Decides keys {@code 0 <= key < keys}: all of them, or until one is bad.
     *
     * @param operations of a key, by its number
     */
    static <S> SearchDecision of(
            Model<S> model, int keys, IntFunction<List<Operation>> operations, Budget budget, CheckOptions options) {
        List<Integer> all = IntStream.range(0, keys).boxed().toList();
        KeySearches<S> searches = new KeySearches<>(model, operations, budget, options.threads(), options.engine());
        Map<Integer, Search> answers = searches.run(all, options.allKeys());
        return new SearchDecision(keys, answers, searches.engines());
    }

    /** The keys that were found bad, ascending. */
    List<Integer> bad() {
        return answers.entrySet().stream()
                .filter(answer -> answer.getValue() instanceof Search.NotLinearizable)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The keys of which it is not known that they are linearizable. */
    List<Integer> notLinearizable() {
        return IntStream.range(0, keys)
                .filter(key -> !(answers.get(key) instanceof Search.Linearizable))
                .boxed()
                .toList();
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
}
