package dev.minos.faults;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;

/** Durations as the decimal numbers that stand for them in a config, exact to the nanosecond. */
public final class Decimals {
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger NANOS_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private Decimals() {}

    /**
     * Returns the duration as a number in plain notation.
     *
     * @param nanoDigits digits of nanoseconds in one unit: 9 for seconds, 6 for milliseconds
     */
    public static String text(Duration duration, int nanoDigits) {
        return number(duration, nanoDigits).toPlainString();
    }

    /**
     * Returns the duration as a number without trailing zeros.
     *
     * @param nanoDigits as for {@link #text}
     */
    public static BigDecimal number(Duration duration, int nanoDigits) {
        BigInteger nanos = BigInteger.valueOf(duration.getSeconds())
                .multiply(NANOS_PER_SECOND)
                .add(BigInteger.valueOf(duration.getNano()));
        BigDecimal number = new BigDecimal(nanos, nanoDigits).stripTrailingZeros();
        return number.scale() < 0 ? number.setScale(0, RoundingMode.UNNECESSARY) : number;
    }

    /**
     * Returns the duration that a number stands for; numbers too large for a duration become the largest.
     *
     * @param nanoDigits as for {@link #text}
     */
    public static Duration duration(BigDecimal number, int nanoDigits) {
        // Compared by magnitude first: an exponent of a billion must not be written out in digits.
        if (number.precision() - (long) number.scale() > 19) {
            return Duration.ofNanos(number.signum() < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE);
        }
        BigInteger nanos = number.movePointRight(nanoDigits)
                .setScale(0, RoundingMode.HALF_UP)
                .toBigInteger();
        return Duration.ofNanos(nanos.min(NANOS_MAX).max(NANOS_MAX.negate()).longValue());
    }
}
