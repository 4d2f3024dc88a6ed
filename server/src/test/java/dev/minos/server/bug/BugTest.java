package dev.minos.server.bug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.minos.server.core.ManualTimer;
import dev.minos.server.core.StorageCore;
import dev.minos.server.storage.InMemoryStorage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BugTest {
    @ParameterizedTest
    @EnumSource
    void isFoundByItsNameAndSaysWhatItIs(Bug bug) {
        assertThat(Bug.named(bug.bugName())).isEqualTo(bug);
        assertThat(bug.bugName()).matches("[a-z]+(-[a-z]+)*");
        assertThat(bug.summary()).hasSizeBetween(60, 120).endsWith(".");
        assertThat(bug.summary().indexOf('.')).isEqualTo(bug.summary().length() - 1);
    }

    @Test
    void rejectsUnknownNameAndListsTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bug.named("lost-updates"))
                .withMessageStartingWith("bug must be one of lost-update, stale-read, ")
                .withMessageEndingWith(", timeout-as-fail, got lost-updates");
    }

    @Test
    void rejectsBugOfClientsForServerAndSaysWhereItBelongs() {
        assertThat(Bug.ofServerNamed("stale-read")).isEqualTo(Bug.STALE_READ);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bug.ofServerNamed("naive-recovery"))
                .withMessage(
                        "bug must be one of servers, got naive-recovery, which is one of clients: give it to a run,"
                                + " with minos run --bug naive-recovery");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bug.ofServerNamed("none"))
                .withMessageEndingWith(", aborted-read, got none");
    }

    @Test
    void leavesServerSoundWhoseClientsAreWrong() {
        assertThat(Bug.of(Bug.Side.CLIENT))
                .isNotEmpty()
                .allMatch(bug -> bug.infect(new InMemoryStorage(), new ManualTimer()) instanceof StorageCore);
        assertThat(Bug.of(Bug.Side.SERVER))
                .hasSize(Bug.values().length - Bug.of(Bug.Side.CLIENT).size());
    }

    @Test
    void needsAProcessWhereItIsTheProcessThatIsStruck() {
        assertThat(Arrays.stream(Bug.values()).filter(bug -> bug.need().isOfProcess()))
                .containsExactly(
                        Bug.STALE_READ_AFTER_PAUSE, Bug.STATE_ROLLED_BACK, Bug.ACKNOWLEDGED_WRITE_LOST, Bug.TORN_WRITE);
    }
}
