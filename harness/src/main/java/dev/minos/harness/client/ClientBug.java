package dev.minos.harness.client;

import dev.minos.faults.FaultRule;
import dev.minos.faults.Need;
import dev.minos.faults.SeededBug;
import dev.minos.harness.service.Answer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bugs that can be seeded in clients, whose server is sound. The machines of clients know nothing of them: a bug changes
 * by which rule clients recover, or what is put between them and the wire. docs/bugs.md says where each was seen.
 */
public enum ClientBug implements SeededBug, ClientBehavior {
    /** A client that takes a conflict for its own success. */
    NAIVE_RECOVERY(
            "naive-recovery",
            "A client that takes a conflict after a lost answer for the proof that its own put went in.") {
        @Override
        public Recovery recovery(Recovery configured) {
            return Recovery.ASSUME;
        }
    },
    /** A client whose library tries again unseen. */
    RETRY_AS_ONE_ATTEMPT(
            "retry-as-one-attempt",
            "A client below which a library sends again unseen, so that several attempts are recorded as one.") {
        @Override
        public @Nullable Call sentAgain(Call call, Answer outcome) {
            boolean again = call.isPut()
                    && call.attempt() < AGAIN
                    && outcome instanceof Answer.Unknown info
                    && !info.reason().equals(Answer.CANCELLED);
            return again ? new Call(call.request(), call.client(), call.op(), call.attempt() + AGAIN) : null;
        }
    },
    /** A client that takes silence for a no. */
    TIMEOUT_AS_FAIL(
            "timeout-as-fail",
            "A client that records an attempt without an answer as one that certainly did nothing.") {
        @Override
        public Answer believed(Answer outcome) {
            boolean timedOut =
                    outcome instanceof Answer.Unknown info && info.reason().equals(Answer.DEADLINE_EXCEEDED);
            return timedOut ? Answer.refused(Answer.TIMED_OUT) : outcome;
        }
    };

    /**
     * What is added to the number of an attempt that is sent again unseen, so that faults decide about it anew and the server's
     * logs tell the two apart. Far above the number of any attempt of a machine.
     */
    public static final int AGAIN = 10_000;

    private final String bugName;
    private final String summary;

    ClientBug(String bugName, String summary) {
        this.bugName = bugName;
        this.summary = summary;
    }

    /** Returns the behavior of clients with the bug of that name; of sound clients for null and for a bug of servers. */
    public static ClientBehavior behavior(@Nullable String bugName) {
        return Arrays.stream(values())
                .filter(bug -> bug.bugName.equals(bugName))
                .<ClientBehavior>map(bug -> bug)
                .findFirst()
                .orElse(ClientBehavior.SOUND);
    }

    @Override
    public String bugName() {
        return bugName;
    }

    @Override
    public String summary() {
        return summary;
    }

    /** Returns the need that all of them share. */
    @Override
    public Need need() {
        return Need.UNKNOWN_OUTCOMES;
    }

    @Override
    public FaultRule.Side side() {
        return FaultRule.Side.CLIENT;
    }
}
