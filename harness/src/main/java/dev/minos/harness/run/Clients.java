package dev.minos.harness.run;

import dev.minos.harness.session.Tally;
import dev.minos.harness.system.SystemUnderTest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** All clients of a campaign: started together, cancelled together. */
interface Clients {

    /**
     * Makes all clients, and their connections.
     *
     * @throws InterruptedException if the calling thread is interrupted
     */
    void open(SystemUnderTest system) throws InterruptedException;

    /** Lets all clients go. The last to finish completes the run; one that breaks fails it. */
    void start();

    /** Cancels what is under way, and waits until everything begun is completed in the history. */
    void cancelAndJoin();

    /**
     * Has clients read every key, as operations of their own: what a system has lost for good shows here, if nowhere else. Call it
     * after {@link #cancelAndJoin}.
     *
     * @param patience how long an answer to each read is tried for
     * @return the reads that were not answered, in words
     */
    List<String> readEveryKey(Collection<String> keys, Duration patience);

    /** Closes the clients, and drops the messages that have not been sent yet. */
    void close();

    /** Returns what all clients counted together. Call it after {@link #cancelAndJoin}. */
    Tally tally();
}
