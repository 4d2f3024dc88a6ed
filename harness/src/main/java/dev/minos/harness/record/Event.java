package dev.minos.harness.record;

import dev.minos.harness.client.Call;
import dev.minos.harness.service.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened, without when: the {@link Recorder} adds index and time. Immutable. */
public sealed interface Event {

    /**
     * A client is about to send.
     *
     * @param process the caller's process id, at least 0
     */
    record Invoke(int process, Call call) implements Event {}

    /** A client has its answer, or has given up waiting for one. */
    record Completion(int process, Call call, Answer outcome) implements Event {}

    /**
     * A fault struck an attempt.
     *
     * @param fault its name, such as {@code drop-response}
     * @param key the key that the attempt was about
     * @param invoke index of the attempt's invoke
     */
    record FaultFired(String fault, @Nullable Object key, long invoke) implements Event {}

    /**
     * A client claims that exactly one of its attempts of unknown outcome took effect before this line.
     *
     * @param attempts indexes of the invokes of the attempts
     * @param version the version that the attempt made
     * @param client name of the client
     * @param op number of its operation
     */
    record Claimed(@Nullable Object key, List<Long> attempts, long version, String client, long op) implements Event {}

    /**
     * Something was done to the system as a whole, or to one of its nodes.
     *
     * @param action what, such as {@code crash} or {@code kill}
     * @param strike on which node and in which phase; null where the action is all there is to say
     */
    record NemesisActed(String action, @Nullable Strike strike) implements Event {
        /** An action on the system as a whole. */
        public NemesisActed(String action) {
            this(action, null);
        }
    }

    /**
     * One end of a fault that lasts.
     *
     * @param node that is struck, or the link
     * @param begins whether it begins here, and not ends
     * @param direction which way it concerns, of a link; null where that says nothing
     */
    record Strike(String node, boolean begins, @Nullable String direction) {
        /** Of a fault without a direction. */
        public Strike(String node, boolean begins) {
            this(node, begins, null);
        }
    }
}
