package dev.minos.server.bug;

import dev.minos.server.core.KeyValueCore;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.Storage;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The catalogue of seeded bugs: each a mistake seen in real systems, put into a correct server on purpose. A tool that
 * is never seen to catch anything proves nothing by passing.
 */
public enum Bug {
    /** Two puts with one expected version are both applied. */
    LOST_UPDATE(
            "lost-update",
            "Checks the version and writes the value in two steps instead of one critical section. Two clients that"
                    + " put the same key with the same expected version can both pass the check before either writes:"
                    + " both are told that they made version n + 1, and the value of the one that wrote first is gone."
                    + " The mistake of every read-then-write on a database without a transaction or a conditional"
                    + " update.") {
        @Override
        public KeyValueCore infect(Storage sound, Timer timer) {
            return new LostUpdateCore(sound, timer);
        }
    };

    private final String bugName;
    private final String description;

    Bug(String bugName, String description) {
        this.bugName = bugName;
        this.description = description;
    }

    /** The name by which users choose the bug, such as {@code lost-update}. */
    public String bugName() {
        return bugName;
    }

    /** What goes wrong and where such a thing is seen, in one paragraph of plain text. */
    public String description() {
        return description;
    }

    /**
     * Makes a server with the bug.
     *
     * @param sound a correct storage, owned from now on by the returned core, which closes it
     * @param timer what the bug dawdles with
     * @return a thread-safe core that breaks the promises of {@link Storage} in this bug's way and in no other; what it
     *     applies it still reports, so that an apply log tells what really happened
     */
    public abstract KeyValueCore infect(Storage sound, Timer timer);

    /**
     * The bug of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    public static Bug named(String name) {
        return Arrays.stream(values())
                .filter(bug -> bug.bugName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "bug must be one of " + names() + ", got " + (name.isEmpty() ? "an empty name" : name)));
    }

    private static String names() {
        return Arrays.stream(values()).map(Bug::bugName).collect(Collectors.joining(", "));
    }
}
