package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailReasonTest {
    @ParameterizedTest
    @ValueSource(strings = {"key-exists", "key-not-found", "version-mismatch", "refused"})
    void refusedIsWhatTheStoreSaysOfItself(String error) {
        assertThat(FailReason.of(error)).isEqualTo(FailReason.REFUSED);
        assertThat(FailReason.of(List.of(error, 3L))).isEqualTo(FailReason.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not-connected",
                "not-sent",
                "request-lost",
                ":conn-refused",
                "Connection refused",
                "ECONNREFUSED"
            })
    void neverSentIsNoRefusal(String error) {
        assertThat(FailReason.of(error)).isEqualTo(FailReason.NEVER_SENT);
        assertThat(FailReason.of(List.of(error))).isEqualTo(FailReason.NEVER_SENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid-argument", "timed-out", "Refused", "refused ", ""})
    void whatIsNotKnownHasJustFailed(String error) {
        assertThat(FailReason.of(error)).isEqualTo(FailReason.FAILED);
    }

    @Test
    void withoutAnErrorItHasJustFailed() {
        assertThat(FailReason.of(null)).isEqualTo(FailReason.FAILED);
        assertThat(FailReason.of(List.of())).isEqualTo(FailReason.FAILED);
        assertThat(FailReason.of(List.of(List.of("refused"), 3L))).isEqualTo(FailReason.FAILED);
        assertThat(FailReason.of(new Symbol("refused"))).isEqualTo(FailReason.FAILED);
    }
}
