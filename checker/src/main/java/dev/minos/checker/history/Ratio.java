package dev.minos.checker.history;

import java.math.BigInteger;

/** A ratio of EDN in lowest terms, such as {@code 1/3}; the denominator is at least 2. */
public record Ratio(BigInteger numerator, BigInteger denominator) {
    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
