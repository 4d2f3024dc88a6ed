package dev.minos.checker.history;

/**
 * A keyword of EDN, {@code :timeout} or {@code :jepsen/timeout}; unlike the string of the same letters.
 *
 * @param name without the colon
 */
public record Keyword(String name) {
    @Override
    public String toString() {
        return ":" + name;
    }
}
