package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.RegisterModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which engine is asked, and what a result says of it. */
class EnginesTest {
    private static final CheckOptions OPTIONS = CheckOptions.defaults().withTimeout(Duration.ofSeconds(2));

    /** Twenty-four writes at one time and two reads that cannot both be right: every order would have to be tried. */
    private static String hard(String key) {
        StringBuilder lines = new StringBuilder();
        for (String type : new String[] {"invoke", "ok"}) {
            for (int i = 0; i < 24; i++) {
                lines.append(event(key, i, type, "write", i + 1));
            }
        }
        for (int value : new int[] {1, 2}) {
            lines.append(event(key, 0, "invoke", "read", null)).append(event(key, 0, "ok", "read", value));
        }
        return lines.toString();
    }

    /** A write of unknown outcome that may be that which was read, or not. */
    private static String repeated(String key) {
        return event(key, 90, "invoke", "write", 1)
                + event(key, 90, "info", "write", 1)
                + event(key, 91, "invoke", "write", 1)
                + event(key, 91, "ok", "write", 1)
                + event(key, 91, "invoke", "read", null)
                + event(key, 91, "ok", "read", 1);
    }

    private static String event(String key, int process, String type, String f, @Nullable Integer value) {
        return "{\"process\":" + process + ",\"type\":\"" + type + "\",\"f\":\"" + f + "\",\"key\":\"" + key
                + "\",\"value\":" + value + "}\n";
    }

    private static CheckResult check(String lines, CheckOptions options) throws IOException {
        History history =
                HistoryReader.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "history.jsonl");
        return new Checker(options).check(history, new RegisterModel());
    }

    @Test
    void distinctValuesDecideWhatASearchCannot() throws IOException {
        CheckResult result = check(hard("k"), OPTIONS);

        assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(result.engine()).isEqualTo("distinct");
        BadKey bad = result.badKeys().get(0);
        assertThat(bad.firstBadIndex()).isEqualTo(51);
        assertThat(bad.core()).hasSize(3);
    }

    @Test
    void theSearchIsAskedAloneWhereItIsWanted() throws IOException {
        CheckResult result =
                check(hard("k"), OPTIONS.withEngine(EngineChoice.SEARCH).withMemoryBytes(1 << 20));

        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.engine()).isEqualTo("search");
    }

    @Test
    void theSearchIsAskedWhereAValueHasTwoOrigins() throws IOException {
        assertThat(check(repeated("k"), OPTIONS).engine()).isEqualTo("search");
        CheckResult both =
                check(repeated("k") + event("l", 1, "invoke", "write", 1) + event("l", 1, "ok", "write", 1), OPTIONS);
        assertThat(both.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(both.engine()).isEqualTo("distinct,search");
    }

    /** So many writes at one time, of values that repeat, that no search tries them all; and a read of what none of them wrote. */
    @Test
    void whatNobodyWroteIsRefutedAlsoWhereValuesRepeat() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String type : new String[] {"invoke", "ok"}) {
            for (int i = 0; i < 40; i++) {
                lines.append(
                        i % 2 == 0
                                ? event("k", i, type, "write", i % 3)
                                : event("k", i, type, "read", type.equals("invoke") ? null : i == 21 ? 7 : i % 3));
            }
        }
        CheckResult result = check(lines.toString(), OPTIONS);

        assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(result.badKeys().get(0).firstBadIndex()).isEqualTo(61);
        assertThat(result.badKeys().get(0).exact()).isTrue();
    }

    /** What depends on how far a search came in its time is not said. */
    @Test
    void unknownSaysTheSameInEveryRun() throws IOException {
        CheckOptions little = OPTIONS.withEngine(EngineChoice.SEARCH).withMemoryBytes(1 << 20);
        assertThat(check(hard("k"), little).unknownReason())
                .isEqualTo(check(hard("k"), little).unknownReason())
                .contains("of 26 operations up to 24 were open at once");
    }
}
