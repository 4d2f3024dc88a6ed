package dev.minos.harness.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.client.PutResult;
import dev.minos.harness.client.PutResult.End;
import dev.minos.harness.service.Answer;
import org.junit.jupiter.api.Test;

/** The words are the reference's own: users grep for them. */
final class OperationLineTest {
    private static String put(Object event) {
        return line(true, event);
    }

    private static String line(boolean put, Object event) {
        StringBuilder text = new StringBuilder();
        new OperationLine("client_2", 1, put, "key1", event).appendTo(text);
        return text.toString();
    }

    private static PutResult result(End end, int networkErrors) {
        return new PutResult(end, "value_456", 2, 3, networkErrors);
    }

    @Test
    void saysHowAPutEnded() {
        assertThat(put(result(End.CREATED, 0)))
                .isEqualTo("[client_2][1] PUT 'key1' -> CREATE (value='value_456', new_version=2)");
        assertThat(put(result(End.UPDATED, 0)))
                .isEqualTo("[client_2][1] PUT 'key1' -> UPDATE (value='value_456', new_version=2)");
        assertThat(put(result(End.RECOVERED, 1)))
                .isEqualTo("[client_2][1] PUT 'key1' -> RECOVERED after 1 network retry");
        assertThat(put(result(End.RECOVERED, 2)))
                .isEqualTo("[client_2][1] PUT 'key1' -> RECOVERED after 2 network retries");
        assertThat(put(result(End.CANCELLED, 1)))
                .isEqualTo("[client_2][1] PUT 'key1' -> CANCELLED during network retry");
        assertThat(put(result(End.CANCELLED, 0))).isEqualTo("[client_2][1] PUT 'key1' -> CANCELLED");
        assertThat(put(result(End.GAVE_UP, 0)))
                .isEqualTo("[client_2][1] PUT 'key1' -> GAVE UP after 3 attempts (not applied)");
        assertThat(put(result(End.MAYBE, 1))).startsWith("[client_2][1] PUT 'key1' -> MAYBE after 1 network retry");
    }

    @Test
    void saysWhatHappenedOnTheWay() {
        assertThat(put(Answer.unknown("deadline-exceeded")))
                .isEqualTo("[client_2][1] PUT 'key1' -> NETWORK ERROR, retrying...");
        assertThat(put(Answer.refused(VersionedKvModel.KEY_EXISTS, 2L)))
                .isEqualTo("[client_2][1] PUT 'key1' -> KEY_EXISTS (fetching current version)");
        assertThat(put(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 2L)))
                .isEqualTo("[client_2][1] PUT 'key1' -> VERSION_MISMATCH (current_version=2)");
        assertThat(put(Answer.refused(VersionedKvModel.KEY_NOT_FOUND)))
                .isEqualTo("[client_2][1] PUT 'key1' -> KEY_NOT_FOUND (creating)");
    }

    @Test
    void saysWhatAGetRead() {
        assertThat(line(false, Answer.ok(new Versioned("x", 3))))
                .isEqualTo("[client_2][1] GET 'key1' -> value='x', version=3");
        assertThat(line(false, Answer.ok())).isEqualTo("[client_2][1] GET 'key1' -> KEY_NOT_FOUND");
        assertThat(line(false, Answer.unknown("cancelled"))).isEqualTo("[client_2][1] GET 'key1' -> NETWORK ERROR");
    }
}
