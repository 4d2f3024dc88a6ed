package dev.minos.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.ReadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Histories collected from other projects, with a manifest.tsv of their operations, are read in full.
 *
 * <p>They are no part of this project: {@code -Dminos.histories=DIRECTORY} names where they are.
 */
class CollectedHistoriesTest {
    @TestFactory
    List<DynamicTest> readsAllOperationsOfEachFile() throws IOException {
        String directory = System.getProperty("minos.histories");
        assumeTrue(directory != null, "no collection of histories: name one with -Dminos.histories=DIRECTORY");
        Path root = Path.of(String.valueOf(directory));
        List<DynamicTest> tests = new ArrayList<>();
        for (String row : Files.readAllLines(root.resolve("manifest.tsv")).stream()
                .skip(1)
                .toList()) {
            String[] columns = row.split("\t", -1);
            tests.add(DynamicTest.dynamicTest(columns[0], () -> {
                History history = HistoryReader.read(root.resolve(columns[0]));
                if (!columns[4].isEmpty()) {
                    // The manifest counts events.
                    assertThat(events(root.resolve(columns[0]))).isEqualTo(Long.parseLong(columns[4]));
                }
                if (!columns[1].equals("append-kv") && history.size() > 0) {
                    assertThat(history.keys()).as("keys").containsExactly((Object) null);
                }
                assertThat(history.warnings()).allMatch(warning -> warning.contains("fail differs"));
            }));
        }
        return tests;
    }

    private static long events(Path file) throws IOException {
        List<Event> seen = new ArrayList<>();
        EventSink sink = new EventSink() {
            @Override
            public void add(Event event) {
                seen.add(event);
            }

            @Override
            public void warn(long line, String message) {
                throw new AssertionError(line + ": " + message);
            }
        };
        try (InputStream in = Files.newInputStream(file)) {
            HistoryReader.events(in, file.toString(), ReadOptions.defaults(), sink);
        }
        return seen.size();
    }
}
