package com.example.pair;

import java.util.concurrent.TimeUnit;

/** A register on two nodes: one answers, the other is to take over. Thread-safe. */
public final class RegisterPair implements AutoCloseable {
    private final boolean waitsForBackup;
    private final Thread replication = new Thread(this::replicate, "replication");
    private Long primary;
    private Long backup;

    /** @param waitsForBackup whether a write is acknowledged only when both nodes have it */
    public RegisterPair(boolean waitsForBackup) {
        this.waitsForBackup = waitsForBackup;
        replication.setDaemon(true);
        replication.start();
    }

    public synchronized Long read() {
        return primary;
    }

    public synchronized void write(long value) {
        primary = value;
        if (waitsForBackup) {
            backup = value;
        }
    }

    /** The primary is gone, with all that the backup has not been told yet; the backup takes over. */
    public synchronized void failOver() {
        primary = backup;
    }

    private void replicate() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(20); // what was written meanwhile is sent at once
                synchronized (this) {
                    backup = primary;
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    @Override
    public void close() {
        replication.interrupt();
    }
}
