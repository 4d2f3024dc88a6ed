package dev.minos.harness.config;

import java.time.Duration;

/** What can befall one wire attempt on its way, as its client's side injects it. */
public enum MessageFault {
    /** The request is never sent: not executed. Its client does not know that. */
    DROP_REQUEST("drop-request", Duration.ZERO),
    /** The request is executed, and its answer never arrives. */
    DROP_RESPONSE("drop-response", Duration.ZERO),
    /** The request leaves later, within its client's patience. */
    DELAY_REQUEST("delay-request", Duration.ofMillis(50)),
    /** The answer arrives later. */
    DELAY_RESPONSE("delay-response", Duration.ofMillis(50)),
    /**
     * The request is delivered twice. The second copy leaves when the first has been answered, so that the answer that the
     * client is given is that of the copy that ran first.
     */
    DUPLICATE("duplicate", Duration.ZERO),
    /** The request leaves when its client has given up, and is executed all the same. */
    LATE_DELIVERY("late-delivery", Duration.ofSeconds(2)),
    /** The request is held until another client's, which began after it, has been answered. */
    OUT_OF_ORDER("out-of-order", Duration.ofMillis(100));

    private final String word;
    private final Duration delay;

    MessageFault(String word, Duration delay) {
        this.word = word;
        this.delay = delay;
    }

    /** Returns the word that names this fault in a config and in a history. */
    public String word() {
        return word;
    }

    /** Returns how long it takes where a config does not say: of out-of-order the longest that it holds a request. */
    public Duration usualDelay() {
        return delay;
    }
}
