package dev.minos.harness.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.service.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class HistoryRecorderTest {
    @TempDir
    private Path dir;

    private static Event invoke(int process, long op) {
        return new Event.Invoke(process, new Call(VersionedRequests.get("k"), "c", op, 1));
    }

    private HistoryRecorder open() throws IOException {
        return HistoryRecorder.open(dir.resolve("history.jsonl"), dir.resolve("run.log"), Ticker.sinceNow(), null);
    }

    private List<JsonNode> history() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(dir.resolve("history.jsonl"))) {
            events.add(JsonMapper.shared().readTree(line));
        }
        return events;
    }

    @Test
    void writesManyThreadsEventsInTheOrderOfTheirIndexes() throws Exception {
        int threads = 8;
        int each = 20_000;
        HistoryRecorder recorder = open();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int process = t;
            done.add(pool.submit(() -> {
                long last = -1;
                for (int op = 1; op <= each; op++) {
                    long index = recorder.record(invoke(process, op));
                    assertThat(index).isGreaterThan(last);
                    last = index;
                }
            }));
        }
        for (Future<?> future : done) {
            future.get();
        }
        pool.shutdown();
        recorder.close();

        List<JsonNode> events = history();
        assertThat(events.stream().map(e -> e.get("index").longValue()))
                .containsExactlyElementsOf(
                        LongStream.range(0, (long) threads * each).boxed().toList());
        assertThat(events.stream().map(e -> e.get("time").longValue())).isSorted();
    }

    @Test
    void takesTimeFromItsTicker() throws IOException {
        AtomicLong now = new AtomicLong(40);
        try (HistoryRecorder recorder = HistoryRecorder.open(
                dir.resolve("history.jsonl"), dir.resolve("run.log"), () -> now.addAndGet(2), null)) {
            recorder.record(invoke(0, 1));
            recorder.record(invoke(1, 1));
        }

        assertThat(history().stream().map(e -> e.get("time").longValue())).containsExactly(42L, 44L);
    }

    @Test
    void bringsEventsToDiskWithoutBeingClosed() throws IOException {
        HistoryRecorder recorder = open();
        recorder.record(invoke(0, 1));

        await().untilAsserted(() -> assertThat(history()).hasSize(1));
        recorder.close();
    }

    @Test
    void keepsLinesForReadersApartFromTheHistoryAndTracesThem() throws IOException {
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        try (HistoryRecorder recorder = HistoryRecorder.open(
                dir.resolve("history.jsonl"),
                dir.resolve("run.log"),
                Ticker.sinceNow(),
                new PrintStream(trace, true, StandardCharsets.UTF_8))) {
            recorder.log(text -> text.append("[a][1] PUT 'ключ' -> CREATE"));
        }

        assertThat(dir.resolve("run.log")).content(StandardCharsets.UTF_8).isEqualTo("[a][1] PUT 'ключ' -> CREATE\n");
        assertThat(trace.toString(StandardCharsets.UTF_8).strip()).isEqualTo("[a][1] PUT 'ключ' -> CREATE");
        assertThat(history()).isEmpty();
    }

    /** A disk that is full after some bytes. */
    private static final class SmallDisk extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int capacity;

        SmallDisk(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public void write(int b) throws IOException {
            if (kept.size() == capacity) {
                throw new IOException("No space left on device");
            }
            kept.write(b);
        }
    }

    @Test
    void stopsWhenTheDiskIsFullAndLeavesAPrefix() {
        SmallDisk disk = new SmallDisk(1_000);
        HistoryRecorder recorder = new HistoryRecorder(
                Ticker.sinceNow(), disk, "history.jsonl", OutputStream.nullOutputStream(), "run.log", null);

        assertThatThrownBy(() -> {
                    for (long op = 1; ; op++) {
                        recorder.record(invoke(0, op));
                    }
                })
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("cannot write history.jsonl: No space left on device")
                .hasMessageContaining("can be checked");
        assertThat(recorder.failure()).isNotNull();
        assertThatThrownBy(recorder::close).isInstanceOf(RecordingException.class);
        assertThat(disk.kept.toString(StandardCharsets.UTF_8)).startsWith("{\"index\":0,");
    }

    @Test
    void saysSoWhenTheDeviceIsFull() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        HistoryRecorder recorder = HistoryRecorder.open(full, dir.resolve("run.log"), Ticker.sinceNow(), null);
        recorder.record(invoke(0, 1));

        assertThatThrownBy(recorder::close)
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("/dev/full");
    }

    /** A disk that takes nothing until it is released. */
    private static final class StuckDisk extends OutputStream {
        final CountDownLatch released = new CountDownLatch(1);
        final AtomicLong lines = new AtomicLong();

        @Override
        public void write(int b) throws IOException {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (b == '\n') {
                lines.incrementAndGet();
            }
        }
    }

    @Test
    void makesCallersWaitInsteadOfDroppingEventsWhenTheDiskIsSlow() throws Exception {
        StuckDisk disk = new StuckDisk();
        HistoryRecorder recorder = new HistoryRecorder(
                Ticker.sinceNow(), disk, "history.jsonl", OutputStream.nullOutputStream(), "run.log", null);
        int events = 200_000;
        Thread client = new Thread(() -> {
            for (int op = 1; op <= events; op++) {
                recorder.record(invoke(0, op));
            }
        });
        client.start();
        await().until(() -> client.getState() == Thread.State.WAITING);

        disk.released.countDown();
        client.join();
        recorder.close();

        assertThat(disk.lines).hasValue(events);
    }

    @Test
    void recordsAlsoForAnInterruptedThread() throws IOException {
        HistoryRecorder recorder = open();
        Thread.currentThread().interrupt();
        recorder.record(
                new Event.Completion(0, new Call(VersionedRequests.get("k"), "c", 1, 1), Answer.unknown("cancelled")));
        assertThat(Thread.interrupted()).isTrue();
        recorder.close();

        assertThat(history()).hasSize(1);
    }

    @Test
    void refusesEventsAfterClose() throws IOException {
        HistoryRecorder recorder = open();
        recorder.close();
        recorder.close();

        assertThatThrownBy(() -> recorder.record(invoke(0, 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void numbersEventsAlsoWhenNothingIsKept() {
        Recorder none = Recorder.none();

        assertThat(none.record(invoke(0, 1))).isZero();
        assertThat(none.record(invoke(0, 2))).isEqualTo(1);
    }
}
