package dev.minos.checker;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Searches the keys of a history on a bounded number of threads, in turns: a hard key never holds up the verdict of another,
 * and the deadline holds even while a model's step does not return.
 *
 * <p>Used by one thread.
 */
final class KeySearches<S> {
    private static final long SLICE_NANOS = 50_000_000;
    /** How long behind the deadline a search is waited for that should end by itself. */
    private static final long GRACE_NANOS = 250_000_000;

    private final Model<S> model;
    private final IntFunction<List<Operation>> operationsOfKey;
    private final Budget budget;
    private final int threads;

    KeySearches(Model<S> model, IntFunction<List<Operation>> operationsOfKey, Budget budget, int threads) {
        this.model = model;
        this.operationsOfKey = operationsOfKey;
        this.budget = budget;
        this.threads = threads;
    }

    /** A search under way, or one that ended. */
    private final class Task {
        final int key;
        private @Nullable WingGongLoweSearch<S> search;

        Task(int key) {
            this.key = key;
        }

        @Nullable Search advance() {
            if (search == null) {
                search = new WingGongLoweSearch<>(model, operationsOfKey.apply(key), budget);
            }
            Search answer = search.advance(SLICE_NANOS);
            if (answer instanceof Search.Linearizable found) {
                String problem = Replay.verify(model, operationsOfKey.apply(key), found.linearization());
                if (problem != null) {
                    throw new EngineDisagreement(
                            "the search's linearization of key number " + key + " does not replay: " + problem);
                }
            }
            return answer;
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
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(threads, keys.size()); i++) {
            Thread worker = new Thread(() -> work(waiting, reports), "minos-search-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        try {
            return collect(keys, allWanted, reports);
        } finally {
            waiting.clear();
            workers.forEach(Thread::interrupt);
        }
    }

    /** Decides one partition under the same guard. */
    static <S> Search decide(Model<S> model, List<Operation> operations, Budget budget) {
        return Objects.requireNonNull(new KeySearches<>(model, key -> operations, budget, 1)
                .run(List.of(0), true)
                .get(0));
    }

    private void work(LinkedBlockingQueue<Task> waiting, LinkedBlockingQueue<Report> reports) {
        for (Task task = waiting.poll(); task != null; task = waiting.poll()) {
            try {
                Search answer = task.advance();
                if (answer == null) {
                    waiting.add(task);
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

    private Map<Integer, Search> collect(
            Collection<Integer> keys, boolean allWanted, LinkedBlockingQueue<Report> reports) {
        Map<Integer, Search> answers = new TreeMap<>();
        while (answers.size() < keys.size()) {
            Report report;
            try {
                report = reports.poll(Math.max(1, budget.remainingNanos() + GRACE_NANOS), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                keys.forEach(key -> answers.putIfAbsent(key, new Search.Unknown("the check was interrupted", 0, null)));
                return answers;
            }
            if (report == null) {
                // Behind the deadline and no word: a step of the model does not return. Its thread is left behind.
                keys.forEach(key -> answers.putIfAbsent(
                        key,
                        new Search.Unknown(
                                budget.outOfTime() + ", while a step of the model " + model.name()
                                        + " was under way or a key was being prepared",
                                0,
                                null)));
                return answers;
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
                    return answers;
                }
            }
        }
        return answers;
    }
}
