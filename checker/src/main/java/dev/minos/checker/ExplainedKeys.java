package dev.minos.checker;

import dev.minos.checker.FirstBadOperation.Place;
import dev.minos.checker.argument.Argument;
import dev.minos.checker.argument.Contradiction;
import dev.minos.checker.argument.Testimony;
import dev.minos.checker.argument.Unexplained;
import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.ModelFault;
import dev.minos.checker.promise.Promises;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * The bad keys of a history that was found not linearizable, each with its first bad operation, a core and an argument.
 *
 * <p>The verdict stands before any of that begins, and nothing here takes it back: neither that the time for it runs out, nor
 * that a step of the model does not return or throws, nor that memory runs out. What was found until then is what is said; at the
 * least that a key is bad by its last completion. Only a fault of Minos is thrown, such as engines that disagree: then nothing
 * that they said can be trusted.
 */
final class ExplainedKeys<S> {
    /** Share of the whole time for naming the first bad operations: an argument needs some too. */
    private static final int PERCENT_FOR_NAMING = 75;
    /** Share of the whole time for a minimal core that takes a search. */
    private static final int PERCENT_FOR_CORES = 17;
    /** Share of the whole time for weaker promises. */
    private static final int PERCENT_FOR_PROMISES = 4;

    private final History history;
    private final Model<S> model;
    private final CheckOptions options;
    private final long start = System.nanoTime();
    /** The results so far, replaced as a whole by the one thread that explains. */
    private volatile List<BadKey> found;

    private ExplainedKeys(History history, Model<S> model, CheckOptions options, Collection<Integer> bad) {
        this.history = history;
        this.model = model;
        this.options = options;
        List<BadKey> atLatest = new ArrayList<>();
        bad.forEach(key -> atLatest.add(named(key, new Place(lastCompletion(history, key), false))));
        found = sorted(atLatest);
    }

    /**
     * The keys that the chain found bad.
     *
     * @param bad their operations, by the number of the key
     */
    static <S> List<BadKey> ofChain(
            History history, Model<S> model, CheckOptions options, Map<Integer, VersionedOps> bad) {
        ExplainedKeys<S> keys = new ExplainedKeys<>(history, model, options, bad.keySet());
        return keys.explained(() -> keys.explainByChain(bad));
    }

    /** The keys that the search found bad: all if all are wanted, else the one that is bad first. */
    static <S> List<BadKey> ofSearch(History history, Model<S> model, CheckOptions options, SearchDecision decision) {
        ExplainedKeys<S> keys = new ExplainedKeys<>(history, model, options, decision.bad());
        return keys.explained(() -> keys.explainBySearch(decision));
    }

