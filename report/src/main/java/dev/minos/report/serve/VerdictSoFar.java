package dev.minos.report.serve;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.HistoryParts;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.VersionedKvModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Judges the beginning of a history that still grows, while somebody looks. A beginning that is not linearizable stays so,
 * whatever follows; one that is says nothing of the rest. Thread-safe.
 *
 * <p>Each judgement reads the file from its start. The next begins ten times as long after it as it took, so that it takes at
 * most a tenth of one processor from the run, and nothing is judged once something was found to be wrong.
 */
final class VerdictSoFar {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration AT_LEAST_BETWEEN = Duration.ofSeconds(1);
    private static final int TIMES_AS_LONG = 10;

    private final Path file;
    private final String model;
    private final Executor executor;
    private boolean running;
    private long notBefore = System.nanoTime();
    private View last = new View(null, 0, List.of(), "");

    /**
     * What is known.
     *
     * @param verdict null before the first
     * @param operations that it speaks of
     * @param explanation what is wrong; empty if nothing
     * @param problem why there is none; empty if there is
     */
    record View(@Nullable Verdict verdict, long operations, List<String> explanation, String problem) {
        /** Whether something was found to be wrong. */
        boolean isBad() {
            return !explanation.isEmpty() && verdict != Verdict.UNKNOWN;
        }
    }

    /**
     * Judges nothing yet.
     *
     * @param model its name in run.json, empty for {@code versioned-kv}
     * @param executor judges, one history at a time
     */
    VerdictSoFar(Path file, String model, Executor executor) {
        this.file = file;
        this.model = model.isEmpty() ? VersionedKvModel.NAME : model;
        this.executor = executor;
    }

    /** The last judgement; begins another if it is time for one, and does not wait for it. */
    synchronized View look() {
        if (!running && !last.isBad() && System.nanoTime() - notBefore >= 0) {
            running = true;
            try {
                executor.execute(this::judge);
            } catch (RejectedExecutionException e) {
                running = false; // another history is being judged, or the browser is closing
            }
        }
        return last;
    }

    private void judge() {
        long start = System.nanoTime();
        View view;
        try {
            view = judged();
        } catch (MalformedHistoryException | IOException e) {
            view = problem(String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            view = problem("it could not be judged: " + e);
        }
        long end = System.nanoTime();
        synchronized (this) {
            last = view;
            running = false;
            notBefore = end + Math.max(AT_LEAST_BETWEEN.toNanos(), TIMES_AS_LONG * (end - start));
        }
    }

    private View judged() throws IOException {
        Model<?> named = Models.named(model);
        if (named == null) {
            return problem("run.json names the model " + model + ", which is not known here");
        }
        long memory = Runtime.getRuntime().maxMemory() / 4;
        CheckOptions options = CheckOptions.defaults()
                .withTimeout(TIMEOUT)
                .withThreads(1)
                .withMemoryBytes(memory)
                .withExplainWithin(Duration.ofSeconds(2));
        CheckResult result = new Checker(options)
                .check(new HistoryParts(file, ReadOptions.defaults().withMemoryBytes(memory)), history -> named, null);
        return new View(result.verdict(), result.extent().operations(), Explanation.of(result), "");
    }

    private static View problem(String why) {
        return new View(null, 0, List.of(), why);
    }
}
