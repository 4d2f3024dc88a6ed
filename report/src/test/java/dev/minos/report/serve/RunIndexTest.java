package dev.minos.report.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much looking for runs may cost. */
class RunIndexTest {
    private static final int MANY = 1_000;

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-01T10:00:00Z");
    private Duration between = Duration.ZERO;

    /** Each look at the clock takes as long as {@link #between}. */
    private Instant tick() {
        now = now.plus(between);
        return now;
    }

    private void run(String id) throws IOException {
        SavedRun.of(folder, id, "alpha", "2026-11-01T10:00:00Z", 1);
    }

    @BeforeEach
    void oneRun() throws IOException {
        folder = folder.toRealPath();
        run("a/1");
    }

    @Test
    void keepsAListingForASecond() throws IOException {
        RunIndex index = new RunIndex(folder, MANY, MANY, this::tick);
        assertThat(index.list().runs()).containsOnlyKeys("a/1");
        run("a/2");

        now = now.plusMillis(999);
        assertThat(index.list().runs()).containsOnlyKeys("a/1");
        now = now.plusMillis(1);
        assertThat(index.list().runs()).containsOnlyKeys("a/1", "a/2");
    }

    /** From its end on: one that took longer than it is good for would be made anew by every request. */
    @Test
    void keepsAListingTenTimesAsLongAsItTook() throws IOException {
        between = Duration.ofSeconds(3);
        RunIndex index = new RunIndex(folder, MANY, MANY, this::tick);
        assertThat(index.list().runs()).containsOnlyKeys("a/1");
        run("a/2");

        between = Duration.ZERO;
        now = now.plusSeconds(29);
        assertThat(index.list().runs()).containsOnlyKeys("a/1");
        now = now.plusSeconds(1);
        assertThat(index.list().runs()).containsOnlyKeys("a/1", "a/2");
    }

    @Test
    void saysWhenThereIsMoreThanItLooksAt() throws IOException {
        run("b/2");
        // Two directories of runs, a run in each, and the run.json of each.
        RunIndex.Listing all = new RunIndex(folder, MANY, 6, this::tick).list();
        assertThat(all.runs()).containsOnlyKeys("a/1", "b/2");
        assertThat(all.truncated()).isFalse();

        RunIndex.Listing some = new RunIndex(folder, MANY, 5, this::tick).list();
        assertThat(some.runs()).as("the newest by name").containsOnlyKeys("b/2");
        assertThat(some.truncated()).isTrue();

        RunIndex.Listing first = new RunIndex(folder, 1, 6, this::tick).list();
        assertThat(first.runs()).containsOnlyKeys("b/2");
        assertThat(first.truncated()).isTrue();
    }
}
