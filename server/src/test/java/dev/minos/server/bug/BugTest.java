package dev.minos.server.bug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BugTest {
    @ParameterizedTest
    @EnumSource
    void isFoundByItsNameAndSaysWhatItIs(Bug bug) {
        assertThat(Bug.named(bug.bugName())).isEqualTo(bug);
        assertThat(bug.bugName()).matches("[a-z]+(-[a-z]+)*");
        assertThat(bug.description()).hasSizeGreaterThan(80).endsWith(".");
    }

    @Test
    void rejectsUnknownNameAndListsTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bug.named("lost-updates"))
                .withMessageStartingWith("bug must be one of lost-update")
                .withMessageEndingWith(", got lost-updates");
    }
}
