package dev.minos.checker.recovery;

import dev.minos.checker.argument.Contradiction;
import dev.minos.checker.chain.Attempts;
import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.Fate;
import dev.minos.checker.history.Claim;
import dev.minos.checker.history.History;
import dev.minos.checker.history.History.AttemptId;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.ApplyLog.Applied;
import dev.minos.checker.recovery.JudgedClaim.LogWord;
import dev.minos.checker.recovery.Resolutions.Resolution;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Judges the recovery claims of a versioned-kv history: proved, undecided or false from the history alone, and, separately,
 * confirmed or refuted by the server's apply log. Linear in the history for claims that name puts of one version.
 *
 * <p>A claim says that exactly one of its attempts took effect before its line. It never changes the verdict on the store: a
 * false claim convicts the client. On a key that is not linearizable nothing can be said, since everything would follow.
 */
public final class RecoveryAudit {
    private static final int MAX_STORE_FAULTS = 1_000;

    private final History history;
    private final IntFunction<@Nullable Chain> chains;
    private final IntFunction<Fate> fates;
    private final @Nullable ApplyLog log;

    private RecoveryAudit(
            History history, IntFunction<@Nullable Chain> chains, IntFunction<Fate> fates, @Nullable ApplyLog log) {
        this.history = history;
        this.chains = chains;
        this.fates = fates;
        this.log = log;
    }

    /**
     * Judges every claim, and tells what became of the puts of unknown outcome.
     *
     * @param chains the solved chain of a key with a claim, by its number; null where the key was not decided
     * @param fates whether a put of unknown outcome, by its number, took effect, as far as the history tells
     * @param log the server's apply log, null where there is none
     */
    public static RecoveryReport audit(
            History history, IntFunction<@Nullable Chain> chains, IntFunction<Fate> fates, @Nullable ApplyLog log) {
        RecoveryAudit audit = new RecoveryAudit(history, chains, fates, log);
        List<JudgedClaim> judged = new ArrayList<>();
        for (Claim claim : history.claims()) {
            judged.add(audit.judge(claim));
        }
        return new RecoveryReport(
                judged,
                log != null,
                audit.storeFaults(),
                audit.resolutions(),
                log == null ? List.of() : log.warnings());
    }

    /** Of puts only: a get of unknown outcome changes nothing, whether it ran or not. */
    private Resolutions resolutions() {
        SortedMap<String, Resolutions.Counts> counts = new TreeMap<>();
        for (int op = 0; op < history.size(); op++) {
            if (history.outcome(op) == Outcome.INFO && history.function(op).equals(VersionedKvModel.PUT)) {
                Object error = history.error(op);
                counts.merge(
                        error == null ? "" : error.toString(),
                        Resolutions.Counts.of(resolution(op)),
                        Resolutions.Counts::plus);
            }
        }
        return new Resolutions(counts);
    }

    /** The log, where it speaks, saw it; the history can only conclude. */
    private Resolution resolution(int op) {
        AttemptId attempt = history.attempt(op);
        if (log != null && attempt != null) {
            if (!log.of(attempt).isEmpty()) {
                return Resolution.APPLIED;
            }
            if (log.isComplete()) {
                return Resolution.NOT_APPLIED;
            }
        }
        return switch (fates.apply(op)) {
            case ALL -> Resolution.APPLIED;
            case NONE -> Resolution.NOT_APPLIED;
            case SOME -> Resolution.OPEN;
        };
    }

    private JudgedClaim judge(Claim claim) {
        Chain chain = chains.apply(history.keyNumber(claim.attempts().get(0)));
        Attempts attempts = chain != null && chain.isLinearizable()
                ? new Attempts(chain, claim.attempts(), claim.position())
                : null;
        Judgement judgement = Judgement.UNDECIDED;
        String evidence = null;
        if (attempts != null && attempts.isFalse()) {
            judgement = Judgement.FALSE;
            evidence = inWords(attempts.whyFalse(), claim);
        } else if (attempts != null && attempts.isProved()) {
            judgement = Judgement.PROVED;
        }
        Logged logged = log == null ? Logged.NOTHING : askLog(log, claim, attempts);
        return new JudgedClaim(claim, judgement, logged.word, evidence == null ? logged.whyRefuted : evidence);
    }

