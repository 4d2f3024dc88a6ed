package dev.minos.checker;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.recovery.RecoveryReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param history what was decided; of one that was larger than memory only the keys with something wrong
 * @param extent what the whole history held
 * @param engine which engines decided: {@code chain}, or {@code chain+search} where each key that the chain decided was confirmed by
 *     the search; of other models {@code distinct}, {@code search}, or {@code distinct,search} where each decided some keys
 * @param badKeys the keys found not linearizable, that with the smallest first bad index first; empty unless the verdict is
 *     {@link Verdict#NOT_LINEARIZABLE}
 * @param recovery what became of the recovery claims
 * @param unknownReason why the verdict is unknown, null otherwise
 * @param linearizations of each key, by its number, operations in a legal order; null unless the verdict is
 *     {@link Verdict#LINEARIZABLE} and they were asked for
 * @param time what the check took, reading not included
 * @param verdictTime when in that time the verdict was known: what is left of it went into explaining a bad history
 */
public record CheckResult(
        History history,
        Extent extent,
        Verdict verdict,
        String model,
        String engine,
        List<BadKey> badKeys,
        RecoveryReport recovery,
        @Nullable String unknownReason,
        @Nullable List<int[]> linearizations,
        Duration time,
        Duration verdictTime) {
    /** How many bad keys, earliest first, are also checked against weaker promises. */
    public static final int EXPLAINED_KEYS = 3;

    /**
     * What a history held.
     *
     * @param answered the number of operations that were answered with ok
     * @param tellsSomething whether some answer says more than that there is nothing, see {@link #vacuity}; true where that does not
     *     matter, since the history is not known to be linearizable
     * @param unknown the operations whose outcome nobody knows, by kind
     * @param warnings what was odd and was read leniently, each with its place
     */
    public record Extent(
            long operations,
            long keys,
            long answered,
            boolean tellsSomething,
            UnknownOutcomes unknown,
            List<String> warnings) {
        public Extent {
            warnings = List.copyOf(warnings);
        }

        /** The same with more warnings. */
        public Extent with(List<String> moreWarnings) {
            return new Extent(
                    operations,
                    keys,
                    answered,
                    tellsSomething,
                    unknown,
                    Stream.concat(warnings.stream(), moreWarnings.stream()).toList());
        }

        /** Of a history that is all there. */
        static Extent of(History history, boolean tellsSomething) {
            long answered = 0;
            for (int op = 0; op < history.size(); op++) {
                answered += history.outcome(op) == Outcome.OK ? 1 : 0;
            }
            return new Extent(
                    history.size(),
                    history.keys().size(),
                    answered,
                    tellsSomething,
                    UnknownOutcomes.of(history),
                    history.warnings());
        }

        /** The number of operations whose outcome nobody knows. */
        public long unknownOutcomes() {
            return unknown.total();
        }
    }

    public CheckResult {
        badKeys = List.copyOf(badKeys);
    }

    /** The file's index of the canonical first bad operation's completion, null where there is none, or none is certain. */
    public @Nullable Long firstBadIndex() {
        return badKeys.isEmpty() || !badKeys.get(0).exact()
                ? null
                : badKeys.get(0).firstBadIndex();
    }

    /** The same history where nothing was decided, for that reason. */
    public CheckResult undecided(String reason) {
        return new CheckResult(
                history, extent, Verdict.UNKNOWN, model, engine, List.of(), recovery, reason, null, time, verdictTime);
    }

    /** Whether the first bad operation is known, or that there is none. */
    public boolean isFirstBadKnown() {
        return switch (verdict) {
            case LINEARIZABLE -> true;
            case NOT_LINEARIZABLE -> firstBadIndex() != null;
            case UNKNOWN -> false;
        };
    }

    /** Whether nothing was put to the test; {@link #vacuity} says why. */
    public boolean isVacuous() {
        return vacuity() != null;
    }

    /**
     * Why nothing was put to the test, in words; null if something was, or the history is not linearizable.
     *
     * <p>A history is vacuous if it could have come from an object on which nothing ever happened: it has no operation, none was
     * answered, or the answers say no more than that there is nothing, such as reads of an absent key. An acknowledged write says
     * more, and so does a refusal by the store that an untouched object would not have given, such as {@code key-exists}.
     */
    public @Nullable String vacuity() {
        if (verdict == Verdict.NOT_LINEARIZABLE || (extent.operations() > 0 && extent.tellsSomething())) {
            return null;
        }
        if (extent.operations() == 0) {
            return "the history holds no operation";
        }
        return extent.answered() == 0
                ? String.format(Locale.ROOT, "none of the %,d operations was answered", extent.operations())
                : String.format(
                        Locale.ROOT,
                        "%,d of the %,d operations were answered, and no answer says more than that there is nothing",
                        extent.answered(),
                        extent.operations());
    }
}
