package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.json.JsonLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void readsTheSameLinesHoweverTheStreamIsCutIntoReads() throws IOException {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            lines.add("x".repeat(random.nextInt(10) == 0 ? random.nextInt(300_000) / 100 : random.nextInt(30)));
        }
        lines.add(1_000, "y".repeat(1_000_000));
        byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        InputStream dribbling = new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int from, int most) {
                return super.read(into, from, Math.min(most, 1 + random.nextInt(5_000)));
            }
        };
        assertThat(all(dribbling)).isEqualTo(lines);
    }

    @Test
    void tellsALastLineWithoutItsNewline() throws IOException {
        LineReader lines = new LineReader(new ByteArrayInputStream("a\nb".getBytes(StandardCharsets.UTF_8)), "file");
        assertThat(lines.next()).isTrue();
        assertThat(lines.terminated()).isTrue();
        assertThat(lines.next()).isTrue();
        assertThat(lines.terminated()).isFalse();
        assertThat(lines.line()).isEqualTo(2);
        assertThat(lines.next()).isFalse();
    }

    @Test
    void refusesALineThatWouldExhaustMemoryWithItsNumber() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] into, int from, int most) {
                Arrays.fill(into, from, from + most, (byte) 'x');
                return most;
            }
        };
        assertThatThrownBy(() -> all(endless))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessage(
                        "file:1: expected lines of at most " + JsonLine.MAX_LINE_BYTES + " bytes, got a longer one");
    }

    private static List<String> all(InputStream in) throws IOException {
        LineReader lines = new LineReader(in, "file");
        List<String> read = new ArrayList<>();
        while (lines.next()) {
            read.add(new String(lines.buffer(), lines.start(), lines.end() - lines.start(), StandardCharsets.UTF_8));
        }
        return read;
    }
}
