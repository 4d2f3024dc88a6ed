package dev.minos.harness.record;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers events and forgets them. Thread-safe. */
final class CountingRecorder implements Recorder {
    private final AtomicLong next = new AtomicLong();

    @Override
    public long record(Event event) {
        return next.getAndIncrement();
    }

    @Override
    public void log(LogLine line) {}

    @Override
    public void close() {}
}
