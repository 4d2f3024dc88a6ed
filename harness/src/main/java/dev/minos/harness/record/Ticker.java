package dev.minos.harness.record;

/** A source of time: nanoseconds since a moment of its own choosing, never going back. Thread-safe. */
@FunctionalInterface
public interface Ticker {

    /** Returns the nanoseconds that have passed. */
    long nanos();

    /** Returns a ticker that counts from now. */
    static Ticker sinceNow() {
        long origin = System.nanoTime();
        return () -> System.nanoTime() - origin;
    }
}
