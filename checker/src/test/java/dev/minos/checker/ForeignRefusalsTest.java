package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Symbol;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like a refusal by the store and is none is no evidence, to either engine. */
class ForeignRefusalsTest {
    private static final String PUT = "\"f\":\"put\",\"key\":\"k\",\"value\":{\"value\":\"a\",\"version\":0}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"version-mismatch\",-1]",
                "[\"refused\",-3]",
                "[\"key-exists\",\"1\"]",
                "\"timeout\"",
                "null",
                "7"
            })
    void sayNothingOfTheKey(String error) throws IOException {
        assertThat(check(read(error)).verdict()).isEqualTo(Verdict.LINEARIZABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"version-mismatch\",1]", "\"version-mismatch\"", "\"refused\"", "\"key-exists\""})
    void whileARealOneConvicts(String error) throws IOException {
        assertThat(check(read(error)).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    /** EDN's {@code :error refused} is a symbol; what a store says is a word or a keyword. */
    @Test
    void aSymbolIsNoWord() {
        HistoryBuilder history = new HistoryBuilder("symbol");
        Object put = new Versioned("a", 0);
        history.add(new Event(1, 0, 0L, EventType.INVOKE, "put", "k", put, null, null, 0, 0));
        history.add(new Event(2, 1, 0L, EventType.FAIL, "put", "k", put, new Symbol("refused"), null, 0, 0));
        assertThat(check(history.build()).verdict()).isEqualTo(Verdict.LINEARIZABLE);
    }

    private static CheckResult check(History history) {
        return new Checker(CheckOptions.defaults()).check(history, new VersionedKvModel());
    }

    private static History read(String error) throws IOException {
        String lines = "{\"process\":0,\"type\":\"invoke\"," + PUT + "}\n{\"process\":0,\"type\":\"fail\"," + PUT
                + ",\"error\":" + error + "}\n";
        return HistoryReader.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "lines.jsonl");
    }
}
