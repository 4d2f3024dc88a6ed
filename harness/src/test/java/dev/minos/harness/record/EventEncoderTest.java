package dev.minos.harness.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.service.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines are the project's own format, letter by letter: other programs read them. */
final class EventEncoderTest {
    private static final Call PUT = new Call(VersionedRequests.put("key1", "client_2-17-1", 1), "client_2", 17, 1);
    private static final Call GET = new Call(VersionedRequests.get("key1"), "client_2", 17, 1);

    private static String line(long index, long time, Event event) throws IOException {
        JsonBuffer buffer = new JsonBuffer();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventEncoder.encode(index, time, event, buffer);
        buffer.drainTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesTheInvokeOfAPutWithTheExpectedVersion() throws IOException {
        assertThat(line(12, 48211903, new Event.Invoke(1, PUT)))
                .isEqualTo(
                        "{\"index\":12,\"time\":48211903,\"process\":1,\"type\":\"invoke\",\"f\":\"put\",\"key\":\"key1\","
                                + "\"value\":{\"value\":\"client_2-17-1\",\"version\":1},\"client\":\"client_2\",\"op\":17,"
                                + "\"attempt\":1}\n");
    }

    @Test
    void writesAFaultTiedToItsInvoke() throws IOException {
        assertThat(line(13, 48212007, new Event.FaultFired("drop-response", "key1", 12)))
                .isEqualTo("{\"index\":13,\"time\":48212007,\"process\":\"fault\",\"type\":\"info\","
                        + "\"f\":\"drop-response\",\"key\":\"key1\",\"value\":{\"invoke\":12}}\n");
    }

    @Test
    void writesAnUnknownOutcomeWithItsError() throws IOException {
        assertThat(line(14, 48330120, new Event.Completion(1, PUT, Answer.unknown("deadline-exceeded"))))
                .isEqualTo(
                        "{\"index\":14,\"time\":48330120,\"process\":1,\"type\":\"info\",\"f\":\"put\",\"key\":\"key1\","
                                + "\"value\":{\"value\":\"client_2-17-1\",\"version\":1},\"error\":\"deadline-exceeded\","
                                + "\"client\":\"client_2\",\"op\":17,\"attempt\":1}\n");
    }

    @Test
    void writesAGetWithoutAttempt() throws IOException {
        assertThat(line(15, 48400001, new Event.Invoke(6, GET)))
                .isEqualTo(
                        "{\"index\":15,\"time\":48400001,\"process\":6,\"type\":\"invoke\",\"f\":\"get\",\"key\":\"key1\","
                                + "\"client\":\"client_2\",\"op\":17}\n");
        assertThat(line(16, 48460077, new Event.Completion(6, GET, Answer.ok(new Versioned("client_2-17-1", 2)))))
                .isEqualTo(
                        "{\"index\":16,\"time\":48460077,\"process\":6,\"type\":\"ok\",\"f\":\"get\",\"key\":\"key1\","
                                + "\"value\":{\"value\":\"client_2-17-1\",\"version\":2},\"client\":\"client_2\",\"op\":17}\n");
    }

    @Test
    void writesNullForAnAbsentKey() throws IOException {
        assertThat(line(0, 1, new Event.Completion(6, GET, Answer.ok()))).contains("\"value\":null,\"client\"");
    }

    @Test
    void writesAClaimWithTheInvokesItNames() throws IOException {
        assertThat(line(17, 48460200, new Event.Claimed("key1", List.of(12L), 2, "client_2", 17)))
                .isEqualTo(
                        "{\"index\":17,\"time\":48460200,\"process\":\"recovery\",\"type\":\"info\",\"f\":\"recovered\","
                                + "\"key\":\"key1\",\"value\":{\"attempts\":[12],\"version\":2},\"client\":\"client_2\",\"op\":17}\n");
        assertThat(line(17, 1, new Event.Claimed("key1", List.of(3L, 12L), 2, "c", 1)))
                .contains("{\"attempts\":[3,12],\"version\":2}");
    }

    @Test
    void writesAcknowledgedPutsWithTheNewVersion() throws IOException {
        assertThat(line(19, 48490300, new Event.Completion(6, PUT, Answer.ok(new Versioned("client_2-17-1", 3)))))
                .contains("\"type\":\"ok\",\"f\":\"put\",\"key\":\"key1\","
                        + "\"value\":{\"value\":\"client_2-17-1\",\"version\":3},\"client\"");
    }

    @Test
    void writesRefusalsWithTheirReason() throws IOException {
        assertThat(line(20, 1, refusal(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 3L))))
                .contains("\"type\":\"fail\"")
                .contains("\"version\":1},\"error\":[\"version-mismatch\",3],\"client\"");
        assertThat(line(20, 1, refusal(Answer.refused(VersionedKvModel.VERSION_MISMATCH))))
                .contains("\"error\":\"version-mismatch\",");
        assertThat(line(20, 1, refusal(Answer.refused(VersionedKvModel.KEY_EXISTS, 3L))))
                .contains("\"error\":\"key-exists\",");
    }

    private static Event refusal(Answer fail) {
        return new Event.Completion(0, PUT, fail);
    }
}
