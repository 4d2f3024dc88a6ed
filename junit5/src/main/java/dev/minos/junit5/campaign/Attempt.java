package dev.minos.junit5.campaign;

import java.util.SplittableRandom;

/** A call in the hands of a {@linkplain MessageFault fault}. */
public interface Attempt {
    /** What the client asks. */
    Request request();

    /** Sends it, and waits for its answer, as the session does it. May be called never, once, or where {@link #mayArriveTwice} twice. */
    Answer send() throws Exception;

    /** Whether the session says that sending it a second time changes nothing. */
    boolean mayArriveTwice();

    /**
     * Says that the fault has really struck. Recorded, and counted: a fault that is configured and never strikes makes a
     * campaign vacuous.
     */
    void struck();

    /** Chance that belongs to this fault and this client, so that a seed repeats it. */
    SplittableRandom random();
}
