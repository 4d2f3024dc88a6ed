package dev.minos.checker;

import dev.minos.checker.argument.Argument;
import dev.minos.checker.argument.Testimony;
import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.ChainProof;
import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.chain.Fate;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.history.ForeignOperationException;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryParts;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.ModelFault;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.promise.Promises;
import dev.minos.checker.recovery.ApplyLog;
import dev.minos.checker.recovery.RecoveryAudit;
import dev.minos.checker.recovery.RecoveryReport;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides a history: each key alone, which is sound by locality (Herlihy &amp; Wing 1990, theorem 1).
 *
 * <pre>{@code
 * History history = HistoryReader.read(Path.of("history.jsonl"));
 * CheckResult result = new Checker(CheckOptions.defaults()).check(history, new VersionedKvModel());
 * System.out.println(result.verdict());
 * }</pre>
 *
 * <p>Every linearization is replayed by an independent verifier before {@link Verdict#LINEARIZABLE} is said. For
 * versioned-kv two engines decide, and a disagreement is thrown and never reported as a verdict. Thread-safe.
 */
public final class Checker {
    /**
     * The search confirms the chain on every key of a history of up to so many operations, and of a larger one on bad keys
     * of so many together. What the chain accepts is proved by the replay of its linearization, whatever the search would say
     * of it; a key that it refuses has no such proof.
     */
    static final int CROSS_CHECKED_OPERATIONS = 100_000;

    /** The chain has decided by then: what the search does beside it must not hold up the verdict for long. */
    private static final Duration CROSS_CHECK_AT_MOST = Duration.ofSeconds(10);

    /** Of so many bad keys, those that are bad first, it is said what they still keep. */
    public static final int EXPLAINED_KEYS = 3;

    private final CheckOptions options;

    public Checker(CheckOptions options) {
        this.options = options;
    }

    /**
     * Decides a history without an apply log.
     *
     * @throws ForeignOperationException if an operation is none of the model's
     * @throws EngineDisagreement if two engines disagree: a fault of Minos
     */
    public CheckResult check(History history, Model<?> model) {
        return check(history, model, null);
    }

    /**
     * Decides a history, and judges its recovery claims with the server's apply log where there is one.
     *
     * @throws ForeignOperationException if an operation is none of the model's
     * @throws EngineDisagreement if two engines disagree: a fault of Minos
     */
    public CheckResult check(History history, Model<?> model, @Nullable ApplyLog applyLog) {
        long start = System.nanoTime();
        VersionedKvModel versionedKv = model instanceof VersionedKvModel versioned ? versioned : null;
        if (versionedKv == null && options.engine() == EngineChoice.CHAIN) {
            throw new IllegalArgumentException(
                    "the chain engine decides only " + VersionedKvModel.NAME + ", got model " + model.name());
        }
        Decision decision =
                versionedKv != null ? decideVersionedKv(history, versionedKv) : decideOtherModel(history, model);
        RecoveryReport recovery = versionedKv != null
                ? RecoveryAudit.audit(history, decision.chains::get, decision::fate, applyLog)
                : RecoveryReport.NONE;
        return new CheckResult(
                history,
                CheckResult.Extent.of(history),
                decision.verdict(),
                model.name(),
                decision.engine,
                withPromises(history, model, decision.badKeys),
                recovery,
                decision.unknownReason,
                decision.verdict() == Verdict.LINEARIZABLE && options.keepLinearizations()
                        ? decision.linearizations()
                        : null,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Reads a history and decides it: at once where it fits into memory, else key by key, which takes a reading for each part.
     *
     * @param model which one, asked once with the first part that holds an operation, or the last
     * @throws MalformedHistoryException if it is no history, or an operation is none of the model's
     * @throws IOException if it cannot be read
     * @throws EngineDisagreement if two engines disagree: a fault of Minos
     */
    public CheckResult check(HistoryParts parts, Function<History, Model<?>> model, @Nullable ApplyLog applyLog)
            throws IOException {
        return new PartwiseCheck(options, model, applyLog).check(parts);
    }

    /** What the engines found so far. */
    private static final class Decision {
        final String engine;
        /** By the number of the key; null where the chain was not asked, or is not needed any more. */
        final List<@Nullable Chain> chains = new ArrayList<>();

        /** Numbers of puts of unknown outcome that took effect, and that did not; of the others nothing is known. */
        private final BitSet applied = new BitSet();

        private final BitSet never = new BitSet();

        final List<BadKey> badKeys = new ArrayList<>();
        /** By the number of the key; empty where the chain knows. */
        Map<Integer, Search> searches = Map.of();

        @Nullable String unknownReason;

        Decision(String engine) {
            this.engine = engine;
        }

        void settle(Settled settled) {
            IntStream.of(settled.applied).forEach(applied::set);
            IntStream.of(settled.never).forEach(never::set);
        }

        Fate fate(int op) {
            return applied.get(op) ? Fate.ALL : never.get(op) ? Fate.NONE : Fate.SOME;
        }

        List<int[]> linearizations() {
            List<int[]> orders = new ArrayList<>();
            for (int key = 0; key < chains.size(); key++) {
                Chain chain = chains.get(key);
                orders.add(
                        chain != null
                                ? chain.linearization()
                                : ((Search.Linearizable) Objects.requireNonNull(searches.get(key)))
                                        .linearization().stream()
                                                .mapToInt(Operation::id)
                                                .toArray());
            }
            return orders;
        }

        void unknown(History history, int key, Search.Unknown why) {
            if (unknownReason == null) {
                unknownReason = ofKey(history, key) + why.reason() + "; the longest legal prefix covered "
                        + why.longestPrefix() + " of " + history.sizeOfKey(key) + " operations, of which up to "
                        + mostOpen(history, key) + " were open at once";
            }
        }

        /** A violation outranks everything. */
        Verdict verdict() {
            if (!badKeys.isEmpty()) {
                return Verdict.NOT_LINEARIZABLE;
            }
            return unknownReason == null ? Verdict.LINEARIZABLE : Verdict.UNKNOWN;
        }
    }

    /** In front of what is said of one key; nothing where operations name none. */
    private static String ofKey(History history, int key) {
        Object name = history.keys().get(key);
        return name == null ? "" : "key " + name + ": ";
    }

    private Decision decideVersionedKv(History history, VersionedKvModel model) {
        BitSet claimed = new BitSet();
        history.claims()
                .forEach(claim -> claimed.set(history.keyNumber(claim.attempts().get(0))));
        List<Solved> chains = inParallel(
                history.keys().size(),
                key -> solve(history, key, model, claimed.get(key) || options.keepLinearizations()));
        Map<Integer, Search> searches =
                options.engine() == EngineChoice.CHAIN ? Map.of() : crossCheck(history, model, chains);
        boolean searchDecides = options.engine() == EngineChoice.SEARCH;
        boolean confirmed =
                !searches.isEmpty() && searches.values().stream().noneMatch(Search.Unknown.class::isInstance);
        Decision decision = new Decision(searchDecides ? "search" : confirmed ? "chain+search" : "chain");
        for (int key = 0; key < chains.size(); key++) {
            Solved solved = chains.get(key);
            decision.chains.add(solved.chain);
            decision.settle(solved.settled);
            if (searchDecides && searches.get(key) instanceof Search.Unknown unknown) {
                decision.unknown(history, key, unknown);
            } else if (!solved.isLinearizable) {
                decision.badKeys.add(
                        firstBad(history, Objects.requireNonNull(solved.chain).ops(), key));
            }
        }
        decision.badKeys.sort(Comparator.comparingInt(bad -> bad.firstBad().returned()));
        return decision;
    }

    /**
     * What the chain says of a key.
     *
     * @param chain itself, where it was asked for or the key is not linearizable: all of them would take as much memory as the
     *     history
     * @param settled what became of its puts of unknown outcome
     */
    private record Solved(boolean isLinearizable, @Nullable Chain chain, Settled settled) {}

    /** What became of the puts of unknown outcome on a key, as far as the history tells. */
    private static final class Settled {
        /** Numbers of those that took effect. */
        private final int[] applied;
        /** Numbers of those that did not. */
        private final int[] never;

        private Settled(int[] applied, int[] never) {
            this.applied = applied;
            this.never = never;
        }

        static Settled of(Chain chain) {
            IntStream.Builder applied = IntStream.builder();
            IntStream.Builder never = IntStream.builder();
            if (chain.isLinearizable()) {
                chain.fates((fate, op) -> {
                    switch (fate) {
                        case ALL -> applied.add(op);
                        case NONE -> never.add(op);
                        case SOME -> {}
                    }
                });
            }
            return new Settled(applied.build().toArray(), never.build().toArray());
        }
    }

    private static Solved solve(History history, int key, VersionedKvModel model, boolean keep) {
        Chain chain = Chain.solve(VersionedOps.of(history, key, model));
        String problem = ChainProof.check(chain);
        if (problem != null) {
            throw new EngineDisagreement(
                    "the chain's linearization of key " + history.keys().get(key) + " does not replay: " + problem);
        }
        return new Solved(chain.isLinearizable(), keep || !chain.isLinearizable() ? chain : null, Settled.of(chain));
    }

    private Map<Integer, Search> crossCheck(History history, VersionedKvModel model, List<Solved> chains) {
        boolean searchDecides = options.engine() == EngineChoice.SEARCH;
        Duration time = searchDecides || options.timeout().compareTo(CROSS_CHECK_AT_MOST) < 0
                ? options.timeout()
                : CROSS_CHECK_AT_MOST;
        List<Integer> followed =
                searchDecides ? IntStream.range(0, chains.size()).boxed().toList() : confirmedKeys(history, chains);
        Map<Integer, Search> searches = new KeySearches<>(
                        model,
                        history::operationsOfKey,
                        Budget.of(time, options.memoryBytes()),
                        options.threads(),
                        EngineChoice.SEARCH)
                .run(followed, true);
        searches.forEach((key, search) -> {
            boolean decided = !(search instanceof Search.Unknown);
            if (decided && search instanceof Search.Linearizable != chains.get(key).isLinearizable) {
                throw new EngineDisagreement(ofKey(history, key) + "the chain says "
                        + (chains.get(key).isLinearizable ? "linearizable" : "not linearizable")
                        + ", the search the opposite. This is a fault of Minos: please report it with the history "
                        + history.source());
            }
        });
        for (int key = 0; key < chains.size(); key++) {
            searches.putIfAbsent(key, new Search.Unknown("not searched", 0, null));
        }
        return searches;
    }

    /** The keys that the search is to confirm. */
    private static List<Integer> confirmedKeys(History history, List<Solved> chains) {
        List<Integer> keys = new ArrayList<>();
        boolean all = history.size() <= CROSS_CHECKED_OPERATIONS;
        int left = CROSS_CHECKED_OPERATIONS;
        for (int key = 0; key < chains.size(); key++) {
            int operations = history.sizeOfKey(key);
            if ((all || !chains.get(key).isLinearizable) && operations <= left) {
                keys.add(key);
                left -= operations;
            }
        }
        return keys;
    }

    /** Whatever a model throws, and wherever it is asked, nothing is decided then. */
    private Decision decideOtherModel(History history, Model<?> model) {
        try {
            refuseForeignOperations(history, model);
            return decideBySearch(history, model);
        } catch (MalformedHistoryException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            if (!ModelFault.isBehind(model, e)) {
                throw e;
            }
            Decision open = new Decision("search");
            open.unknownReason = ModelFault.inWords(model, e);
            return open;
        }
    }

    private Decision decideBySearch(History history, Model<?> model) {
        SearchDecision searched = SearchDecision.of(
                model,
                history.keys().size(),
                history::operationsOfKey,
                Budget.of(options.timeout(), options.memoryBytes()),
                options);
        Decision decision = new Decision(searched.engines());
        history.keys().forEach(key -> decision.chains.add(null));
        decision.searches = searched.answers();
        Duration spent = Duration.ZERO;
        for (SearchDecision.Found found : searched.bad().stream()
                .sorted(Comparator.comparingInt(SearchDecision.Found::position))
                .toList()) {
            long start = System.nanoTime();
            decision.badKeys.add(
                    badBySearch(history, model, found, options.explainWithin().minus(spent)));
            spent = spent.plusNanos(System.nanoTime() - start);
        }
        Map.Entry<Integer, Search.Unknown> unknown = searched.unknown();
        if (unknown != null) {
            decision.unknown(history, unknown.getKey(), unknown.getValue());
        }
        return decision;
    }

    private static BadKey firstBad(History history, VersionedOps ops, int key) {
        int position = FirstBadOperation.position(
                ops.evidence(), cut -> Chain.solve(ops.prefix(cut)).isLinearizable());
        VersionedOps prefix = ops.prefix(position);
        Contradiction whole = Objects.requireNonNull(Chain.solve(prefix).contradiction());
        List<Integer> evidence = whole.evidence().stream()
                .map(Contradiction.Evidence::operation)
                .distinct()
                .toList();
        MinimalCore cores = new MinimalCore(kept ->
                Chain.solve(prefix.relaxed(kept)).isLinearizable() ? Verdict.LINEARIZABLE : Verdict.NOT_LINEARIZABLE);
        cores.isKnownToBeBad(prefix.operations());
        cores.ask(evidence);
        cores.shrink(prefix.operations());
        MinimalCore.Core core = cores.smallest();
        return badKey(
                history,
                key,
                position,
                true,
                core,
                Chain.solve(prefix.relaxed(Set.copyOf(core.operations()))).contradiction());
    }

    private List<BadKey> withPromises(History history, Model<?> model, List<BadKey> badKeys) {
        if (badKeys.isEmpty() || options.explainWithin().isZero()) {
            return badKeys;
        }
        Duration each = options.explainWithin().dividedBy(2L * Math.min(EXPLAINED_KEYS, badKeys.size()));
        List<BadKey> explained = new ArrayList<>(badKeys);
        for (int i = 0; i < Math.min(EXPLAINED_KEYS, explained.size()); i++) {
            BadKey bad = explained.get(i);
            int key = history.keyNumber(bad.firstBad().id());
            explained.set(i, bad.withPromises(Promises.of(history, key, model, each)));
        }
        return explained;
    }

    /** The core is sought only after the verdict, and in bounded time. */
    private BadKey badBySearch(History history, Model<?> model, SearchDecision.Found found, Duration explainWithin) {
        MinimalCore.Core core = MinimalCore.Core.NONE;
        Argument argument = null;
        if (explainWithin.compareTo(Duration.ZERO) > 0) {
            List<Operation> prefix = Prefixes.prefix(history.operationsOfKey(found.key()), found.position());
            argument = Argument.against(model, prefix);
            core = CoreSearch.find(
                    model, prefix, argument == null ? List.of() : argument.core(), explainWithin, options.engine());
        }
        return badKey(
                history,
                found.key(),
                found.position(),
                found.exact(),
                core,
                argument != null
                        ? argument.contradiction()
                        : core.operations().isEmpty() ? null : Testimony.of(history, model, core.operations()));
    }

    private static BadKey badKey(
            History history,
            int key,
            int position,
            boolean exact,
            MinimalCore.Core core,
            @Nullable Contradiction contradiction) {
        for (int n = 0; n < history.sizeOfKey(key); n++) {
            int op = history.operationOfKey(key, n);
            if (history.returned(op) == position) {
                return new BadKey(
                        history.keys().get(key),
                        history.operation(op),
                        history.index(position),
                        exact,
                        core.operations(),
                        core.minimal(),
                        contradiction,
                        null);
            }
        }
        throw new IllegalStateException("no operation of key " + history.keys().get(key) + " returned at " + position);
    }

    private static void refuseForeignOperations(History history, Model<?> model) {
        for (int op = 0; op < history.size(); op++) {
            Model.Problem problem = model.problem(history.operation(op));
            if (problem != null) {
                throw new ForeignOperationException(
                        history.source(), history.line(problem.position()), problem.message(), model.name());
            }
        }
    }

    /** The most operations that were open at one time, those of unknown outcome for ever. */
    private static int mostOpen(History history, int key) {
        List<Operation> operations = history.operationsOfKey(key);
        int[] returns =
                operations.stream().mapToInt(Operation::returned).sorted().toArray();
        int most = 0;
        int over = 0;
        for (int called = 0; called < returns.length; called++) {
            while (returns[over] < operations.get(called).invoked()) {
                over++;
            }
            most = Math.max(most, called + 1 - over);
        }
        return most;
    }

    private interface ByKey<T> {
        T of(int key);
    }

    /** The results of all keys in order. Threads end with the call; the first failure is thrown, and stops the rest. */
    private <T> List<T> inParallel(int keys, ByKey<T> work) {
        int threads = Math.min(options.threads(), keys);
        List<T> results = new ArrayList<>(keys);
        if (threads <= 1) {
            for (int key = 0; key < keys; key++) {
                results.add(work.of(key));
            }
            return results;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "minos-check");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                int number = key;
                Callable<T> task = () -> work.of(number);
                futures.add(pool.submit(task));
            }
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the check was interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
