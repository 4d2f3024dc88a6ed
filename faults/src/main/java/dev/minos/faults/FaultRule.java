package dev.minos.faults;

import java.time.Duration;

/**
 * Which attempts a message fault strikes. Immutable. Any values can be in it: a config names all that are wrong at once, and
 * {@link #requireValid} is for everybody else.
 *
 * @param fault what happens to them
 * @param side who injects it
 * @param method which attempts can be struck
 * @param percent how many of a hundred are, decided for each by hash of seed, fault, client, operation and attempt
 * @param every strike the first attempt of each client's every n-th operation instead; 0 to go by {@code percent}
 * @param delay how long the fault takes, at least 0
 * @param manner what the client of a lost message sees
 * @param from when striking begins, at least 0: since the clients began, or since the server began to serve
 * @param until when it ends; {@link #FOREVER} for never
 */
public record FaultRule(
        MessageFault fault,
        Side side,
        Method method,
        double percent,
        long every,
        Duration delay,
        DropManner manner,
        Duration from,
        Duration until) {
    /** No end. */
    public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** Who injects a fault. */
    public enum Side {
        CLIENT("client"),
        SERVER("server");

        private final String word;

        Side(String word) {
            this.word = word;
        }

        /** Returns the word that names it in a config. */
        public String word() {
            return word;
        }
    }

    /** Which attempts. */
    public enum Method {
        ANY("any"),
        PUT("put"),
        GET("get");

        private final String word;

        Method(String word) {
            this.word = word;
        }

        /** Returns the word that names it in a config. */
        public String word() {
            return word;
        }

        /** Returns whether it is this method's attempts that are meant. */
        boolean includes(boolean put) {
            return this == ANY || put == (this == PUT);
        }
    }

    /** Returns a rule that strikes so many of a hundred attempts of whatever method, always, at once and as long as usual. */
    public static FaultRule of(MessageFault fault, Side side, double percent) {
        return new FaultRule(
                fault, side, Method.ANY, percent, 0, fault.usualDelay(), DropManner.AT_ONCE, Duration.ZERO, FOREVER);
    }

    /** Returns the rule of the reference's own kind of fault: answers to puts, lost by the server. */
    public static FaultRule dropResponses(double percent, DropManner manner) {
        return of(MessageFault.DROP_RESPONSE, Side.SERVER, percent)
                .withMethod(Method.PUT)
                .withManner(manner);
    }

    /** Returns whether it strikes anything at all. */
    public boolean isActive() {
        return percent > 0 || every > 0;
    }

    /**
     * Returns this rule if it can be.
     *
     * @throws IllegalArgumentException if one of its values is out of range
     */
    public FaultRule requireValid() {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException(fault.word() + ": percent must be from 0 to 100, got " + percent);
        }
        if (every < 0) {
            throw new IllegalArgumentException(fault.word() + ": every must be at least 1, got " + every);
        }
        if (delay.isNegative() || from.isNegative()) {
            throw new IllegalArgumentException(
                    fault.word() + ": times must not be negative, got delay " + delay + ", from " + from);
        }
        if (until.compareTo(from) <= 0) {
            throw new IllegalArgumentException(
                    fault.word() + ": until must be later than from, got from " + from + ", until " + until);
        }
        return this;
    }

    public FaultRule withSide(Side value) {
        return new FaultRule(fault, value, method, percent, every, delay, manner, from, until);
    }

    public FaultRule withMethod(Method value) {
        return new FaultRule(fault, side, value, percent, every, delay, manner, from, until);
    }

    public FaultRule withPercent(double value) {
        return new FaultRule(fault, side, method, value, every, delay, manner, from, until);
    }

    public FaultRule withEvery(long value) {
        return new FaultRule(fault, side, method, percent, value, delay, manner, from, until);
    }

    public FaultRule withDelay(Duration value) {
        return new FaultRule(fault, side, method, percent, every, value, manner, from, until);
    }

    public FaultRule withManner(DropManner value) {
        return new FaultRule(fault, side, method, percent, every, delay, value, from, until);
    }

    public FaultRule withFrom(Duration value) {
        return new FaultRule(fault, side, method, percent, every, delay, manner, value, until);
    }

    public FaultRule withUntil(Duration value) {
        return new FaultRule(fault, side, method, percent, every, delay, manner, from, value);
    }
}
