package dev.minos.harness.run;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.faults.Disruption;
import dev.minos.faults.FaultRule;
import dev.minos.harness.client.PutResult;
import dev.minos.harness.config.Requirement;
import dev.minos.harness.session.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign has done. Its history is complete on disk, and nothing of it has been checked yet.
 *
 * @param directory the run's directory
 * @param end how the run ended
 * @param failure what went wrong, when it {@link End#FAILED}; else null. Its first line is a sentence of its own.
 * @param seed the seed that the run used
 * @param elapsed from the first operation to the last
 * @param counts what was done and seen
 * @param finalState what the system stored at the end; empty when that cannot be known
 * @param missing what was not put to the test though it should have been; not empty means that the run proves nothing
 * @param warnings what the user should know besides
 */
public record RunResult(
        Path directory,
        End end,
        @Nullable String failure,
        long seed,
        Duration elapsed,
        Counts counts,
        Optional<SortedMap<String, Versioned>> finalState,
        List<String> missing,
        List<String> warnings) {

    /** Returns this result with a failure, unless it has one already. */
    public RunResult failed(String message) {
        return new RunResult(
                directory,
                End.FAILED,
                failure == null ? message : failure,
                seed,
                elapsed,
                counts,
                finalState,
                missing,
                warnings);
    }

    /** Returns the first line of the failure, which says what went wrong without the last words of what did; null without one. */
    public @Nullable String failureInOneLine() {
        return failure == null ? null : failure.lines().findFirst().orElse("");
    }

    /** The ways in which a run ends. */
    public enum End {
        /** After its time or its number of operations. */
        COMPLETED("completed"),
        /** Earlier, because somebody asked for it. */
        STOPPED("stopped"),
        /** Because it could not go on; what was recorded can be checked. */
        FAILED("failed");

        private final String word;

        End(String word) {
            this.word = word;
        }

        /** Returns the word that stands for this end in run.json. */
        public String word() {
            return word;
        }
    }

    /**
     * What was done and seen.
     *
     * @param operations logical operations
     * @param attempts wire attempts: the operations of the history
     * @param putsOk attempts to put that were acknowledged
     * @param getsOk attempts to get that were answered
     * @param failures attempts that certainly did not take effect, by reason
     * @param unknown attempts of unknown outcome
     * @param putEnds how logical puts ended
     * @param claims recovery claims made
     * @param faults faults that fired, by name, on whichever side
     * @param serverFaults of these, those that the server injected
     * @param concurrencyMax most attempts under way at once
     * @param keyConcurrencyMax most attempts under way at once on one key
     * @param reach whether the system could be reached
     * @param putNanos nanoseconds from invoke to completion of puts that were sent and ended for certain; empty of a simulation
     * @param getNanos the same of gets
     * @param load what a load has come to; null where each client had a thread
     */
    public record Counts(
            long operations,
            long attempts,
            long putsOk,
            long getsOk,
            Map<String, Long> failures,
            long unknown,
            Map<PutResult.End, Long> putEnds,
            long claims,
            SortedMap<String, Long> faults,
            SortedMap<String, Long> serverFaults,
            int concurrencyMax,
            int keyConcurrencyMax,
            Reach reach,
            Histogram putNanos,
            Histogram getNanos,
            @Nullable LoadCounts load) {

        /** Returns these counts with those of a load. */
        Counts with(LoadCounts loaded) {
            return new Counts(
                    operations,
                    attempts,
                    putsOk,
                    getsOk,
                    failures,
                    unknown,
                    putEnds,
                    claims,
                    faults,
                    serverFaults,
                    concurrencyMax,
                    keyConcurrencyMax,
                    reach,
                    putNanos,
                    getNanos,
                    loaded);
        }

        /** Returns the share of the attempts that were answered, of those that no fault of the run has touched, in percent. */
        public double answeredPercent() {
            return reach.answeredPercent(
                    serverFaults.values().stream().mapToLong(n -> n).sum());
        }

        /** Returns how many puts the store refused because another write had come before. */
        public long contended() {
            return failures.getOrDefault(VersionedKvModel.KEY_EXISTS, 0L)
                    + failures.getOrDefault(VersionedKvModel.VERSION_MISMATCH, 0L);
        }

        /** Returns how much there was of what a config can demand, by its name there: a {@link Requirement} or a fault. */
        public long of(String name) {
            for (Requirement requirement : Requirement.values()) {
                if (requirement.word().equals(name)) {
                    return of(requirement);
                }
            }
            return faults.getOrDefault(name, 0L);
        }

        private long of(Requirement requirement) {
            return switch (requirement) {
                case OPERATIONS -> operations;
                case ATTEMPTS -> attempts;
                case ANSWERED -> putsOk + getsOk;
                case PUTS -> putsOk;
                case GETS -> getsOk;
                case UNKNOWN -> unknown;
                case CLAIMS -> claims;
                case CONTENDED -> contended();
                case CONCURRENCY -> concurrencyMax;
                case KEY_CONCURRENCY -> keyConcurrencyMax;
                case KILLS ->
                    faults.getOrDefault(Disruption.KILL.word(), 0L)
                            + faults.getOrDefault(Disruption.SLOW_START.word(), 0L);
                case FAULTS -> faults.values().stream().mapToLong(n -> n).sum();
                case ANSWERED_SHARE -> (long) answeredPercent();
            };
        }

        /** Returns these counts, joined with the faults that the server injected, by name. */
        public Counts withServerFaults(SortedMap<String, Long> injected) {
            return new Counts(
                    operations,
                    attempts,
                    putsOk,
                    getsOk,
                    failures,
                    unknown,
                    putEnds,
                    claims,
                    sum(faults, injected, new TreeMap<>()),
                    sum(serverFaults, injected, new TreeMap<>()),
                    concurrencyMax,
                    keyConcurrencyMax,
                    reach,
                    putNanos,
                    getNanos,
                    load);
        }

        /** Returns how often a message fault struck that one side injected. */
        public long struck(String fault, FaultRule.Side side) {
            long byServer = serverFaults.getOrDefault(fault, 0L);
            return side == FaultRule.Side.SERVER ? byServer : faults.getOrDefault(fault, 0L) - byServer;
        }

        /** Returns nothing at all, to be added to. */
        public static Counts none() {
            return of(new Tally(), new TreeMap<>(), 0);
        }

        /** Returns both together, but for what belongs to a load: runs that are added up are simulated ones. */
        public Counts plus(Counts other) {
            return new Counts(
                    operations + other.operations,
                    attempts + other.attempts,
                    putsOk + other.putsOk,
                    getsOk + other.getsOk,
                    sum(failures, other.failures, new TreeMap<>()),
                    unknown + other.unknown,
                    sum(putEnds, other.putEnds, new EnumMap<>(PutResult.End.class)),
                    claims + other.claims,
                    sum(faults, other.faults, new TreeMap<>()),
                    sum(serverFaults, other.serverFaults, new TreeMap<>()),
                    Math.max(concurrencyMax, other.concurrencyMax),
                    Math.max(keyConcurrencyMax, other.keyConcurrencyMax),
                    reach.plus(other.reach),
                    sum(putNanos, other.putNanos),
                    sum(getNanos, other.getNanos),
                    null);
        }

        private static <K, M extends Map<K, Long>> M sum(Map<K, Long> one, Map<K, Long> other, M both) {
            both.putAll(one);
            other.forEach((key, n) -> both.merge(key, n, Long::sum));
            return both;
        }

        private static Histogram sum(Histogram one, Histogram other) {
            if (other.getTotalCount() == 0) {
                return one;
            }
            Histogram both = one.copy();
            both.add(other);
            return both;
        }

        /** Returns what was tallied, with the faults that fired, by name, and the most attempts that were under way at once. */
        public static Counts of(Tally tally, SortedMap<String, Long> faults, int concurrencyMax) {
            return new Counts(
                    tally.operations,
                    tally.attempts,
                    tally.putsOk,
                    tally.getsOk,
                    new TreeMap<>(tally.failures),
                    tally.unknown,
                    tally.putEnds,
                    tally.claims,
                    faults,
                    new TreeMap<>(),
                    concurrencyMax,
                    tally.keyConcurrencyMax,
                    Reach.of(tally),
                    tally.putNanos,
                    tally.getNanos,
                    null);
        }
    }
}