    private List<BadKey> explained(Runnable explaining) {
        if (found.isEmpty() || options.explainWithin().isZero()) {
            return found;
        }
        try {
            BoundedCall.until(deadline(100), () -> {
                try {
                    explaining.run();
                } catch (OutOfMemoryError e) {
                    // What was found stands.
                } catch (RuntimeException | Error e) {
                    if (!ModelFault.isBehind(model, e)) {
                        throw e;
                    }
                }
                return true;
            });
        } catch (TimeoutException e) {
            // A step of the model does not return: what was found stands.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found;
    }

    private void explainByChain(Map<Integer, VersionedOps> bad) {
        long until = deadline(PERCENT_FOR_NAMING);
        bad.forEach((key, ops) -> {
            if (System.nanoTime() < until) {
                Place place = FirstBadOperation.find(
                        ops.evidence(),
                        cut -> System.nanoTime() > until ? Verdict.UNKNOWN : verdict(Chain.solve(ops.prefix(cut))));
                replace(key, named(key, place));
            }
        });
        found = sorted(found);
        for (BadKey key : found) {
            int number = numberOf(key);
            VersionedOps ops = bad.get(number);
            if (ops != null && System.nanoTime() < deadline(100)) {
                replace(number, arguedByChain(key, ops));
            }
        }
        promises();
    }

    private BadKey arguedByChain(BadKey key, VersionedOps ops) {
        long until = deadline(100);
        VersionedOps prefix = ops.prefix(key.firstBad().returned());
        Contradiction whole = Chain.solve(prefix).contradiction();
        if (whole == null) {
            throw new IllegalStateException("the chain has no contradiction in what it found bad, key " + key.key());
        }
        List<Integer> evidence = whole.evidence().stream()
                .map(Contradiction.Evidence::operation)
                .distinct()
                .toList();
        MinimalCore cores = new MinimalCore(
                kept -> System.nanoTime() > until ? Verdict.UNKNOWN : verdict(Chain.solve(prefix.relaxed(kept))));
        cores.isKnownToBeBad(prefix.operations());
        cores.ask(evidence);
        cores.shrink(prefix.operations());
        MinimalCore.Core core = cores.smallest();
        Contradiction contradiction =
                Chain.solve(prefix.relaxed(Set.copyOf(core.operations()))).contradiction();
        return key.withCore(
                core,
                contradiction == null
                        ? null
                        : Unexplained.of(history, numberOf(key)).besideGets(contradiction));
    }

    private static Verdict verdict(Chain chain) {
        return chain.isLinearizable() ? Verdict.LINEARIZABLE : Verdict.NOT_LINEARIZABLE;
    }

    private void explainBySearch(SearchDecision decision) {
        nameBySearch(decision);
        long until = Math.min(deadline(100), System.nanoTime() + share(PERCENT_FOR_CORES));
        for (BadKey key : found) {
            Duration left = Duration.ofNanos(until - System.nanoTime());
            if (options.arguments() && left.compareTo(Duration.ZERO) > 0) {
                replace(numberOf(key), arguedBySearch(key, left));
            }
        }
        promises();
    }

    /**
     * Once a key is bad at a position the others need deciding only up to there, so the smallest position of all is found
     * without deciding every key, and does not depend on which was faster.
     */
    private void nameBySearch(SearchDecision decision) {
        // A budget of its own: what the verdict took must not decide which operation is named.
        Budget naming = Budget.of(
                Duration.ofNanos(Math.max(1, deadline(PERCENT_FOR_NAMING) - System.nanoTime())), options.memoryBytes());
        List<Integer> bad = decision.bad();
        if (options.allKeys()) {
            bad.forEach(key -> replace(key, named(key, firstBad(key, Operation.NEVER, naming))));
            found = sorted(found);
            return;
        }
        Integer badKey = bad.get(0);
        found = List.of(named(badKey, new Place(lastCompletion(history, badKey), false)));
        List<Integer> others = decision.notLinearizable();
        while (badKey != null) {
            int key = badKey;
            int bound = found.get(0).firstBad().returned();
            boolean isFirst = numberOf(found.get(0)) == key;
            Place place = firstBad(key, isFirst ? Operation.NEVER : bound, naming);
            found = List.of(named(key, place));
            Map<Integer, Search> earlier = new KeySearches<>(
                            model,
                            other -> Prefixes.prefix(model, history.operationsOfKey(other), place.position() - 1),
                            naming,
                            options.threads(),
                            options.engine())
                    .run(others.stream().filter(other -> other != key).toList(), false);
            if (earlier.values().stream().anyMatch(Search.Unknown.class::isInstance)) {
                found = List.of(named(key, new Place(place.position(), false)));
            }
            badKey = earlier.entrySet().stream()
                    .filter(answer -> answer.getValue() instanceof Search.NotLinearizable)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
            others = others.stream()
                    .filter(other -> other != key && !(earlier.get(other) instanceof Search.Linearizable))
                    .toList();
        }
    }

    /** @param bound a position by which the key is bad, exclusive */
    private Place firstBad(int key, int bound, Budget naming) {
        List<Operation> operations = history.operationsOfKey(key);
        int[] evidence = IntStream.of(FirstBadOperation.evidence(model, operations))
                .filter(position -> position < bound)
                .toArray();
        return FirstBadOperation.find(evidence, cut -> {
            if (naming.remainingNanos() < 0) {
                return Verdict.UNKNOWN;
            }
            Search search =
                    KeySearches.decide(model, Prefixes.prefix(model, operations, cut), naming, options.engine());
            if (search instanceof Search.NotLinearizable) {
                replace(key, named(key, new Place(cut, false)));
                return Verdict.NOT_LINEARIZABLE;
            }
            return search instanceof Search.Unknown ? Verdict.UNKNOWN : Verdict.LINEARIZABLE;
        });
    }

    private BadKey arguedBySearch(BadKey key, Duration within) {
        int number = numberOf(key);
        Unexplained unexplained = Unexplained.of(history, number);
        List<Operation> prefix = Prefixes.prefix(
                model, history.operationsOfKey(number), key.firstBad().returned());
        Argument argument = Argument.against(model, prefix, unexplained);
        MinimalCore.Core core = CoreSearch.find(
                model, prefix, argument == null ? List.of() : argument.core(), within, options.engine());
        if (!core.operations().isEmpty()) {
            // What is said must be true whatever the others were answered: it is argued from the core alone.
            argument = Argument.against(
                    model, Prefixes.relaxed(model, prefix, Set.copyOf(core.operations())), unexplained);
        }
        return key.withCore(
                core,
                argument != null
                        ? argument.contradiction()
                        : core.operations().isEmpty() ? null : Testimony.of(history, model, core.operations()));
    }

    private void promises() {
        if (!options.arguments()) {
            return;
        }
        int explained = Math.min(CheckResult.EXPLAINED_KEYS, found.size());
        for (BadKey key : found.subList(0, explained)) {
            long nanos = Math.min(share(PERCENT_FOR_PROMISES) / explained, deadline(100) - System.nanoTime());
            if (nanos > 0) {
                int number = numberOf(key);
                Promises kept = Promises.of(history, number, model, Duration.ofNanos(nanos));
                replace(number, key.withPromises(kept));
            }
        }
    }

    /** Puts a key in the place of what was known of it; one that is not among the found is not bad first. */
    private void replace(int number, BadKey key) {
        List<BadKey> now = new ArrayList<>(found);
        now.replaceAll(known -> numberOf(known) == number ? key : known);
        found = List.copyOf(now);
    }

    private static List<BadKey> sorted(List<BadKey> keys) {
        return keys.stream()
                .sorted(Comparator.comparingInt(bad -> bad.firstBad().returned()))
                .toList();
    }

    private int numberOf(BadKey key) {
        return history.keyNumber(key.firstBad().id());
    }

    private long share(int percent) {
        return options.explainWithin().toNanos() / 100 * percent;
    }

    private long deadline(int percent) {
        return start + share(percent);
    }

    /** A key without its argument. */
    private BadKey named(int key, Place place) {
        for (int n = 0; n < history.sizeOfKey(key); n++) {
            int op = history.operationOfKey(key, n);
            if (history.returned(op) == place.position()) {
                return new BadKey(
                        history.keys().get(key),
                        history.operation(op),
                        history.index(place.position()),
                        place.exact(),
                        List.of(),
                        false,
                        null,
                        null);
            }
        }
        throw new IllegalStateException(
                "no operation of key " + history.keys().get(key) + " returned at " + place.position());
    }

    /** The position by which a bad key is bad at the latest. */
    private static int lastCompletion(History history, int key) {
        int last = -1;
        for (int n = 0; n < history.sizeOfKey(key); n++) {
            int returned = history.returned(history.operationOfKey(key, n));
            last = returned == Operation.NEVER ? last : Math.max(last, returned);
        }
        return last;
    }
}
