package dev.minos.checker.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.VersionedKvModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");

    @Test
    void provesAStaleReadInPlainWords() throws IOException {
        assertThat(explain(Files.readString(GOLDEN.resolve("bad/stale-read.jsonl"))))
                .containsExactly(
                        "NOT LINEARIZABLE: key 'x', first bad operation at index 5",
                        "  get -> 'a' at version 1 (client_2, index 4 to 5)",
                        "  These cannot all be true, whatever the other operations did:",
                        "  - put 'b' on version 1 -> ok, version 2 (client_1, index 2 to 3)",
                        "      shows that version 2 existed before it returned",
                        "  - get -> 'a' at version 1 (client_2, index 4 to 5)",
                        "      shows that version 2 did not exist when it was called, after that",
                        "  In the order of events:",
                        "    |---|            client_1  put 'b' on version 1 -> ok, version 2",
                        "            |---|    client_2  get -> 'a' at version 1",
                        "  Still kept on this key: monotonic reads yes, read your writes yes. The stalest read, of index 4,"
                                + " was 1 version behind.");
    }

    @Test
    void saysNothingOfAHistoryThatIsLinearizable() throws IOException {
        assertThat(explain(Files.readString(GOLDEN.resolve("ok/create-update-read.jsonl"))))
                .isEmpty();
    }

    @Test
    void saysWhichPromisesToASingleClientAreBroken() throws IOException {
        String history = """
                {"index":0,"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"a","version":0}}
                {"index":1,"process":0,"type":"ok","f":"put","key":"k","value":{"value":"a","version":1}}
                {"index":2,"process":0,"type":"invoke","f":"get","key":"k"}
                {"index":3,"process":0,"type":"ok","f":"get","key":"k","value":{"value":"a","version":1}}
                {"index":4,"process":0,"type":"invoke","f":"get","key":"k"}
                {"index":5,"process":0,"type":"ok","f":"get","key":"k","value":null}
                """;
        assertThat(explain(history))
                .last()
                .asString()
                .contains("monotonic reads no, read your writes no")
                .contains("was 1 version behind");
    }

    @Test
    void explainsEveryBadGoldenHistoryInFewLines() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN.resolve("bad"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
                assertThat(explain(Files.readString(file)))
                        .as("%s", file)
                        .isNotEmpty()
                        .hasSizeLessThan(20);
            }
        }
    }

    @Test
    void letsNothingInAValueReachTheTerminal() {
        assertThat(Words.datum("a\u001b[31m\nb\u202e")).isEqualTo("'a\\u001b[31m\\u000ab\\u202e'");
    }

    private static List<String> explain(String history) throws IOException {
        return Explanation.of(new Checker(CheckOptions.defaults())
                .check(
                        HistoryReader.read(
                                new ByteArrayInputStream(history.getBytes(StandardCharsets.UTF_8)), "history"),
                        new VersionedKvModel()));
    }
}
