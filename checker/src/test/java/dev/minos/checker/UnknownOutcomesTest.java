package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownOutcomesTest {
    private static History history(String lines) {
        try {
            return HistoryReader.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "test");
        } catch (IOException e) {
            throw new AssertionError("memory can be read", e);
        }
    }

    /** As many answered writes, and one operation of unknown outcome with each of these errors, as JSON. */
    private static UnknownOutcomes of(int answered, List<String> errors) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < answered + errors.size(); i++) {
            String head = "{\"process\":" + i + ",\"f\":\"write\",\"value\":" + i + ",\"type\":";
            lines.append(head).append("\"invoke\"}\n");
            lines.append(head)
                    .append(i < answered ? "\"ok\"}\n" : "\"info\",\"error\":" + errors.get(i - answered) + "}\n");
        }
        return UnknownOutcomes.of(history(lines.toString()));
    }

    @Test
    void countsByErrorTheMostFrequentFirst() {
        UnknownOutcomes unknown = of(2, List.of("\"deadline\"", "\"refused\"", "\"refused\"", "null"));

        assertThat(unknown.total()).isEqualTo(4);
        assertThat(unknown.operations()).isEqualTo(6);
        assertThat(unknown.byKind())
                .containsExactly(Map.entry("refused", 2L), Map.entry("deadline", 1L), Map.entry("no reason given", 1L));
        assertThat(unknown.ofOtherKinds()).isZero();
        assertThat(unknown.inWords()).isEqualTo("4 of 6: refused 2, deadline 1, no reason given 1");
    }

    @Test
    void hasNoKindsWhereEveryOutcomeIsKnown() {
        UnknownOutcomes none = of(3, List.of());

        assertThat(none.inWords()).isEqualTo("0 of 3");
        assertThat(none.byKind()).isEmpty();
        assertThat(none.warningAbove(0)).isNull();
    }

    @Test
    void tellsWhatNeverCompletedFromWhatGaveNoReason() {
        UnknownOutcomes unknown = UnknownOutcomes.of(history("""
                {"process":0,"f":"write","value":1,"type":"invoke"}
                {"process":1,"f":"write","value":2,"type":"invoke"}
                {"process":1,"f":"write","value":2,"type":"info"}
                """));

        assertThat(unknown.byKind()).containsOnlyKeys("never completed", "no reason given");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"timeout\",{\"ms\":5001}]                  | timeout",
                "{\"type\":\"io\",\"message\":\"reset\"}      | io",
                "{\"code\":\"E17\",\"at\":3}                  | E17",
                "{\"message\":\"reset\"}                      | {message=reset}",
                "[1,2]                                        | [1, 2]",
                "17                                           | 17",
                "\"\"                                         | no reason given",
                "\"a\\u001b[31mred\\nline\"                   | a\\u001b[31mred\\u000aline",
            })
    void namesAnErrorOfAnyShapeInOneLine(String error, String kind) {
        assertThat(of(0, List.of(error)).byKind()).containsOnlyKeys(kind);
    }

    @Test
    void cutsLongErrors() {
        UnknownOutcomes unknown = of(0, List.of("\"" + "x".repeat(1_000) + "\""));

        assertThat(unknown.byKind()).containsOnlyKeys("x".repeat(60) + "…");
    }

    /** Every operation has an error of its own, but for the last hundred, which have the same. */
    @Test
    void boundsTheNumberOfKindsAndKeepsTheMostFrequent() {
        List<String> errors = IntStream.range(0, 600)
                .mapToObj(i -> i < 500 ? "\"took " + i + " ms\"" : "\"refused\"")
                .toList();

        UnknownOutcomes unknown = of(0, errors);

        assertThat(unknown.byKind()).hasSize(20).containsEntry("refused", 100L);
        assertThat(unknown.byKind().keySet().iterator().next()).isEqualTo("refused");
        assertThat(unknown.ofOtherKinds()).isEqualTo(600 - 100 - 19);
        assertThat(unknown.inWords())
                .startsWith("600 of 600: refused 100, took ")
                .endsWith(", of other kinds 493");
    }

    @Test
    void twoTogetherCountWhatBothDo() {
        UnknownOutcomes both = of(1, List.of("\"a\"", "\"b\"")).plus(of(2, List.of("\"b\"")));

        assertThat(both).isEqualTo(of(3, List.of("\"a\"", "\"b\"", "\"b\"")));
    }

    @ParameterizedTest
    @CsvSource({
        "15, 5, 25, false",
        "14, 5, 25, true",
        "0, 4, 25, false",
        "0, 5, 25, true",
        "0, 5, 100, false",
        "95, 5, 4.5, true"
    })
    void warnsAboveAShareOfAtLeastFive(int answered, int unknown, double percent, boolean warns) {
        UnknownOutcomes outcomes = of(
                answered, IntStream.range(0, unknown).mapToObj(i -> "\"down\"").collect(Collectors.toList()));

        String warning = outcomes.warningAbove(percent);

        assertThat(warning != null).isEqualTo(warns);
        if (warning != null) {
            assertThat(warning).contains("down " + unknown).contains(unknown + " of " + (answered + unknown));
        }
    }
}
