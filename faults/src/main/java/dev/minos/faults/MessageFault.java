package dev.minos.faults;

import java.time.Duration;

/** What can befall one wire attempt on its way, wherever it is injected: by its client's side, by the server, in simulation. */
public enum MessageFault {
    /** The request is lost: not executed. Its client does not know that. */
    DROP_REQUEST("drop-request", Duration.ZERO),
    /** The request is executed, refusals too, and its answer never arrives. */
    DROP_RESPONSE("drop-response", Duration.ZERO),
    /** The request is held up and executed later, within its client's patience or not. */
    DELAY_REQUEST("delay-request", Duration.ofMillis(50)),
    /** The answer arrives later. */
    DELAY_RESPONSE("delay-response", Duration.ofMillis(50)),
    /**
     * The request is executed twice. The second copy runs when the first has been answered, so that the answer that the client
     * is given is that of the copy that ran first. One that could then turn out wrong is not given: on the wire such a request
     * is not doubled, in simulation its outcome is unknown.
     */
    DUPLICATE("duplicate", Duration.ZERO),
    /** The request is executed when its client has given up. */
    LATE_DELIVERY("late-delivery", Duration.ofSeconds(2)),
    /** The request is held until another client's, which began after it, has been executed. */
    OUT_OF_ORDER("out-of-order", Duration.ofMillis(100));

    private final String word;
    private final Duration delay;

    MessageFault(String word, Duration delay) {
        this.word = word;
        this.delay = delay;
    }

    /** Returns the word that names this fault in a config, in a history and in a server's fault log. */
    public String word() {
        return word;
    }

    /** Returns how long it takes where nobody says: of out-of-order the longest that it holds a request. */
    public Duration usualDelay() {
        return delay;
    }
}
