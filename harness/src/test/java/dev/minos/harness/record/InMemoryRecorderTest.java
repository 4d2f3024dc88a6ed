package dev.minos.harness.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.service.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Never written, and the same history all the same. */
final class InMemoryRecorderTest {
    private static final Call CREATE = new Call(VersionedRequests.put("k", "c-1-1", 0), "c", 1, 1);
    private static final Call UPDATE = new Call(VersionedRequests.put("k", "c-2-2", 1), "c", 2, 2);
    private static final Call GET = new Call(VersionedRequests.get("ключ \ud83d\ude00 \"\\"), "c", 3, 1);
    private static final List<Answer> ENDS = List.of(
            Answer.unknown("unavailable"),
            Answer.refused(Answer.NOT_CONNECTED),
            Answer.refused(VersionedKvModel.KEY_EXISTS, 3L),
            Answer.refused(VersionedKvModel.VERSION_MISMATCH, 3L),
            Answer.refused(VersionedKvModel.VERSION_MISMATCH));

    private static History written(Consumer<Recorder> events) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SequentialRecorder recorder = new SequentialRecorder(() -> 17, bytes, null);
        events.accept(recorder);
        recorder.close();
        return HistoryReader.read(new ByteArrayInputStream(bytes.toByteArray()), "a history");
    }

    private static History kept(Consumer<Recorder> events) {
        InMemoryRecorder recorder = new InMemoryRecorder(() -> 17, "a history");
        events.accept(recorder);
        recorder.close();
        return recorder.history();
    }

    private static void everyKindOfEvent(Recorder recorder) {
        int process = 0;
        for (Answer end : ENDS) {
            for (Call call : List.of(CREATE, UPDATE, GET)) {
                long invoke = recorder.record(new Event.Invoke(process, call));
                recorder.record(new Event.FaultFired("drop-response", "k", invoke));
                recorder.record(new Event.Completion(process++, call, end));
                recorder.log(text -> text.append("a line"));
            }
        }
        recorder.record(new Event.Claimed("k", List.of(0L, 3L), 1, "c", 1));
        recorder.record(new Event.NemesisActed("crash"));
        recorder.record(new Event.NemesisActed("kill", new Event.Strike("server", true)));
        recorder.record(new Event.Invoke(process, UPDATE));
        recorder.record(new Event.Completion(process, UPDATE, Answer.ok(new Versioned("c-2-2", 2))));
        recorder.record(new Event.Invoke(process, GET));
        recorder.record(new Event.Completion(process, GET, Answer.ok()));
        recorder.record(new Event.Invoke(process, GET));
        recorder.record(new Event.Completion(process, GET, Answer.ok(new Versioned("another", 1L << 40))));
        recorder.record(new Event.Invoke(process, GET));
    }

    @Test
    void keepsWhatTheReaderMakesOfTheLines() throws Exception {
        HistoriesAreEqual.check(
                kept(InMemoryRecorderTest::everyKindOfEvent), written(InMemoryRecorderTest::everyKindOfEvent));
    }

    @Test
    void keepsAnEmptyHistory() {
        assertThat(kept(recorder -> {}).size()).isZero();
    }
}
