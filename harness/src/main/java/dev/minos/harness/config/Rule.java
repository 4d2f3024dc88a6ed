package dev.minos.harness.config;

/**
 * A condition that a value must satisfy beyond its type.
 *
 * @param <T> type of the value
 */
@FunctionalInterface
public interface Rule<T> {
    /**
     * Checks a value and adds a problem where it is wrong.
     *
     * @param at where the value stands
     * @param config that holds it; its other values may be wrong
     */
    void check(T value, Place at, Config config);
}
