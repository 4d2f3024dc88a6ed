package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.VersionedKvModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every golden history is decided as its folder and its row in expected.tsv say. */
class GoldenHistoriesTest {
    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");

    @TestFactory
    List<DynamicTest> decidesEveryGoldenHistory() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String row : Files.readAllLines(GOLDEN.resolve("expected.tsv")).stream()
                .skip(1)
                .toList()) {
            String[] columns = row.split("\t", -1);
            tests.add(DynamicTest.dynamicTest(columns[0], () -> decides(columns)));
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(25);
        return tests;
    }

    @Test
    void listsEveryFileInItsFolders() throws IOException {
        List<String> listed = Files.readAllLines(GOLDEN.resolve("expected.tsv")).stream()
                .skip(1)
                .map(row -> row.split("\t", -1)[0])
                .toList();
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            assertThat(files.filter(f -> f.toString().endsWith(".jsonl"))
                            .map(f -> GOLDEN.relativize(f).toString()))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    private static void decides(String[] expected) throws IOException {
        History history = HistoryReader.read(GOLDEN.resolve(expected[0]));
        CheckResult result = new Checker(CheckOptions.defaults()).check(history, new VersionedKvModel());
        assertThat(result.verdict()).isEqualTo(Verdict.valueOf(expected[1]));
        assertThat(history.size()).isEqualTo(Integer.parseInt(expected[2]));
        assertThat(result.firstBadIndex()).isEqualTo(expected[3].isEmpty() ? null : Long.valueOf(expected[3]));
        assertThat(result.recovery().proved()).as("claims proved").isEqualTo(Long.parseLong(expected[4]));
        assertThat(result.recovery().undecided()).as("claims undecided").isEqualTo(Long.parseLong(expected[5]));
        assertThat(result.recovery().falseClaims()).as("claims false").hasSize(Integer.parseInt(expected[6]));
        assertThat(result.engine()).isEqualTo("chain+search");
        boolean bad = result.verdict() != Verdict.LINEARIZABLE
                || !result.recovery().falseClaims().isEmpty();
        assertThat(expected[0]).startsWith(bad ? "bad/" : "ok/");
    }
}
