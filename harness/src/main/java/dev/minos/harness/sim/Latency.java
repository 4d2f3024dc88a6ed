package dev.minos.harness.sim;

import dev.minos.faults.FaultHash;
import dev.minos.harness.client.Call;
import dev.minos.harness.config.SimulationConfig;

/**
 * How long each message of a client takes: by hash of seed, client, operation and attempt, so that leaving out another
 * operation does not change it. Immutable.
 */
final class Latency {
    /** The messages of one attempt, and what else takes time. Their numbers are part of what a seed means. */
    enum Leg {
        REQUEST(0),
        RESPONSE(1),
        SECOND_REQUEST(2),
        DELAY_OF_REQUEST(3),
        DELAY_OF_RESPONSE(4),
        LATENESS(5),
        REFUSAL(6);

        private final int number;

        Leg(int number) {
            this.number = number;
        }
    }

    private static final double UNIT = 0x1.0p-53;
    private static final int LEGS = 16;

    private final long puts;
    private final long gets;
    private final long min;
    private final long spread;
    private final long delayMax;
    private final long timeout;

    Latency(long seed, String client, SimulationConfig simulation) {
        puts = FaultHash.begin(seed, "latency", client);
        gets = FaultHash.begin(seed, "latency-get", client);
        min = simulation.latencyMin().toNanos();
        spread = simulation.latencyMax().toNanos() - min;
        delayMax = simulation.delayMax().toNanos();
        timeout = simulation.requestTimeout().toNanos();
    }

    /** Nanoseconds that a message is on its way; most take little more than the shortest time, and few take long. */
    long of(Call call, Leg leg) {
        double u = fraction(call, leg);
        return min + (long) (spread * (u * u * u));
    }

    /** Nanoseconds that a message is held up besides. */
    long delay(Call call, Leg leg) {
        return (long) (delayMax * fraction(call, leg));
    }

    /** Nanoseconds until a request arrives that comes after its client's deadline: one to two time-outs. */
    long late(Call call) {
        return timeout + 1 + (long) (timeout * fraction(call, Leg.LATENESS));
    }

    private double fraction(Call call, Leg leg) {
        return fraction(FaultHash.hash(call.isPut() ? puts : gets, call.op(), call.attempt() * LEGS + leg.number));
    }

    /** Evenly from 0 up to but not including 1. */
    static double fraction(long hash) {
        return (hash >>> 11) * UNIT;
    }
}
