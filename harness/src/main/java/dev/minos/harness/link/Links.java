package dev.minos.harness.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A means to lead each client to the server on a link of its own. Thread-safe. */
public interface Links extends AutoCloseable {
    /**
     * Makes the links, which can be connected to when this returns. Called once.
     *
     * @param clients their names
     * @return theirs, in the same order
     * @throws IOException if one cannot be made; the message says whose and why. Those made before are there until {@link #close}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    List<Link> lead(List<String> clients, InetSocketAddress server) throws IOException, InterruptedException;

    /** Ends all links and whatever carries them. Nothing is left behind. Does nothing the second time. */
    @Override
    void close();
}
