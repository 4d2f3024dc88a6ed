package dev.minos.server.bug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
                .withMessageEndingWith(", aborted-read, got lost-updates");
    }

    @Test
    void needsAProcessWhereItIsTheProcessThatIsStruck() {
        assertThat(Arrays.stream(Bug.values()).filter(bug -> bug.need().isOfProcess()))
                .containsExactly(
                        Bug.STALE_READ_AFTER_PAUSE, Bug.STATE_ROLLED_BACK, Bug.ACKNOWLEDGED_WRITE_LOST, Bug.TORN_WRITE);
    }
}
