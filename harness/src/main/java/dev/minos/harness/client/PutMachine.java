package dev.minos.harness.client;

import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.client.PutResult.End;
import dev.minos.harness.service.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The logic of one logical put, without I/O: it is told what happened and answers what to do next.
 *
 * <p>Start it with {@link #start}; carry out each {@link Action} and report back with {@link #answered}, {@link #slept} or
 * {@link #claimed}, until the action is {@link Action.Done}. {@link #cancelled} ends it at any point. It holds no clock, no
 * thread and no randomness, so the same reports always give the same actions: real threads and a simulation in virtual
 * time drive the same machine. Not thread-safe.
 *
 * <p>The put creates the key when the client knows no version of it, and otherwise expects the version it last saw. On
 * KEY_EXISTS it fetches the version and updates; on VERSION_MISMATCH it takes the version given and tries again; on
 * KEY_NOT_FOUND it creates. Every attempt writes a value of its own, {@code client-op-attempt}, so that whoever reads it
 * knows which attempt wrote it.
 *
 * <p><b>After an attempt put(k, v, n) of unknown outcome</b> under {@link Recovery#READ_BACK} it reads the key:
 *
 * <ul>
 *   <li>version n or below, or the read was lost too: nothing is known, for the attempt may still arrive. No claim; try
 *       again with a fresh value, or give up.
 *   <li>version n + 1 with the attempt's own value: it was applied, and is claimed.
 *   <li>version n + 1 with another value: it was not applied and never will be, since versions only grow.
 *   <li>above n + 1: the store has moved on and whose write made n + 1 cannot be known from here. No claim; the operation
 *       ends as {@link End#MAYBE}.
 * </ul>
 *
 * <p>Several earlier attempts may be of unknown outcome at once, so the rule is applied to each of them, also when a retry
 * is refused: the refusal may well be the first attempt's own doing.
 */
public final class PutMachine {

    private enum Phase {
        NEW,
        PUT,
        FETCH,
        READ_BACK,
        CLAIM,
        DONE
    }

    /** An attempt whose fate is not known. */
    private record Pending(int attempt, String value, long expected) {}

    private final String client;
    private final long op;
    private final String key;
    private final Recovery recovery;
    private final RetryLimits limits;
    private final List<Pending> pending = new ArrayList<>(2);

    private Phase phase = Phase.NEW;
    private boolean sleeping;
    private long expected;
    private int attempts;
    private int networkErrors;
    private int refusals;
    private String value = "";
    private long claimedVersion;

    /**
     * Makes a machine for one put.
     *
     * @param client name of the client, part of every value written
     * @param op number of the operation among the client's, from 1
     * @param key what to write
     * @param knownVersion the version the client last saw; 0 when it knows none
     * @param recovery what to do after an unknown outcome
     * @param limits when to stop trying
     */
    public PutMachine(String client, long op, String key, long knownVersion, Recovery recovery, RetryLimits limits) {
        this.client = client;
        this.op = op;
        this.key = key;
        this.expected = knownVersion;
        this.recovery = recovery;
        this.limits = limits;
    }

    /**
     * Returns the first action.
     *
     * @throws IllegalStateException if called twice
     */
    public Action start() {
        require(phase == Phase.NEW, "start");
        return sendPut();
    }

    /**
     * Takes the outcome of the put or get that was last asked for.
     *
     * @throws IllegalStateException if none was
     */
    public Action answered(Answer outcome) {
        require(!sleeping, "answered");
        return switch (phase) {
            case PUT -> putAnswered(outcome);
            case FETCH -> fetchAnswered(outcome);
            case READ_BACK -> readBackAnswered(outcome);
            default -> throw misuse("answered");
        };
    }

    /**
     * Takes note that the pause that was asked for is over.
     *
     * @throws IllegalStateException if none was
     */
    public Action slept() {
        require(sleeping, "slept");
        sleeping = false;
        return phase == Phase.PUT ? sendPut() : sendGet();
    }

    /**
     * Takes note that the claim that was asked for stands in the history.
     *
     * @throws IllegalStateException if none was
     */
    public Action claimed() {
        require(phase == Phase.CLAIM, "claimed");
        return done(End.RECOVERED, value, claimedVersion);
    }

    /**
     * Ends the operation from outside. An attempt that is under way stays of unknown outcome.
     *
     * @throws IllegalStateException if the operation is over
     */
    public Action cancelled() {
        require(phase != Phase.DONE, "cancelled");
        return done(End.CANCELLED, null, expected);
    }

    private Action putAnswered(Answer outcome) {
        if (outcome instanceof Answer.Ok ok) {
            return done(expected == 0 ? End.CREATED : End.UPDATED, value, VersionedRequests.version(ok));
        }
        if (outcome instanceof Answer.Refused fail) {
            return putRefused(fail);
        }
        pending.add(new Pending(attempts, value, expected));
        networkErrors++;
        if (recovery == Recovery.READ_BACK) {
            // Read back even when no retry is left: the answer may be had although nothing more will be sent.
            return sleepThen(Phase.READ_BACK);
        }
        return exhausted() ? giveUp() : sleepThen(Phase.PUT);
    }

    private Action putRefused(Answer.Refused fail) {
        refusals++;
        if (fail.reason().equals(Answer.INVALID_ARGUMENT)) {
            // The same request would be turned down again.
            return giveUp();
        }
        if (fail.reason().equals(Answer.NOT_CONNECTED) || fail.reason().equals(Answer.TIMED_OUT)) {
            return exhausted() ? giveUp() : sleepThen(Phase.PUT);
        }
        if (!pending.isEmpty() && recovery == Recovery.READ_BACK) {
            // The refusal may be the doing of one of our own attempts: only the value can tell.
            return enter(Phase.READ_BACK);
        }
        if (recovery == Recovery.ASSUME && meansSomebodyWrote(fail.reason())) {
            List<Pending> suspects = pendingAt(expected);
            if (!suspects.isEmpty()) {
                return claim(suspects);
            }
        }
        if (exhausted()) {
            expected = fail.reason().equals(VersionedKvModel.KEY_NOT_FOUND)
                    ? 0
                    : Math.max(expected, VersionedRequests.currentVersion(fail));
            return giveUp();
        }
        if (fail.reason().equals(VersionedKvModel.KEY_NOT_FOUND)) {
            expected = 0;
            return sendPut();
        }
        if (fail.reason().equals(VersionedKvModel.VERSION_MISMATCH) && VersionedRequests.currentVersion(fail) > 0) {
            expected = VersionedRequests.currentVersion(fail);
            return sendPut();
        }
        return enter(Phase.FETCH);
    }

    private Action fetchAnswered(Answer outcome) {
        if (outcome instanceof Answer.Ok ok) {
            expected = VersionedRequests.version(ok);
            return sendPut();
        }
        networkErrors++;
        return exhausted() ? giveUp() : sleepThen(Phase.FETCH);
    }

    private Action readBackAnswered(Answer outcome) {
        if (!(outcome instanceof Answer.Ok read)) {
            networkErrors++;
            return exhausted() ? giveUp() : sleepThen(Phase.PUT);
        }
        for (Pending attempt : pending) {
            if (VersionedRequests.version(read) == attempt.expected() + 1
                    && attempt.value().equals(VersionedRequests.value(read))) {
                return claim(List.of(attempt));
            }
        }
        pending.removeIf(attempt -> VersionedRequests.version(read) == attempt.expected() + 1);
        expected = VersionedRequests.version(read);
        boolean movedOn =
                pending.stream().anyMatch(attempt -> VersionedRequests.version(read) > attempt.expected() + 1);
        return movedOn || exhausted() ? giveUp() : sendPut();
    }

    /** Whether a refusal of the put last sent says that the version it expected has been overtaken. */
    private boolean meansSomebodyWrote(Object reason) {
        return reason.equals(expected == 0 ? VersionedKvModel.KEY_EXISTS : VersionedKvModel.VERSION_MISMATCH);
    }

    private List<Pending> pendingAt(long version) {
        return pending.stream().filter(attempt -> attempt.expected() == version).toList();
    }

    private Action claim(List<Pending> suspects) {
        phase = Phase.CLAIM;
        value = suspects.get(suspects.size() - 1).value();
        claimedVersion = suspects.get(0).expected() + 1;
        return new Action.Claim(suspects.stream().map(Pending::attempt).toList(), claimedVersion);
    }

    private boolean exhausted() {
        return networkErrors > limits.networkRetries() || refusals > limits.refusalRetries();
    }

    private Action sendPut() {
        phase = Phase.PUT;
        attempts++;
        value = client + '-' + op + '-' + attempts;
        return new Action.SendPut(attempts, VersionedRequests.put(key, value, expected));
    }

    private Action enter(Phase reading) {
        phase = reading;
        return sendGet();
    }

    private Action sendGet() {
        return new Action.SendGet(VersionedRequests.get(key));
    }

    private Action sleepThen(Phase next) {
        phase = next;
        if (limits.errorSleep().isZero()) {
            return next == Phase.PUT ? sendPut() : sendGet();
        }
        sleeping = true;
        return new Action.Sleep(limits.errorSleep());
    }

    private Action giveUp() {
        return done(pending.isEmpty() ? End.GAVE_UP : End.MAYBE, null, expected);
    }

    private Action done(End end, @Nullable String stored, long version) {
        phase = Phase.DONE;
        sleeping = false;
        return new Action.Done(new PutResult(end, stored, version, attempts, networkErrors));
    }

    private void require(boolean inOrder, String call) {
        if (!inOrder) {
            throw misuse(call);
        }
    }

    private IllegalStateException misuse(String call) {
        return new IllegalStateException(call + "() does not answer the last action: the put of '" + key
                + "' is in phase " + phase + (sleeping ? ", asleep" : ""));
    }
}
