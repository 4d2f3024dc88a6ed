package dev.minos.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The exit codes of every {@code minos} command; scripts depend on the numbers.
 *
 * <p>Several results are merged by {@link #worst}: a violation outranks everything, because nothing that went wrong
 * beside it makes it less of one, and whatever is not a pass outranks a pass.
 */
enum ExitCode {
    /** Linearizable, and every recovery claim stands. */
    OK(0),
    /** A violation, or a false recovery. */
    VIOLATION(1),
    /** Time or memory ran out before a verdict. */
    UNKNOWN(2),
    /** Nothing was put to the test. */
    VACUOUS(3),
    /** Wrong usage or configuration. */
    USAGE(64),
    /** A history that cannot be read. */
    UNREADABLE(65),
    /** A fault of Minos itself. */
    INTERNAL(70);

    private static final List<ExitCode> BY_RANK = List.of(VIOLATION, INTERNAL, UNREADABLE, USAGE, UNKNOWN, VACUOUS, OK);

    /** In the order in which {@link #worst} chooses. */
    static final Comparator<ExitCode> WORST_FIRST = Comparator.comparingInt(BY_RANK::indexOf);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The exit code of several results: the first of 1, 70, 65, 64, 2, 3, 0 that occurs; {@link #OK} of none. */
    static ExitCode worst(Collection<ExitCode> results) {
        return BY_RANK.stream().filter(results::contains).findFirst().orElse(OK);
    }
}
