package dev.minos.junit5.campaign;

import dev.minos.checker.model.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that is over, not judged yet.
 *
 * @param directory what it left
 * @param history the recording, complete on disk
 * @param underWayMax the most requests that were under way at one time
 * @param configured the names of the faults that were to strike
 * @param faults how often each fault struck, by name
 * @param failure why it could not go on to its end, null if it did
 * @param cause what was thrown then, if anything
 */
public record CampaignRun(
        Path directory,
        Path history,
        Settings settings,
        int underWayMax,
        List<String> configured,
        Map<String, Long> faults,
        @Nullable String failure,
        @Nullable Throwable cause) {
    public CampaignRun {
        configured = List.copyOf(configured);
        faults = Map.copyOf(faults);
    }

    /**
     * What was asked for.
     *
     * @param seed the one that was chosen, where none was given
     * @param operations the most of all clients together, 0 for any number
     * @param duration null for any
     * @param begin by the wall clock
     */
    public record Settings(
            long seed,
            int clients,
            long operations,
            @Nullable Duration duration,
            Model<?> model,
            Instant begin) {}
}