    private String inWords(List<Contradiction.Evidence> evidence, Claim claim) {
        // One operation often speaks against several attempts: it is heard once.
        Set<String> words = new LinkedHashSet<>();
        for (Contradiction.Evidence each : evidence) {
            boolean isAttempt = claim.attempts().contains(each.operation());
            words.add((isAttempt ? "the attempt of index " : "the " + history.function(each.operation()) + " of index ")
                    + history.index(history.invoked(each.operation()))
                    + " " + each.shows());
        }
        return String.join("; ", words);
    }

    /** What the log says of a claim, and, where it refutes it, why. */
    private record Logged(@Nullable LogWord word, @Nullable String whyRefuted) {
        static final Logged NOTHING = new Logged(null, null);
        static final Logged CONFIRMED = new Logged(LogWord.CONFIRMED, null);

        static Logged refuted(String why) {
            return new Logged(LogWord.REFUTED, why);
        }
    }

    /**
     * Presence speaks at once, absence only from a complete log. Exactly one attempt is claimed to have been applied by then, and a
     * lost request may arrive at any time: one that stands in the log counts against the claim only where the history shows when.
     *
     * @param attempts what the history says of the claim; null where the key says nothing
     */
    private Logged askLog(ApplyLog log, Claim claim, @Nullable Attempts attempts) {
        int before = 0;
        int after = 0;
        int atSomeTime = 0;
        for (int operation : claim.attempts()) {
            AttemptId attempt = history.attempt(operation);
            if (attempt == null) {
                return Logged.NOTHING;
            }
            if (log.of(attempt).isEmpty()) {
                continue;
            }
            if (attempts != null && attempts.wasBefore(operation)) {
                before++;
            } else if (attempts != null && attempts.wasAfter(operation)) {
                after++;
            } else {
                atSomeTime++;
            }
        }
        if (before > 1) {
            return Logged.refuted(
                    "the server's apply log has " + before + " of the attempts, each of them applied before the claim");
        }
        if (before + atSomeTime > 0) {
            return before + atSomeTime == 1 ? Logged.CONFIRMED : Logged.NOTHING;
        }
        if (after == claim.attempts().size() || log.isComplete()) {
            return Logged.refuted(
                    after == 0
                            ? "the server's apply log, which is complete, has none of the attempts"
                            : "what the server's apply log has of the attempts was applied only after the claim");
        }
        return Logged.NOTHING;
    }

    /** What the log shows the store to have done wrong: by presence only, since a log may have lost its tail. */
    private List<String> storeFaults() {
        List<String> faults = new ArrayList<>();
        if (log == null) {
            return faults;
        }
        for (int op = 0; op < history.size() && faults.size() < MAX_STORE_FAULTS; op++) {
            AttemptId attempt = history.function(op).equals(VersionedKvModel.PUT) ? history.attempt(op) : null;
            if (attempt == null) {
                continue;
            }
            List<Applied> applied = log.of(attempt);
            if (applied.isEmpty()) {
                continue;
            }
            Applied first = applied.get(0);
            if (applied.size() > 1) {
                faults.add(inWords(op, attempt) + " was applied " + applied.size() + " times, as versions "
                        + applied.stream().map(Applied::version).toList());
            }
            if (history.outcome(op) == Outcome.OK
                    && (first.version() != history.outputVersion(op)
                            || !Objects.equals(first.value(), history.value(history.inputName(op))))) {
                faults.add(inWords(op, attempt) + " was acknowledged as version " + history.outputVersion(op) + " of '"
                        + history.value(history.inputName(op)) + "', but was applied as version " + first.version()
                        + " of '" + first.value() + "'");
            }
            Object key = history.keys().get(history.keyNumber(op));
            if (first.key() != null && !first.key().equals(key)) {
                faults.add(inWords(op, attempt) + " on key '" + key + "' was applied to key '" + first.key() + "'");
            }
            if (history.outcome(op) == Outcome.FAIL
                    && VersionedKvModel.isRefusal(history.value(history.errorName(op)))) {
                faults.add(inWords(op, attempt) + " was refused with " + history.error(op)
                        + ", but was applied as version " + first.version());
            }
        }
        return faults;
    }

    private String inWords(int op, AttemptId attempt) {
        return "the put of index " + history.index(history.invoked(op)) + " (" + attempt.client() + ", operation "
                + attempt.op() + ", attempt " + attempt.attempt() + ")";
    }
}
