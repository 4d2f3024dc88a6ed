package dev.minos.checker;

import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.ChainProof;
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
import dev.minos.checker.recovery.ApplyLog;
import dev.minos.checker.recovery.RecoveryAudit;
import dev.minos.checker.recovery.RecoveryReport;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
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

    /** The same where the verdict is wanted as early as it is known. */
    private static final Duration CROSS_CHECK_OF_VERDICT_ONLY = Duration.ofSeconds(1);

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
        Budget budget = Budget.of(options.timeout(), options.memoryBytes());
        Decision decision = versionedKv != null
                ? decideVersionedKv(history, versionedKv, budget)
                : decideOtherModel(history, model, budget);
        RecoveryReport recovery = versionedKv != null
                ? RecoveryAudit.audit(history, decision.chains::get, decision::fate, applyLog)
                : RecoveryReport.NONE;
        Duration verdictTime = Duration.ofNanos(System.nanoTime() - start);
        // Behind the verdict, which nothing that follows can change.
        Model<?> judge = decision.told == null ? model : decision.told.model;
        List<BadKey> badKeys = decision.searched != null
                ? ExplainedKeys.ofSearch(history, judge, options, decision.searched)
                : ExplainedKeys.ofChain(history, model, options, decision.badChains());
        return new CheckResult(
                history,
                CheckResult.Extent.of(history, tellsSomething(history, judge, decision.verdict()))
                        .with(decision.told == null ? List.of() : decision.told.notes),
                decision.verdict(),
                model.name(),
                decision.engine,
                badKeys,
                recovery,
                decision.unknownReason,
                decision.verdict() == Verdict.LINEARIZABLE && options.keepLinearizations()
                        ? decision.linearizations()
                        : null,
                Duration.ofNanos(System.nanoTime() - start),
                verdictTime);
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

        /** The numbers of the keys that are not linearizable, as far as they were looked for. */
        final List<Integer> bad = new ArrayList<>();
        /** Null where the chain decided, or nothing did. */
        @Nullable SearchDecision searched;

        @Nullable String unknownReason;

        /** Null where no model was asked to read the history. */
        @Nullable Told told;

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
                                : ((Search.Linearizable) Objects.requireNonNull(Objects.requireNonNull(searched)
                                                .answers()
                                                .get(key)))
                                        .linearization().stream()
                                                .mapToInt(Operation::id)
                                                .toArray());
            }
            return orders;
        }

        void unknown(History history, int key, Search.Unknown why) {
            if (unknownReason == null) {
                unknownReason = ofKey(history, key) + why.reason() + "; of " + history.sizeOfKey(key)
                        + " operations up to " + mostOpen(history, key) + " were open at once";
            }
        }

        /** The operations of the keys that the chain found bad. */
        Map<Integer, VersionedOps> badChains() {
            Map<Integer, VersionedOps> operations = new TreeMap<>();
            bad.forEach(key ->
                    operations.put(key, Objects.requireNonNull(chains.get(key)).ops()));
            return operations;
        }

        /** A violation outranks everything. */
        Verdict verdict() {
            if (!bad.isEmpty()) {
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

    private Decision decideVersionedKv(History history, VersionedKvModel model, Budget budget) {
        BitSet claimed = new BitSet();
        history.claims()
                .forEach(claim -> claimed.set(history.keyNumber(claim.attempts().get(0))));
        List<Solved> chains = inParallel(
                history.keys().size(),
                key -> solve(history, key, model, claimed.get(key) || options.keepLinearizations()));
        Map<Integer, Search> searches =
                options.engine() == EngineChoice.CHAIN ? Map.of() : crossCheck(history, model, chains, budget);
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
                decision.bad.add(key);
            }
        }
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

    /** Of a history that is not known to be linearizable it does not matter, nor where the model cannot say. */
    private boolean tellsSomething(History history, Model<?> model, Verdict verdict) {
        if (verdict != Verdict.LINEARIZABLE) {
            return true;
        }
        try {
            Budget budget = Budget.of(options.timeout(), options.memoryBytes());
            return BoundedCall.until(budget.deadlineNanos(), () -> Vacuity.isAnyTold(model, history));
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (RuntimeException | Error e) {
            if (!ModelFault.isBehind(model, e)) {
                throw e;
            }
            return true;
        }
    }

    private Map<Integer, Search> crossCheck(
            History history, VersionedKvModel model, List<Solved> chains, Budget budget) {
        boolean searchDecides = options.engine() == EngineChoice.SEARCH;
        Budget searching = searchDecides ? budget : budget.atMost(crossCheckAtMost());
        List<Integer> followed =
                searchDecides ? IntStream.range(0, chains.size()).boxed().toList() : confirmedKeys(history, chains);
        Map<Integer, Search> searches = new KeySearches<>(
                        model, history::operationsOfKey, searching, options.threads(), EngineChoice.SEARCH)
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

    private Duration crossCheckAtMost() {
        return options.explainWithin().isZero() ? CROSS_CHECK_OF_VERDICT_ONLY : CROSS_CHECK_AT_MOST;
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

    /** Whatever a model throws, and wherever it is asked, nothing is decided then; nor where it does not come back in time. */
    private Decision decideOtherModel(History history, Model<?> model, Budget budget) {
        try {
            Told told = BoundedCall.until(budget.deadlineNanos(), () -> {
                refuseForeignOperations(history, model);
                return Told.of(history, model);
            });
            Decision decision = decideBySearch(history, told.model, budget);
            decision.told = told;
            return decision;
        } catch (MalformedHistoryException e) {
            throw e;
        } catch (TimeoutException e) {
            return open(budget.outOfTime() + ", while the model " + model.name()
                    + " was asked whether the operations are its own");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return open("the check was interrupted");
        } catch (RuntimeException | Error e) {
            if (!ModelFault.isBehind(model, e)) {
                throw e;
            }
            return open(ModelFault.inWords(model, e));
        }
    }

    /**
     * A model that was told of the history.
     *
     * @param notes how it read it, in words
     */
    private record Told(Model<?> model, List<String> notes) {
        static Told of(History history, Model<?> model) {
            Model<?> told = model.forHistory(history);
            return new Told(
                    told,
                    told.notes(history).stream()
                            .map(note -> history.source() + ": " + note)
                            .toList());
        }
    }

    /** Nothing is decided. */
    private static Decision open(String reason) {
        Decision open = new Decision("search");
        open.unknownReason = reason;
        return open;
    }

    private Decision decideBySearch(History history, Model<?> model, Budget budget) {
        SearchDecision searched =
                SearchDecision.of(model, history.keys().size(), history::operationsOfKey, budget, options);
        Decision decision = new Decision(searched.engines());
        history.keys().forEach(key -> decision.chains.add(null));
        decision.searched = searched;
        decision.bad.addAll(searched.bad());
        Map.Entry<Integer, Search.Unknown> unknown = searched.unknown();
        if (unknown != null) {
            decision.unknown(history, unknown.getKey(), unknown.getValue());
        }
        return decision;
    }

    private static void refuseForeignOperations(History history, Model<?> model) {
        for (int op = 0; op < history.size(); op++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the operations were not all looked at");
            }
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
