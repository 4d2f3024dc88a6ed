package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.json.JsonLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LinesAheadTest {
    /** More than the caller reads without a thread, and than all blocks hold together. */
    private static final int MANY_LINES = 40_000;

    @Test
    void handsOutTheLinesThatAPlainReaderDoes() throws IOException {
        Random random = new Random(11);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < MANY_LINES; i++) {
            switch (random.nextInt(20)) {
                case 0 -> text.append('\n');
                case 1 -> text.append("{\"no\":\"event\"}\n");
                case 2 -> text.append("x".repeat(random.nextInt(9_000))).append('\n');
                default -> text.append(event(i)).append('\n');
            }
        }
        text.append("{\"cut\":");
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        InputStream dribbling = new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int from, int most) {
                return super.read(into, from, Math.min(most, 1 + random.nextInt(300_000)));
            }
        };
        LineReader expected = new LineReader(new ByteArrayInputStream(bytes), "file");
        EventLine scanned = new EventLine();
        int taken = 0;
        try (LinesAhead lines = new LinesAhead(dribbling, "file")) {
            while (expected.next()) {
                assertThat(lines.next()).isTrue();
                assertThat(lines.line()).isEqualTo(expected.line());
                assertThat(lines.terminated()).isEqualTo(expected.terminated());
                assertThat(lines.isBlank()).isEqualTo(expected.isBlank());
                assertThat(text(lines.buffer(), lines.start(), lines.end()))
                        .isEqualTo(text(expected.buffer(), expected.start(), expected.end()));
                boolean isEvent =
                        expected.terminated() && scanned.scan(expected.buffer(), expected.start(), expected.end());
                EventLine event = lines.event();
                assertThat(event != null).isEqualTo(isEvent);
                if (event != null) {
                    taken++;
                    assertThat(event.index).isEqualTo(scanned.index);
                    assertThat(event.valueHash).isEqualTo(scanned.valueHash);
                    assertThat(text(event.bytes, event.valueFrom, event.valueTo))
                            .isEqualTo(text(scanned.bytes, scanned.valueFrom, scanned.valueTo));
                }
            }
            assertThat(lines.next()).isFalse();
            assertThat(lines.next()).isFalse();
        }
        assertThat(taken).isGreaterThan(MANY_LINES / 2);
    }

    @Test
    void failsWhereTheStreamFailsAndNotBefore() throws IOException {
        InputStream failing = new SequenceInputStream(events(MANY_LINES), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                return read();
            }
        });
        try (LinesAhead lines = new LinesAhead(failing, "file")) {
            for (int i = 1; i <= MANY_LINES; i++) {
                assertThat(lines.next()).isTrue();
                assertThat(lines.line()).isEqualTo(i);
            }
            assertThatThrownBy(lines::next).isInstanceOf(IOException.class).hasMessage("the disk is gone");
        }
    }

    @Test
    void namesTheLineThatIsTooLong() throws IOException {
        byte[] endless = "y".repeat(JsonLine.MAX_LINE_BYTES + 1).getBytes(StandardCharsets.UTF_8);
        InputStream in = new SequenceInputStream(events(MANY_LINES), new ByteArrayInputStream(endless));
        try (LinesAhead lines = new LinesAhead(in, "file")) {
            for (int i = 0; i < MANY_LINES; i++) {
                lines.next();
            }
            assertThatThrownBy(lines::next)
                    .isInstanceOf(MalformedHistoryException.class)
                    .hasMessageStartingWith("file:" + (MANY_LINES + 1) + ": expected lines of at most");
        }
    }

    /** Whoever finds a fault in a pipe must not wait for its writer. */
    @Test
    void isAbandonedWhileTheStreamIsSilent() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                reached.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return -1;
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                return read();
            }
        };
        try (LinesAhead lines = new LinesAhead(new SequenceInputStream(events(MANY_LINES), silent), "file")) {
            for (int i = 0; i < MANY_LINES; i++) {
                assertThat(lines.next()).isTrue();
            }
            reached.await();
        }
        assertThat(released.getCount()).isEqualTo(1);
        released.countDown();
    }

    private static InputStream events(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(event(i));
        }
        return new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String event(int index) {
        return "{\"index\":" + index + ",\"process\":0,\"type\":\"" + (index % 2 == 0 ? "invoke" : "ok")
                + "\",\"f\":\"put\",\"key\":\"k\",\"value\":{\"value\":\"v" + index + "\",\"version\":0}}";
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
