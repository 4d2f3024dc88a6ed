package dev.minos.harness.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.service.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Written on the caller's thread, and the same file all the same. */
final class SequentialRecorderTest {
    private static final Call PUT = new Call(VersionedRequests.put("k", "c-1-1", 0), "c", 1, 1);

    private static void record(Recorder recorder) {
        for (int i = 0; i < 2_000; i++) {
            recorder.record(new Event.Invoke(i, PUT));
            recorder.record(new Event.FaultFired("drop-response", "k", 3L * i));
            recorder.record(new Event.Completion(i, PUT, Answer.unknown("unavailable")));
            recorder.record(new Event.Claimed("k", List.of(3L * i), 1, "c", 1));
            recorder.record(new Event.NemesisActed("crash"));
            recorder.log(text -> text.append("a line"));
        }
        recorder.close();
    }

    @Test
    void writesTheSameBytesAsTheRecorderOfARealRun() {
        ByteArrayOutputStream history = new ByteArrayOutputStream();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        ByteArrayOutputStream realHistory = new ByteArrayOutputStream();
        ByteArrayOutputStream realLog = new ByteArrayOutputStream();

        record(new SequentialRecorder(() -> 17, history, log));
        record(new HistoryRecorder(() -> 17, realHistory, "history", realLog, "log", null));

        assertThat(history.toByteArray()).isEqualTo(realHistory.toByteArray());
        assertThat(log.toByteArray()).isEqualTo(realLog.toByteArray());
    }

    @Test
    void saysWhenItCannotWrite() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };

        assertThatThrownBy(() -> record(new SequentialRecorder(() -> 0, full, null)))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("no space left");
    }
}
