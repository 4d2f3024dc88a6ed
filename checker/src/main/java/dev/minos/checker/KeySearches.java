package dev.minos.checker;

import dev.minos.checker.distinct.DistinctValues;
import dev.minos.checker.distinct.MissingOrigins;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Replay;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Searches the keys of a history on a bounded number of threads, in turns: a hard key never holds up the verdict of another,
 * and the deadline holds even while a model's step does not return.
 *
 * <p>For one run, by one thread.
 */
final class KeySearches<S> {
    private static final long SLICE_NANOS = 50_000_000;

    private static final String HEAP_IS_FULL = "memory ran out: the heap is full";

    private final Model<S> model;
    private final IntFunction<List<Operation>> operationsOfKey;
    private final Budget budget;
    private final int threads;
    private final EngineChoice engine;
    /** Whether distinct values are asked first. */
    private final boolean asksValues;

    private volatile boolean searched;
    private volatile boolean decidedByValues;
    /** Whether no answer is wanted any more. */
    private volatile boolean over;

    /** @param engine {@link EngineChoice#AUTO} lets distinct values decide where they can, any other leaves all to the search */
    KeySearches(
            Model<S> model,
            IntFunction<List<Operation>> operationsOfKey,
            Budget budget,
            int threads,
            EngineChoice engine) {
        this(model, operationsOfKey, budget, threads, engine, engine == EngineChoice.AUTO);
    }

    private KeySearches(
            Model<S> model,
            IntFunction<List<Operation>> operationsOfKey,
            Budget budget,
            int threads,
            EngineChoice engine,
            boolean asksValues) {
        this.engine = engine;
        this.asksValues = asksValues;
        this.model = model;
        this.operationsOfKey = operationsOfKey;
        this.budget = budget;
        this.threads = threads;
    }

    /** A search under way, or one that ended. */
    private final class Task implements AutoCloseable {
        final int key;
        private List<Operation> operations = List.of();
        private @Nullable WingGongLoweSearch<S> search;

        Task(int key) {
            this.key = key;
        }

        @Nullable Search advance() {
            try {
                if (search == null) {
                    if (budget.remainingNanos() < 0) {
                        // Else each of ten thousand keys would still be prepared behind the deadline.
                        return new Search.Unknown(budget.outOfTime(), 0, null);
                    }
                    operations = operationsOfKey.apply(key);
                    search = new WingGongLoweSearch<>(
                            model,
                            operations,
                            budget,
                            () -> engine == EngineChoice.AUTO && MissingOrigins.refutes(model, operations));
                    Search direct = asksValues ? DistinctValues.decide(model, operations) : null;
                    if (direct != null) {
                        decidedByValues = true;
                        return confirmed(direct, search);
                    }
                    searched = true;
                }
                return replayed(search.advance(SLICE_NANOS));
            } catch (OutOfMemoryError e) {
                // Outside the search's own guard: of this key nothing is decided, and all others keep their answers.
                close();
                return new Search.Unknown(HEAP_IS_FULL, 0, e);
            }
        }

        private @Nullable Search replayed(@Nullable Search answer) {
            if (answer instanceof Search.Linearizable found) {
                String problem = Replay.verify(model, operations, found.linearization());
                if (problem != null) {
                    throw new EngineDisagreement(
                            "the linearization of key number " + key + " does not replay: " + problem);
                }
            }
            return answer;
        }

        /** An order is its own proof; that there is none the search confirms where it can do so in one slice. */
        private Search confirmed(Search direct, WingGongLoweSearch<S> search) {
            try (search) {
                if (direct instanceof Search.NotLinearizable
                        && search.advance(SLICE_NANOS) instanceof Search.Linearizable) {
                    throw new EngineDisagreement("distinct values say that key number " + key
                            + " is not linearizable, the search the opposite. This is a fault of Minos: please report it"
                            + " with the history");
                }
            }
            replayed(direct);
            return direct;
        }

        @Override
        public void close() {
            operations = List.of();
            if (search != null) {
                search.close();
            }
        }
    }

    /** What a worker has to say of a key: an answer, or what it threw. */
    private record Report(
            int key, @Nullable Search answer, @Nullable Throwable thrown) {}

