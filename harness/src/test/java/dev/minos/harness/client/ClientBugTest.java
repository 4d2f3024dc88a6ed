package dev.minos.harness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.service.Answer;
import dev.minos.server.bug.Bug;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientBugTest {
    private static final Call PUT = new Call(VersionedRequests.put("k", "v", 3), "c", 7, 2);
    private static final Call GET = new Call(VersionedRequests.get("k"), "c", 7, 1);
    private static final Answer LOST = Answer.unknown("response-lost");
    private static final Answer TIMEOUT = Answer.unknown(Answer.DEADLINE_EXCEEDED);
    private static final Answer REFUSED = Answer.refused(VersionedKvModel.VERSION_MISMATCH, 4L);

    @ParameterizedTest
    @EnumSource
    void isFoundByItsNameAndSaysWhatItIs(ClientBug bug) {
        assertThat(ClientBug.behavior(bug.bugName())).isEqualTo(bug);
        assertThat(bug.bugName()).matches("[a-z]+(-[a-z]+)*");
        assertThat(bug.summary()).hasSizeBetween(60, 120).endsWith(".");
        assertThat(bug.summary().indexOf('.')).isEqualTo(bug.summary().length() - 1);
        assertThat(bug.need().isOfProcess()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void leavesClientsSoundWhoseServerIsWrong(Bug bug) {
        assertSound(ClientBug.behavior(bug.bugName()));
    }

    @Test
    void leavesClientsSoundThatHaveNone() {
        assertSound(ClientBehavior.SOUND);
        assertSound(ClientBug.behavior(null));
    }

    private static void assertSound(ClientBehavior sound) {
        assertThat(sound.recovery(Recovery.READ_BACK)).isEqualTo(Recovery.READ_BACK);
        assertThat(sound.recovery(Recovery.ASSUME)).isEqualTo(Recovery.ASSUME);
        assertThat(sound.sentAgain(PUT, LOST)).isNull();
        assertThat(sound.believed(TIMEOUT)).isEqualTo(TIMEOUT);
    }

    @Test
    void recoversNaivelyWhateverTheConfigSays() {
        assertThat(ClientBug.NAIVE_RECOVERY.recovery(Recovery.READ_BACK)).isEqualTo(Recovery.ASSUME);
    }

    @Test
    void sendsAPutOfUnknownOutcomeAgainUnseenButOnce() {
        ClientBug bug = ClientBug.RETRY_AS_ONE_ATTEMPT;

        Call again = new Call(PUT.request(), "c", 7, 2 + ClientBug.AGAIN);

        assertThat(bug.sentAgain(PUT, LOST)).isEqualTo(again);
        assertThat(bug.sentAgain(again, LOST)).isNull();
        assertThat(bug.sentAgain(PUT, REFUSED)).isNull();
        assertThat(bug.sentAgain(PUT, Answer.unknown(Answer.CANCELLED))).isNull();
        assertThat(bug.sentAgain(GET, LOST)).isNull();
    }

    @Test
    void takesATimeoutForAFailureAndNothingElse() {
        ClientBug bug = ClientBug.TIMEOUT_AS_FAIL;

        assertThat(bug.believed(TIMEOUT)).isEqualTo(Answer.refused(Answer.TIMED_OUT));
        assertThat(bug.believed(LOST)).isEqualTo(LOST);
        assertThat(bug.believed(REFUSED)).isEqualTo(REFUSED);
    }
}
