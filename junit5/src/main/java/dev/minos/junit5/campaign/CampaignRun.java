package dev.minos.junit5.campaign;

import dev.minos.checker.model.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that is over, not judged yet.
 *
 * @param directory what it left
 * @param history the recording, complete on disk
 * @param underWayMax the most requests that were under way at one time
 * @param configured the names of the faults that were to strike
 * @param faults how often each fault struck, by name
 * @param failure why it could not go on to its end, null if it did
 * @param cause what was thrown then, if anything
 * @param lastReads how many reads at the end, when the system's faults were undone, were answered, counted once for all clients
 * @param unanswered the last reads that were not, in words: what the system lost would have shown there
 * @param errors the exceptions of sessions that only a mistake in code explains, null if there were none
 */
public record CampaignRun(
        Path directory,
        Path history,
        Settings settings,
        int underWayMax,
        List<String> configured,
        Map<String, Long> faults,
        @Nullable String failure,
        @Nullable Throwable cause,
        int lastReads,
        List<String> unanswered,
        @Nullable ProgrammingErrors errors) {
    public CampaignRun {
        configured = List.copyOf(configured);
        faults = Map.copyOf(faults);
        unanswered = List.copyOf(unanswered);
    }

    /**
     * What sessions threw that only a mistake in code explains, such as a {@link NullPointerException}: that of the test, or of
     * what it calls in its own process.
     *
     * @param calls how many calls there were in all
     * @param byClass how many threw, by the name of the exception's class
     * @param undisturbed how many of those threw while no fault was at work
     * @param where who called what when the first was thrown
     * @param first the first that was thrown while no fault was at work, or the first of all
     */
    public record ProgrammingErrors(
            long calls, Map<String, Long> byClass, long undisturbed, String where, Throwable first) {
        /** The share of calls that may throw them while faults are at work. */
        static final double SHARE_MAX = 0.05;

        public ProgrammingErrors {
            byClass = Collections.unmodifiableSortedMap(new TreeMap<>(byClass));
        }

        /** How many there were. */
        public long count() {
            return byClass.values().stream().mapToLong(Long::longValue).sum();
        }

        /**
         * Whether the test is broken: one of them was thrown while no fault was at work, or more than one call in twenty threw
         * one, or it was an {@link Error}, which is no outcome of a call.
         */
        public boolean isFailure() {
            return undisturbed > 0 || count() > SHARE_MAX * calls || first instanceof Error;
        }
    }

    /**
     * What was asked for.
     *
     * @param seed the one that was chosen, where none was given
     * @param operations the most of all clients together, 0 for any number
     * @param duration null for any
     * @param begin by the wall clock
     * @param keyPrefix what stands before the name of each object, empty for nothing
     */
    public record Settings(
            long seed,
            int clients,
            long operations,
            @Nullable Duration duration,
            Model<?> model,
            Instant begin,
            String keyPrefix) {}
}
