package dev.minos.checker.argument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.RegisterModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that only a failed operation wrote is said to be that one's, and one that only looks the same is told apart. */
class UnexplainedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "register|write|9|read|null|9|Write 9 of index 0 had failed, and nothing else that was called by then writes 9",
                "cas-register|cas|[null,9]|read|null|9|Cas [null, 9] of index 0 had failed, and nothing else",
                "fifo-queue|enqueue|9|dequeue|null|9|Enqueue 9 of index 0 had failed, and nothing else",
                "unordered-queue|enqueue|9|dequeue|null|9|Enqueue 9 of index 0 had failed, and nothing else",
                "set|add|9|read|null|[9]|Add 9 of index 0 had failed, and nothing else",
                "append-kv|append|\"b\"|get|null|\"ab\"|Append 'b' of index 0 had failed, and nothing else",
                "append-kv|put|\"ab\"|get|null|\"ab\"|Put 'ab' of index 0 had failed, and nothing else",
                "multi-register|txn|[[\"write\",\"x\",9]]|txn|[[\"read\",\"x\",null]]|[[\"read\",\"x\",9]]|Txn [[write, x, 9]]"
                        + " of index 0 had failed, and nothing else that was called by then writes 9 in 'x'",
                "versioned-kv|put|{\"value\":\"b\",\"version\":0}|get|null|{\"value\":\"b\",\"version\":1}|put 'b' on version 0 of"
                        + " index 0 had failed",
            })
    void namesWhatFailed(String model, String f, String asked, String read, String question, String answer, String says)
            throws IOException {
        assertThat(explain(model, failed(f, asked) + read(read, question, answer)))
                .anyMatch(line -> line.contains(says))
                .noneMatch(line -> line.contains("Nothing"));
    }

    @Test
    void namesWhatFailedLater() throws IOException {
        String history = """
                {"process":0,"type":"invoke","f":"write","value":9}
                {"process":1,"type":"invoke","f":"read"}
                {"process":1,"type":"ok","f":"read","value":9}
                {"process":0,"type":"fail","f":"write","value":9}
                """;
        assertThat(explain("register", history))
                .anyMatch(line -> line.startsWith("  Write 9 of index 0 failed, and nothing else"));
    }

    @Test
    void namesNothingThatFailedWhereSomethingElseWroteTheValueOrItWasCalledLater() throws IOException {
        String stale = """
                {"process":0,"type":"invoke","f":"write","key":"k","value":9}
                {"process":0,"type":"ok","f":"write","key":"k","value":9}
                {"process":0,"type":"invoke","f":"write","key":"k","value":8}
                {"process":0,"type":"ok","f":"write","key":"k","value":8}
                """;
        assertThat(explain("register", stale + failed("write", "9") + read("read", "null", "9")))
                .noneMatch(line -> line.contains("failed,"));
        assertThat(explain("register", read("read", "null", "9") + failed("write", "9")))
                .anyMatch(line -> line.contains("Nothing that was called by then writes 9"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "register|write|\"2\"|read|null|2|Write '2' of index 0 is of the text '2', and what was found is the integer 2",
                "cas-register|write|2|read|null|\"2\"|Write 2 of index 0 is of the integer 2, and what was found is the text '2'",
                "fifo-queue|enqueue|2|dequeue|null|\"2\"|Enqueue 2 of index 0 is of the integer 2",
                "set|add|2|read|null|[\"2\"]|Add 2 of index 0 is of the integer 2",
                "versioned-kv|put|{\"value\":\"2\",\"version\":0}|get|null|{\"value\":2,\"version\":1}|put '2' on version 0 of index 0"
                        + " is of the text '2', and what was found is the integer 2: not the same value",
            })
    void tellsApartWhatLooksTheSame(
            String model, String f, String asked, String read, String question, String answer, String says)
            throws IOException {
        String written = "{\"process\":0,\"type\":\"invoke\",\"f\":\"" + f + "\",\"key\":\"k\",\"value\":" + asked
                + "}\n" + "{\"process\":0,\"type\":\"info\",\"f\":\"" + f + "\",\"key\":\"k\",\"value\":" + asked
                + "}\n";
        assertThat(explain(model, written + read(read, question, answer))).anyMatch(line -> line.contains(says));
    }

    @Test
    void tellsApartWhatOnlyLooksLikeTheInitialValue() throws IOException {
        assertThat(explain(new RegisterModel("0"), read("read", "null", "0")))
                .anyMatch(line -> line.endsWith(
                        "At first it was the text '0', and what was found is the integer 0: not the same value."));
    }

    private static String failed(String f, String asked) {
        return "{\"process\":0,\"type\":\"invoke\",\"f\":\"" + f + "\",\"key\":\"k\",\"value\":" + asked + "}\n"
                + "{\"process\":0,\"type\":\"fail\",\"f\":\"" + f + "\",\"key\":\"k\",\"value\":" + asked
                + ",\"error\":\"unavailable\"}\n";
    }

    private static String read(String f, String question, String answer) {
        return "{\"process\":1,\"type\":\"invoke\",\"f\":\"" + f + "\",\"key\":\"k\",\"value\":" + question + "}\n"
                + "{\"process\":1,\"type\":\"ok\",\"f\":\"" + f + "\",\"key\":\"k\",\"value\":" + answer + "}\n";
    }

    private static List<String> explain(String model, String history) throws IOException {
        return explain(Objects.requireNonNull(Models.named(model)), history);
    }

    private static List<String> explain(Model<?> model, String history) throws IOException {
        return Explanation.of(new Checker(CheckOptions.defaults())
                .check(
                        HistoryReader.read(
                                new ByteArrayInputStream(history.getBytes(StandardCharsets.UTF_8)), "history"),
                        model));
    }
}
