package dev.minos.faults;

import java.time.Duration;

/**
 * The particulars of a fault of links. Immutable; checked by the config that holds it.
 *
 * @param direction which way it concerns
 * @param delay how much later everything arrives, of {@link Disruption#DELAY}; else 0
 * @param bytesPerSecond how much passes, each way, of {@link Disruption#THROTTLE}; else 0
 */
public record Impairment(Direction direction, Duration delay, long bytesPerSecond) {
    /** Nothing more. */
    public static final Impairment PLAIN = new Impairment(Direction.BOTH, Duration.ZERO, 0);
}
