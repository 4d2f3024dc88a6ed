package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.model.VersionedKvModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A broken history is refused with its line and a reason, or read with a warning: never judged. */
class MalformedHistoriesTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "malformed");

    @TestFactory
    List<DynamicTest> saysWhereAndWhyAHistoryIsBroken() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String row : Files.readAllLines(FOLDER.resolve("expected.tsv")).stream()
                .skip(1)
                .toList()) {
            String[] columns = row.split("\t", -1);
            tests.add(DynamicTest.dynamicTest(columns[0], () -> says(columns)));
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }

    private static void says(String[] expected) throws IOException {
        Path file = FOLDER.resolve(expected[0]);
        switch (expected[1]) {
            case "error" ->
                assertThatThrownBy(() -> new Checker(CheckOptions.defaults())
                                .check(HistoryReader.read(file), new VersionedKvModel()))
                        .isInstanceOfSatisfying(
                                MalformedHistoryException.class,
                                e -> assertThat(e.line()).isEqualTo(Long.parseLong(expected[2])))
                        .hasMessageStartingWith(file + ":" + expected[2] + ": ")
                        .hasMessageContaining(expected[3]);
            case "warning" ->
                assertThat(HistoryReader.read(file).warnings())
                        .singleElement()
                        .asString()
                        .startsWith(file + ":" + expected[2] + ": ")
                        .contains(expected[3]);
            default -> assertThat(HistoryReader.read(file).warnings()).isEmpty();
        }
    }
}
