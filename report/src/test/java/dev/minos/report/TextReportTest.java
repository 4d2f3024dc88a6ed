package dev.minos.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReportTest {
    @TempDir
    Path directory;

    @Test
    void nothingIsWiderThanATerminalOrMovesItsCursor() throws IOException {
        String hostile = "\u001b[2J" + "long ".repeat(40);
        Recorded recorded = new Recorded();
        for (int n = 0; n < 30; n++) {
            recorded.event("invoke", n, "get", hostile + n, null, null, "c" + n + hostile);
            recorded.event("info", n, "get", hostile + n, null, hostile, "c" + n + hostile);
        }
        recorded.note("nemesis", hostile, Map.of("node", hostile, "phase", "begin"));
        Subject subject = recorded.in(directory);
        List<String> lines = TextReport.of(subject, 10);
        assertThat(lines.subList(1, lines.size())).allSatisfy(line -> {
            assertThat(line.length()).isLessThanOrEqualTo(TextReport.WIDTH);
            assertThat(line).doesNotContain("\u001b");
        });
        assertThat(lines).contains("… and 20 more clients", "… and 20 more keys");
    }

    /** As many as a night's run has: the numbers stay whole, and the name has what they leave. */
    @Test
    void rowsOfManyOperationsAreNoWider() {
        String row = TextReport.row(
                "a-name-of-18-chars",
                "100,000,000",
                "60,000,000",
                "30,000,000",
                "10,000,000",
                "12.3 ms",
                "123 ms",
                "12.3 s");
        assertThat(row).hasSize(TextReport.WIDTH).contains("100,000,000").startsWith("a-name");
    }

    @Test
    void showsFactsTablesAndFaults() throws IOException {
        Subject subject = Recorded.lostUpdate()
                .note("nemesis", "kill", Map.of("node", "n1", "phase", "begin"))
                .note("nemesis", "kill", Map.of("node", "n1", "phase", "end"))
                .in(directory);
        assertThat(TextReport.of(subject, 10))
                .contains(
                        "  2 operations on 1 key by 2 clients in 500 µs",
                        "  at most 2 at once, 2 on one key; 0 recovery claims",
                        "  kill n1           at 400 µs, for 100 µs",
                        "Function          operations        ok     fail    info     50 %    99 % longest",
                        "put                        2         2        0       0   201 µs  201 µs  200 µs");
    }
}
