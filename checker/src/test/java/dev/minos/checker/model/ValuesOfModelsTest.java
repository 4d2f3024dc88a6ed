package dev.minos.checker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.ForeignOperationException;
import dev.minos.checker.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that look like nothing, or are none of a model's, are judged for what they are, or refused with their line. */
class ValuesOfModelsTest {
    @TempDir
    private Path folder;

    @Test
    void nilIsAnElementOfASet() throws IOException {
        String added = operation(0, "add", "null");
        assertThat(verdict("set", added + operation(1, "read", "[null]"))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("set", added + operation(1, "read", "[]"))).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(verdict("set", added + operation(1, "add", "1") + operation(2, "read", "[1]")))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(verdict("set", operation(1, "read", "[null]"))).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(verdict("set", added + operation(1, "read", "[null,null]"))).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    /** As with Knossos, which asks whether what was read equals the set: nil equals none. */
    @Test
    void aReadOfASetThatAnsweredNilIsLegalNowhereAndSaysWhy() throws IOException {
        for (String before : List.of("", operation(0, "add", "1"))) {
            CheckResult result = check("set", before + operation(1, "read", "null"));
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
            assertThat(result.extent().warnings())
                    .singleElement()
                    .asString()
                    .contains("1 read answered nil")
                    .contains("that is no set, not even an empty one, which is []");
        }
        assertThat(check("set", operation(1, "read", "[]")).extent().warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "append-kv; put; 5; :1: expected the value of put to be a text, got 5",
                "append-kv; put; null; :1: expected the value of put to be a text, got nil",
                "append-kv; append; null; :1: expected the value of append to be a text, got nil",
                "append-kv; append; [\"a\"]; :1: expected the value of append to be a text, got [a]",
                "set; read; 5; :2: expected a read to answer all elements of the set, [] for none, got 5",
                "set; read; \"a\"; :2: expected a read to answer all elements of the set, [] for none, got a",
                "multi-register; txn; null; :1: expected a txn to be of",
                "multi-register; txn; [[\"read\",null,1]]; :1: expected a txn to be of",
                "multi-register; txn; [[\"read\",\"x\"]]; :1: expected a txn to be of",
                "multi-register; txn; [[\"increment\",\"x\",1]]; :1: expected a txn to be of",
                "cas-register; cas; [1]; :1: expected a cas to be of [current new]",
                "cas-register; cas; null; :1: expected a cas to be of [current new]",
            })
    void whatIsNoneOfAModelsIsRefusedWithItsLine(String model, String f, String value, String message) {
        for (String type : List.of("ok", "info")) {
            String invoked = f.equals("read") ? "null" : value;
            String answered = f.equals("read") ? value : "null";
            String text = event(0, "invoke", f, invoked) + event(0, type, f, type.equals("ok") ? answered : "null");
            if (!f.equals("read") || type.equals("ok")) {
                assertThatThrownBy(() -> check(model, text))
                        .isInstanceOf(ForeignOperationException.class)
                        .hasMessageContaining(message);
            }
        }
    }

    @Test
    void anAnswerIsRefusedWithItsOwnLine() {
        assertThatThrownBy(() -> check("append-kv", event(0, "invoke", "get", "null") + event(0, "ok", "get", "7")))
                .isInstanceOf(ForeignOperationException.class)
                .hasMessageContaining(":2: expected the value of an ok get to be a text, got 7");
        assertThatThrownBy(
                        () -> check("cas-register", event(0, "invoke", "cas", "[1,2]") + event(0, "ok", "cas", "true")))
                .isInstanceOf(ForeignOperationException.class)
                .hasMessageContaining(":2: expected a cas to be of [current new], got true");
        assertThatThrownBy(() -> check("append-kv", event(0, "invoke", "put", "\"a\"") + event(0, "ok", "put", "true")))
                .isInstanceOf(ForeignOperationException.class)
                .hasMessageContaining(":2: expected the value of an ok put to be a text, got true");
    }

    /** What failed never happened, whatever it asked. */
    @Test
    void aTextStoreMindsNoAttemptThatFailed() throws IOException {
        assertThat(verdict(
                        "append-kv",
                        event(0, "invoke", "put", "5") + event(0, "fail", "put", "5") + operation(0, "get", "\"\"")))
                .isEqualTo(Verdict.LINEARIZABLE);
    }

    /** Null and {@code {"value":null,"version":0}} are one value of a register, wherever they stand. */
    @ParameterizedTest
    @CsvSource({"null,null", "null,NOTHING", "NOTHING,null", "NOTHING,NOTHING"})
    void aRegisterHasOneNameForNothing(String written, String compared) throws IOException {
        String nothing = "{\"value\":null,\"version\":0}";
        String left = written.replace("NOTHING", nothing);
        String current = compared.replace("NOTHING", nothing);
        String cleared = operation(0, "write", "1") + operation(0, "write", left);
        for (String model : List.of("register", "cas-register")) {
            assertThat(verdict(model, cleared + operation(1, "read", nothing))).isEqualTo(Verdict.LINEARIZABLE);
            assertThat(verdict(model, cleared + operation(0, "write", "2") + operation(1, "read", nothing)))
                    .isEqualTo(Verdict.NOT_LINEARIZABLE);
        }
        assertThat(verdict("cas-register", cleared + operation(1, "cas", "[" + current + ",3]")))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("cas-register", operation(0, "write", "1") + operation(1, "cas", "[" + current + ",3]")))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(verdict(
                        "cas-register", operation(0, "cas", "[null," + left + "]") + operation(1, "cas", "[null,2]")))
                .isEqualTo(Verdict.LINEARIZABLE);
        String txn = "[[\"write\",\"x\",%s]]";
        String read = operation(1, "txn", "[[\"read\",\"x\"," + nothing + "]]");
        assertThat(verdict(
                        "multi-register",
                        operation(0, "txn", txn.formatted("1")) + operation(0, "txn", txn.formatted(left)) + read))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("multi-register", operation(0, "txn", txn.formatted("1")) + read))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void readsThatSawNothingAfterAValueAreCounted() throws IOException {
        String seen = event(0, "invoke", "write", "7") + event(0, "info", "write", "7") + operation(1, "read", "7");
        for (String model : List.of("register", "cas-register")) {
            CheckResult result = check(model, seen + operation(2, "read", "null") + operation(2, "read", "null"));
            assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
            assertThat(result.extent().warnings())
                    .singleElement()
                    .asString()
                    .contains("2 reads saw nothing after a value had been seen, from index 5 on");
            // Nothing was seen yet, or somebody wrote nothing, or it is certain what was seen.
            assertThat(check(model, operation(2, "read", "null") + seen)
                            .extent()
                            .warnings())
                    .isEmpty();
            assertThat(check(model, seen + operation(0, "write", "null") + operation(2, "read", "null"))
                            .extent()
                            .warnings())
                    .isEmpty();
            assertThat(check(model, seen + operation(2, "read", "{\"value\":null,\"version\":0}"))
                            .verdict())
                    .isEqualTo(Verdict.NOT_LINEARIZABLE);
        }
        String txn = operation(0, "txn", "[[\"write\",\"x\",1]]");
        assertThat(check("multi-register", txn + operation(1, "txn", "[[\"read\",\"x\",null]]"))
                        .extent()
                        .warnings())
                .singleElement()
                .asString()
                .contains("1 read saw nothing");
        assertThat(check("multi-register", txn + operation(1, "txn", "[[\"read\",\"y\",null]]"))
                        .extent()
                        .warnings())
                .isEmpty();
    }

