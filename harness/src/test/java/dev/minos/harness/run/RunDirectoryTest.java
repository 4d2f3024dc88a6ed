package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.harness.system.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00.007Z"));

    @TempDir
    private Path dir;

    private RunDirectory make(Path out) throws SetupException {
        return RunDirectory.make(out, "night", NOON, ZoneOffset.UTC);
    }

    @Test
    void isNamedAfterTheCampaignAndTheTime() throws Exception {
        assertThat(make(dir).path()).isEqualTo(dir.resolve("night").resolve("20261122-120000-007"));
    }

    @Test
    void isAnotherOneForEachOfTwoRunsInOneMillisecond() throws Exception {
        assertThat(make(dir).path()).isNotEqualTo(make(dir).path());
    }

    @Test
    void isDiscardedTogetherWithWhatWasMadeForIt() throws Exception {
        RunDirectory run = make(dir.resolve("a").resolve("b"));
        Files.writeString(run.history(), "");

        run.discard();

        assertThat(dir.resolve("a")).doesNotExist();
        assertThat(dir).exists();
    }

    @Test
    void leavesOtherRunsAloneWhenItIsDiscarded() throws Exception {
        RunDirectory kept = make(dir.resolve("out"));
        RunDirectory discarded = make(dir.resolve("out"));

        discarded.discard();

        assertThat(kept.path()).exists();
        assertThat(discarded.path()).doesNotExist();
    }

    @Test
    void becomesTheLatestInPlaceOfAnother() throws Exception {
        make(dir).becomeLatest();
        RunDirectory second = make(dir);
        second.becomeLatest();

        assertThat(dir.resolve("latest").toRealPath()).isEqualTo(second.path().toRealPath());
        assertThat(Files.readSymbolicLink(dir.resolve("latest"))).isRelative();
    }

    @Test
    void doesNotReplaceAFileThatIsNoLink() throws Exception {
        Files.writeString(dir.resolve("latest"), "mine");
        RunDirectory run = make(dir);

        assertThatThrownBy(run::becomeLatest).isInstanceOf(IOException.class).hasMessageContaining("no symbolic link");
        assertThat(dir.resolve("latest")).content().isEqualTo("mine");
    }
}
