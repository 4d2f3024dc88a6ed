package dev.minos.harness.config;

import java.time.Duration;

/**
 * Which attempts a message fault strikes. Immutable; checked by the {@link Config} that holds it.
 *
 * @param fault what happens to them
 * @param method which attempts can be struck
 * @param percent how many of a hundred are, decided for each by hash of seed, fault, client, operation and attempt
 * @param every strike the first attempt of each client's every n-th operation instead; 0 to go by {@code percent}
 * @param delay how long the fault takes, at least 0
 * @param manner what the client of a lost message sees
 * @param from when striking begins, since the clients began, at least 0
 * @param until when it ends; {@link NemesisFault#FOREVER} for the end of the run
 */
public record FaultRule(
        MessageFault fault,
        Method method,
        double percent,
        long every,
        Duration delay,
        DropManner manner,
        Duration from,
        Duration until) {

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
    }

    /** Returns whether it strikes anything at all. */
    public boolean isActive() {
        return percent > 0 || every > 0;
    }
}
