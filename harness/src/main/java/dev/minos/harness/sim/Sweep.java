package dev.minos.harness.sim;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.recovery.RecoveryReport;
import dev.minos.harness.config.Config;
import dev.minos.harness.run.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The same config simulated with one seed after the other, each run recorded and judged in memory and forgotten, on as many
 * threads as there are processors. What it finds does not depend on how many those are. {@link #run} is called once;
 * {@link #stop} and {@link #finished} may be called from any thread.
 */
public final class Sweep {
    private final Config config;
    private final long firstSeed;
    private final long runs;
    private final int threads;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong finished = new AtomicLong();
    private volatile boolean stopped;

    /** How many operations a run has where nobody says: many seeds find more than long runs do. */
    public static final long OPERATIONS = 1_000;

    /** What became of one seed. */
    public record Line(
            long seed, Verdict verdict, Failure failure, long operations, long unknown, long faults, Claims claims) {
        static Line of(SimulatedRun run) {
            CheckResult result = run.result();
            return new Line(
                    run.seed(),
                    result.verdict(),
                    Failure.of(result),
                    result.extent().operations(),
                    run.counts().unknown(),
                    run.counts().faults().values().stream().mapToLong(n -> n).sum(),
                    Claims.of(result.recovery()));
        }
    }

    /** How many recovery claims there were, and what became of them. */
    public record Claims(long total, long proved, long undecided, long falses) {
        static Claims of(RecoveryReport report) {
            return new Claims(
                    report.claims().size(),
                    report.proved(),
                    report.undecided(),
                    report.falseClaims().size());
        }

        Claims plus(Claims other) {
            return new Claims(
                    total + other.total, proved + other.proved, undecided + other.undecided, falses + other.falses);
        }
    }

    /**
     * What became of all.
     *
     * @param runs how many there were; fewer than asked for if the sweep was stopped
     * @param operations of all histories
     * @param counts of all runs together
     * @param longest virtual time of the longest run
     * @param failed the seeds that failed, in their order
     * @param unknown the seeds that could not be decided, in their order
     * @param first the first runs, in the order of their seeds; at most {@value #FIRST}
     */
    public record Sum(
            long runs,
            long operations,
            RunResult.Counts counts,
            Duration longest,
            Claims claims,
            List<Line> failed,
            List<Line> unknown,
            List<Line> first) {
        private static Sum none() {
            return new Sum(
                    0,
                    0,
                    RunResult.Counts.none(),
                    Duration.ZERO,
                    new Claims(0, 0, 0, 0),
                    List.of(),
                    List.of(),
                    List.of());
        }

        private Sum plus(Sum other) {
            return new Sum(
                    runs + other.runs,
                    operations + other.operations,
                    counts.plus(other.counts),
                    longer(longest, other.longest),
                    claims.plus(other.claims),
                    merged(failed, other.failed),
                    merged(unknown, other.unknown),
                    merged(first, other.first));
        }

        private static List<Line> merged(List<Line> one, List<Line> other) {
            List<Line> all = new ArrayList<>(one);
            all.addAll(other);
            all.sort(Comparator.comparingLong(Line::seed));
            return all;
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** How many runs are remembered one by one. */
    public static final int FIRST = 20;

    /** What one thread has found. */
    private final class Part {
        private RunResult.Counts counts = RunResult.Counts.none();
        private Duration longest = Duration.ZERO;
        private Claims claims = new Claims(0, 0, 0, 0);
        private long runs;
        private long operations;
        private final List<Line> failed = new ArrayList<>();
        private final List<Line> unknown = new ArrayList<>();
        private final List<Line> first = new ArrayList<>();

        Sum work() {
            for (long n = next.getAndIncrement(); n < Sweep.this.runs && !stopped; n = next.getAndIncrement()) {
                add(SimulatedRun.of(config, firstSeed + n), n);
                finished.incrementAndGet();
            }
            return new Sum(runs, operations, counts, longest, claims, failed, unknown, first);
        }

        private void add(SimulatedRun run, long n) {
            Line line = Line.of(run);
            runs++;
            operations += line.operations;
            counts = counts.plus(run.counts());
            longest = longer(longest, run.elapsed());
            claims = claims.plus(line.claims);
            if (line.failure != Failure.NONE) {
                failed.add(line);
            } else if (line.verdict == Verdict.UNKNOWN) {
                unknown.add(line);
            }
            if (n < FIRST) {
                first.add(line);
            }
        }
    }

    /**
     * Makes a sweep that has not begun.
     *
     * @param runs how many, at least 1
     * @param threads how many runs go on at one time, at least 1
     */
    public Sweep(Config config, long firstSeed, long runs, int threads) {
        if (runs < 1 || threads < 1) {
            throw new IllegalArgumentException("must be positive: runs=" + runs + ", threads=" + threads);
        }
        this.config = config;
        this.firstSeed = firstSeed;
        this.runs = runs;
        this.threads = threads;
    }

    /** Runs all seeds. When the calling thread is interrupted, that is taken as {@link #stop}. */
    public Sum run() {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "minos-simulation");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Sum>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(pool.submit(() -> new Part().work()));
            }
            Sum sum = Sum.none();
            for (Future<Sum> part : parts) {
                sum = sum.plus(awaited(part));
            }
            return sum;
        } finally {
            pool.shutdown();
        }
    }

    private Sum awaited(Future<Sum> part) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return part.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    stopped = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a simulation broke: " + e.getCause(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Begins no further run. Does not wait for those that go on. */
    public void stop() {
        stopped = true;
    }

    /** Returns how many runs have ended. */
    public long finished() {
        return finished.get();
    }
}
