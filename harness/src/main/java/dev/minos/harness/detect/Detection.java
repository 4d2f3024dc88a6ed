package dev.minos.harness.detect;

import dev.minos.harness.system.SetupException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Has every suspect caught and no innocent accused, or says who was not and who was. What is found in simulation depends on
 * the seed alone, and not on how many threads there are. {@link #run} is called once; {@link #stop} may be called from any
 * thread.
 */
public final class Detection {
    /** Real campaigns mostly wait: for a server to start, to be killed, to be halted. */
    private static final int PROCESSES_AT_ONCE = 3;

    private static final int END_SECONDS = 15;
    private static final int RUNS_UNTIL_TESTED = 4;

    private final List<Suspect> suspects;
    private final List<Innocent> innocents;
    private final long firstSeed;
    private final ExecutorService simulations;
    private final ExecutorService processes;

    /** Is told of each result as soon as those before it are there. */
    public interface Listener {
        /** All trials of a suspect are over. */
        void tried(Caught caught);

        /** All runs of an innocent are over. */
        void cleared(Acquitted acquitted);
    }

    /** What came of all. */
    public record Report(List<Caught> caught, List<Acquitted> acquitted) {
        public Report {
            caught = List.copyOf(caught);
            acquitted = List.copyOf(acquitted);
        }

        /** Returns whether every bug was caught in every trial, and nothing correct accused or left untested. */
        public boolean holds() {
            return !isRefuted() && acquitted.stream().allMatch(Acquitted::isCleared);
        }

        /** Returns whether a bug survived or something correct was accused, and not only too little was tested. */
        public boolean isRefuted() {
            return caught.stream().anyMatch(Caught::survived)
                    || acquitted.stream().anyMatch(each -> !each.falseAlarms().isEmpty());
        }
    }

    /**
     * Makes a detection that has not begun.
     *
     * @param firstSeed trial i of n begins with the i-th seed from here, and goes on in steps of n: no seed is used twice
     * @param threads how many simulations go on at one time, at least 1
     */
    public Detection(List<Suspect> suspects, List<Innocent> innocents, long firstSeed, int threads) {
        this.suspects = List.copyOf(suspects);
        this.innocents = List.copyOf(innocents);
        this.firstSeed = firstSeed;
        this.simulations = pool(threads, "minos-simulation");
        this.processes = pool(PROCESSES_AT_ONCE, "minos-campaign");
    }

    private static ExecutorService pool(int threads, String name) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                // What is begun after a stop ends as what was waiting then.
                (task, stopped) -> cancel(task));
    }

    private static void cancel(Runnable task) {
        if (task instanceof Future<?> future) {
            future.cancel(false);
        }
    }

    /**
     * Tries all, simulations first, in the order of the lists.
     *
     * @throws SetupException if a system could not be run
     * @throws IOException if what was recorded cannot be read
     * @throws InterruptedException if it was stopped
     */
    public Report run(Listener listener) throws SetupException, IOException, InterruptedException {
        List<Caught> caught = new ArrayList<>();
        List<Acquitted> acquitted = new ArrayList<>();
        try {
            // One after the other: a server that starts beside simulations on every processor is not up in time.
            for (Where where : Where.values()) {
                begin(where).await(caught, acquitted, listener);
            }
        } finally {
            stop();
            // Campaigns end their servers themselves.
            processes.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        }
        return new Report(caught, acquitted);
    }

    /** What is under way in one place. */
    private record Begun(
            List<Suspect> suspects,
            List<List<Future<Trial>>> trials,
            List<Innocent> innocents,
            List<List<Future<List<Acquitted.Seeded>>>> runs) {

        void await(List<Caught> caught, List<Acquitted> acquitted, Listener listener)
                throws SetupException, IOException, InterruptedException {
            for (int i = 0; i < suspects.size(); i++) {
                Caught result = Caught.of(suspects.get(i), Detection.await(trials.get(i)));
                caught.add(result);
                listener.tried(result);
            }
            for (int i = 0; i < innocents.size(); i++) {
                List<Acquitted.Seeded> seeded = Detection.await(runs.get(i)).stream()
                        .flatMap(List::stream)
                        .toList();
                Acquitted result = Acquitted.of(innocents.get(i), seeded);
                acquitted.add(result);
                listener.cleared(result);
            }
        }
    }

    private Begun begin(Where where) {
        ExecutorService pool = where == Where.SIMULATION ? simulations : processes;
        List<Suspect> accused =
                suspects.stream().filter(each -> each.where() == where).toList();
        List<Innocent> correct =
                innocents.stream().filter(each -> each.where() == where).toList();
        return new Begun(
                accused,
                accused.stream().map(each -> begin(each, pool)).toList(),
                correct,
                correct.stream().map(each -> begin(each, pool)).toList());
    }

    private List<Future<Trial>> begin(Suspect suspect, ExecutorService pool) {
        List<Future<Trial>> begun = new ArrayList<>();
        for (int i = 0; i < suspect.trials(); i++) {
            long seed = firstSeed + i;
            Callable<Trial> trial = () -> Trial.of(suspect.subject(), seed, suspect.trials(), suspect.runsMax());
            begun.add(pool.submit(trial));
        }
        return begun;
    }

    private List<Future<List<Acquitted.Seeded>>> begin(Innocent innocent, ExecutorService pool) {
        List<Future<List<Acquitted.Seeded>>> begun = new ArrayList<>();
        for (int i = 0; i < innocent.runs(); i++) {
            long seed = firstSeed + i;
            begun.add(pool.submit(() -> untilTested(innocent, seed)));
        }
        return begun;
    }

    /** One run; more with other seeds where a machine that is busy let a real one come to too little. */
    private static List<Acquitted.Seeded> untilTested(Innocent innocent, long first)
            throws SetupException, IOException, InterruptedException {
        List<Acquitted.Seeded> runs = new ArrayList<>();
        long seed = first;
        Finding last;
        do {
            last = innocent.subject().run(seed);
            runs.add(new Acquitted.Seeded(seed, last));
            seed += innocent.runs();
        } while (innocent.where() == Where.PROCESS && last.testedTooLittle() && runs.size() < RUNS_UNTIL_TESTED);
        return runs;
    }

    private static <T> List<T> await(List<Future<T>> futures) throws SetupException, IOException, InterruptedException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                results.add(future.get());
            } catch (CancellationException e) {
                throw stopped(e);
            } catch (ExecutionException e) {
                throw cause(e);
            }
        }
        return results;
    }

    private static InterruptedException stopped(CancellationException cause) {
        InterruptedException stopped = new InterruptedException("stopped");
        stopped.initCause(cause);
        return stopped;
    }

    private static RuntimeException cause(ExecutionException e)
            throws SetupException, IOException, InterruptedException {
        Throwable cause = e.getCause();
        if (cause instanceof SetupException setup) {
            throw setup;
        }
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        return new IllegalStateException("a run broke: " + cause, cause);
    }

    /** Begins nothing more, and ends what is under way; {@link #run} throws {@link InterruptedException} then. */
    public void stop() {
        for (ExecutorService pool : List.of(simulations, processes)) {
            pool.shutdownNow().forEach(Detection::cancel);
        }
    }
}
