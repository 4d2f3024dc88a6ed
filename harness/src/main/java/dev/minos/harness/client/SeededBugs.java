package dev.minos.harness.client;

import dev.minos.faults.SeededBug;
import dev.minos.server.bug.Bug;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue of seeded bugs: those of the reference service, then those of its clients. */
public final class SeededBugs {
    /** All of them, in the order of docs/bugs.md. */
    public static final List<SeededBug> ALL = Stream.<SeededBug>concat(
                    Arrays.stream(Bug.values()), Arrays.stream(ClientBug.values()))
            .toList();

    private SeededBugs() {}

    /** Returns the service's bug of that name; null for null and for a name that the service does not know. */
    public static @Nullable Bug ofServer(@Nullable String name) {
        return Arrays.stream(Bug.values())
                .filter(bug -> bug.bugName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
