package dev.minos.harness.link;

import dev.minos.faults.Disruption;
import dev.minos.faults.Impairment;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * One client's way to the server: an address that leads there, and that can be impaired. At most one thing is wrong with a link
 * at a time. It is struck and healed by one thread at a time; the rest is thread-safe.
 */
public abstract class Link {
    private final String client;

    /** Makes a link of that client. */
    protected Link(String client) {
        this.client = client;
    }

    /** Returns its name in a history: between whom it is. */
    public final String name() {
        return client + "-server";
    }

    /** Returns whose link it is. */
    public final String client() {
        return client;
    }

    /** Returns where to connect to. */
    public abstract InetSocketAddress address();

    /** Returns whether nothing is wrong with it. */
    public abstract boolean isHealthy();

    /**
     * Strikes the link; returns when that is done.
     *
     * @param what a fault of links
     * @throws IOException if it cannot be done
     * @throws IllegalStateException if something is wrong with the link already
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public final void impair(Disruption what, Impairment how) throws IOException, InterruptedException {
        if (!what.isOfLinks()) {
            throw new IllegalArgumentException("must be a fault of links, got " + what.word());
        }
        if (!isHealthy()) {
            throw new IllegalStateException(name() + " is impaired already");
        }
        strike(what, how);
    }

    /** Strikes the link, which is healthy, with a fault of links. */
    protected abstract void strike(Disruption what, Impairment how) throws IOException, InterruptedException;

    /**
     * Undoes what was done. Does nothing where nothing is wrong.
     *
     * @throws IOException if it cannot be undone
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public abstract void heal() throws IOException, InterruptedException;
}
