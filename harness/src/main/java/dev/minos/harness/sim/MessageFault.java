package dev.minos.harness.sim;

/** What can befall one wire attempt on its way. */
public enum MessageFault {
    /** The request is never sent: not executed. */
    DROP_REQUEST("drop-request"),
    /** The request is executed and its response is lost. Strikes puts, refused ones too. */
    DROP_RESPONSE("drop-response"),
    /** The request takes longer than the network does, and others overtake it. */
    DELAY_REQUEST("delay-request"),
    /** The response takes longer than the network does. */
    DELAY_RESPONSE("delay-response"),
    /**
     * The request arrives twice. The client is given the reply of the copy that ran first, unless that is a refusal which the
     * other copy may yet escape: then the outcome is unknown.
     */
    DUPLICATE("duplicate-request"),
    /** The request arrives when its client has given up, and is executed all the same. */
    LATE_DELIVERY("late-delivery");

    private final String word;

    MessageFault(String word) {
        this.word = word;
    }

    /** Returns the name of the fault in a history. */
    public String word() {
        return word;
    }
}
