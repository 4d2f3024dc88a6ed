package dev.minos.faults;

import java.util.List;
import java.util.stream.Collectors;

/** A mistake seen in real systems, put into a correct server or a correct client on purpose, to see it caught. */
public interface SeededBug {
    /** Returns the name by which users choose the bug, such as {@code lost-update}. */
    String bugName();

    /** Returns what goes wrong, in one sentence. */
    String summary();

    /** Returns what must happen before it can show. */
    Need need();

    /** Returns who is wrong; the other side is sound. */
    FaultRule.Side side();

    /**
     * Returns the bug of that name.
     *
     * @throws IllegalArgumentException if there is none among the known ones; the message lists all names
     */
    static <B extends SeededBug> B named(String name, List<B> known) {
        return known.stream()
                .filter(bug -> bug.bugName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("bug must be one of "
                        + known.stream().map(SeededBug::bugName).collect(Collectors.joining(", "))
                        + ", got " + (name.isEmpty() ? "an empty name" : name)));
    }
}