    /**
     * Searches keys until all are decided, or the first is found not linearizable and all are not wanted.
     *
     * @return the answers by key; a key that is missing was not needed any more
     * @throws RuntimeException what a search threw that was no model's
     */
    Map<Integer, Search> run(Collection<Integer> keys, boolean allWanted) {
        LinkedBlockingQueue<Task> waiting = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<Report> reports = new LinkedBlockingQueue<>();
        keys.forEach(key -> waiting.add(new Task(key)));
        List<Future<?>> workers = new ArrayList<>();
        Map<Integer, Search> answers = new TreeMap<>();
        try {
            for (int i = 0; i < Math.min(threads, keys.size()); i++) {
                workers.add(BoundedCall.THREADS.submit(() -> work(waiting, reports)));
            }
            collect(keys, allWanted, reports, answers);
        } catch (OutOfMemoryError e) {
            leaveOpen(keys, answers, HEAP_IS_FULL);
        } finally {
            over = true;
            workers.forEach(worker -> worker.cancel(true));
            closeAll(waiting);
        }
        return answers;
    }

    /** Decides one partition under the same guard, on the way to what is said of a verdict. */
    static <S> Search decide(Model<S> model, List<Operation> operations, Budget budget, EngineChoice engine) {
        Search direct;
        try {
            direct = engine == EngineChoice.AUTO ? DistinctValues.decide(model, operations) : null;
        } catch (OutOfMemoryError e) {
            return new Search.Unknown(HEAP_IS_FULL, 0, e);
        }
        return direct != null
                ? direct
                : Objects.requireNonNull(new KeySearches<>(model, key -> operations, budget, 1, engine, false)
                        .run(List.of(0), true)
                        .get(0));
    }

    /** Which engines have decided: {@code distinct}, {@code search}, or {@code distinct,search} where each did for some keys. */
    String engines() {
        return !decidedByValues ? "search" : searched ? "distinct,search" : "distinct";
    }

    private void work(LinkedBlockingQueue<Task> waiting, LinkedBlockingQueue<Report> reports) {
        for (Task task = waiting.poll(); task != null; task = waiting.poll()) {
            try {
                Search answer = task.advance();
                if (answer == null) {
                    waiting.add(task);
                    if (over) {
                        closeAll(waiting);
                    }
                } else {
                    reports.add(new Report(task.key, answer, null));
                }
            } catch (RuntimeException | Error e) {
                reports.add(new Report(task.key, null, e));
            }
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    /** What is not wanted any more gives its memory back; a task that is under way does so when it comes back here. */
    private void closeAll(LinkedBlockingQueue<Task> waiting) {
        for (Task task = waiting.poll(); task != null; task = waiting.poll()) {
            task.close();
        }
    }

    private void collect(
            Collection<Integer> keys,
            boolean allWanted,
            LinkedBlockingQueue<Report> reports,
            Map<Integer, Search> answers) {
        while (answers.size() < keys.size()) {
            Report report;
            try {
                long left = budget.remainingNanos() + BoundedCall.GRACE_NANOS;
                report = left > -BoundedCall.GRACE_NANOS ? reports.poll(Math.max(1, left), TimeUnit.NANOSECONDS) : null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                leaveOpen(keys, answers, "the check was interrupted");
                return;
            }
            if (report == null) {
                // Behind the deadline and no word: a step of the model does not return. Its thread is left behind.
                leaveOpen(
                        keys,
                        answers,
                        // A model of ours always comes back: there is nothing to say that another run would not say.
                        Models.isOurs(model)
                                ? budget.outOfTime()
                                : budget.outOfTime() + ", while a step of the model " + model.name()
                                        + " was under way or a key was being prepared");
                return;
            }
            if (report.thrown instanceof RuntimeException failure) {
                throw failure;
            }
            if (report.thrown instanceof Error failure) {
                throw failure;
            }
            if (report.answer != null) {
                answers.put(report.key, report.answer);
                if (!allWanted && report.answer instanceof Search.NotLinearizable) {
                    return;
                }
            }
        }
    }

    /** The answers so far stand; of the other keys nothing is known. */
    private static void leaveOpen(Collection<Integer> keys, Map<Integer, Search> answers, String reason) {
        keys.forEach(key -> answers.putIfAbsent(key, new Search.Unknown(reason, 0, null)));
    }
}