    /** As with Knossos the answer counts; of a server's OK nobody meant that. */
    @ParameterizedTest
    @CsvSource({"register,write", "cas-register,write", "set,add", "fifo-queue,enqueue", "append-kv,put"})
    void answersThatDifferFromWhatWasAskedAreCounted(String model, String f) throws IOException {
        String asked = event(0, "invoke", f, "\"a\"");
        assertThat(check(model, asked + event(0, "ok", f, "\"OK\"")).extent().warnings())
                .singleElement()
                .asString()
                .contains("1 answer to " + f + " has another value than was asked for, from index 1 on");
        assertThat(check(model, asked + event(0, "ok", f, "\"a\"")).extent().warnings())
                .isEmpty();
        assertThat(check(model, asked + event(0, "ok", f, "null")).extent().warnings())
                .isEmpty();
    }

    @Test
    void registersNeedNames() {
        Map<Object, Object> unnamed = new HashMap<>();
        unnamed.put(null, 1L);
        assertThatThrownBy(() -> new MultiRegisterModel().startingAt(unnamed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected every register to have a name");
    }

    private Verdict verdict(String model, String text) throws IOException {
        return check(model, text).verdict();
    }

    private CheckResult check(String model, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("h.jsonl"), text);
        return new Checker(CheckOptions.defaults())
                .check(HistoryReader.read(file), Objects.requireNonNull(Models.named(model)));
    }

    /** An operation with its answer: what is read is in the answer alone. */
    private static String operation(int process, String f, String value) {
        boolean reads = f.equals("read") || f.equals("get");
        return event(process, "invoke", f, reads ? "null" : value) + event(process, "ok", f, value);
    }

    private static String event(int process, String type, String f, String value) {
        return "{\"process\":" + process + ",\"type\":\"" + type + "\",\"f\":\"" + f + "\",\"value\":" + value + "}\n";
    }
}
