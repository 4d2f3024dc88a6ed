package dev.minos.junit5.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryRecorderTest {
    @TempDir
    Path directory;

    @Test
    void writesWhatIsReadBack() throws Exception {
        Path file = directory.resolve("history.jsonl");
        HistoryRecorder.Caller caller = new HistoryRecorder.Caller("client_1", 0, 1);
        HistoryRecorder.Caller retired = new HistoryRecorder.Caller("client_2", 1, 1);
        Request write = new Request("write", "k\u2028\n\ud800", List.of(1, "a"));
        try (HistoryRecorder recorder = new HistoryRecorder(file)) {
            recorder.invoke(caller, write);
            long invoke = recorder.invoke(retired, write);
            recorder.struck("drop-response", write.key(), invoke);
            recorder.complete(retired, write, Answer.unknown("response-lost"));
            recorder.complete(caller, write, Answer.refused(List.of("no", 3)));
            assertThat(recorder.underWayMax()).isEqualTo(2);
            assertThat(recorder.faults()).containsEntry("drop-response", 1L);
        }
        History history = HistoryReader.read(file);
        Operation first = history.operation(0);

        assertThat(history.size()).isEqualTo(2);
        assertThat(history.warnings()).isEmpty();
        assertThat(first.key()).isEqualTo(write.key());
        assertThat(first.input()).isEqualTo(List.of(1L, "a"));
        assertThat(first.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(history.operation(1).outcome()).isEqualTo(Outcome.INFO);
        assertThat(history.operation(1).error()).isEqualTo("response-lost");
    }

    @Test
    void manyThreadsMakeOneSequenceWithoutAGap() throws Exception {
        Path file = directory.resolve("history.jsonl");
        int threads = 4;
        int each = 30_000;
        HistoryRecorder recorder = new HistoryRecorder(file);
        List<Thread> writers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int process = t;
            writers.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    HistoryRecorder.Caller caller = new HistoryRecorder.Caller("client_" + process, process, i);
                    recorder.invoke(caller, Request.of("write", i));
                    recorder.complete(caller, Request.of("write", i), Answer.ok());
                }
            }));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        recorder.close();
        History history = HistoryReader.read(file);

        assertThat(history.size()).isEqualTo(threads * each);
        assertThat(history.warnings()).isEmpty();
    }

    /** What a client that was left behind says later must not grow a history that is being judged. */
    @Test
    void takesNothingWhenItIsClosed() throws Exception {
        HistoryRecorder recorder = new HistoryRecorder(directory.resolve("history.jsonl"));
        recorder.close();

        assertThatThrownBy(() -> recorder.nemesis("kill", true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the recorder is closed");
        assertThat(Files.size(directory.resolve("history.jsonl"))).isZero();
    }
}
