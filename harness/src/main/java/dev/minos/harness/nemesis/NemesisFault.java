package dev.minos.harness.nemesis;

import dev.minos.faults.Disruption;
import dev.minos.faults.DurationRange;
import dev.minos.faults.Impairment;
import dev.minos.harness.config.Config;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One line of a nemesis's schedule. Immutable; checked by the {@link Config} that holds it.
 *
 * @param fault what is done
 * @param at when, once, since the clients began; null where {@code every} says it
 * @param every how long the node is well before it is struck again, counted from the moment it is healthy; null where
 *     {@code at} says it
 * @param length how long the fault lasts
 * @param target name of a node, {@link #RANDOM} or {@link #ALL}; of links the name of a client, {@link #RANDOM}, {@link #HALF},
 *     {@link #ALL} or, which is the same as there is one, {@link #SERVER}
 * @param from when {@code every} begins to count, at least 0
 * @param until when nothing is begun any more; {@link #FOREVER} for the end of the run
 * @param impairment what more there is to say where links are struck
 */
public record NemesisFault(
        Disruption fault,
        @Nullable Duration at,
        @Nullable DurationRange every,
        DurationRange length,
        String target,
        Duration from,
        Duration until,
        Impairment impairment) {
    /** The target that is drawn anew, by the seed, each time. */
    public static final String RANDOM = "random";

    /** The target that is every node at once. */
    public static final String ALL = "all";

    /** The target that is half of the links, drawn anew, by the seed, each time. */
    public static final String HALF = "half";

    /** The node of a server of ours. */
    public static final String SERVER = "server";

    /** No end before that of the run. */
    public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** A fault of which there is no more to say. */
    public NemesisFault(
            Disruption fault,
            @Nullable Duration at,
            @Nullable DurationRange every,
            DurationRange length,
            String target,
            Duration from,
            Duration until) {
        this(fault, at, every, length, target, from, until, Impairment.PLAIN);
    }
}
