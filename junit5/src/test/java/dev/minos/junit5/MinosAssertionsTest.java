package dev.minos.junit5;

import static dev.minos.junit5.MinosAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.EngineChoice;
import dev.minos.checker.history.ForeignOperationException;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.MutexModel;
import dev.minos.checker.model.NoopModel;
import dev.minos.checker.model.RegisterModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Both kinds of {@code assertThat} are imported here, as in the tests of whoever uses AssertJ. */
final class MinosAssertionsTest {
    private static final String WRITE = """
            {"process":0,"type":"invoke","f":"write","value":1}
            {"process":0,"type":"ok","f":"write","value":1}
            """;
    private static final String READ_1 = """
            {"process":1,"type":"invoke","f":"read"}
            {"process":1,"type":"ok","f":"read","value":1}
            """;
    private static final String READ_2 = READ_1.replace("1}", "2}");

    private static History history(String lines) throws IOException {
        return HistoryReader.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "register.jsonl");
    }

    @Test
    void acceptsWhatIsLinearizable() throws Exception {
        History history = history(WRITE + READ_1);

        assertThat(history.size()).isEqualTo(2); // AssertJ's
        assertThat(history).isLinearizable(new RegisterModel());
        assertThatThrownBy(() -> assertThat(history).isNotLinearizable(new RegisterModel()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("LINEARIZABLE, though NOT_LINEARIZABLE was expected\n");
    }

    @Test
    void rejectsWhatIsNotWithTheProof() throws Exception {
        History history = history(WRITE + READ_2);

        assertThat(history).isNotLinearizable(new RegisterModel());
        assertThatThrownBy(() -> assertThat(history).isLinearizable(new RegisterModel()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("NOT LINEARIZABLE: first bad operation at index 3\n")
                .hasMessageContaining("  - read -> 2 (process 1, index 2 to 3)")
                .hasMessageEndingWith(
                        "\n\nModel register, 2 operations, unknown outcomes: 0 of 2\nHistory: register.jsonl");
    }

    @Test
    void whatNobodyCanTellIsNeither() throws Exception {
        History history = history(WRITE + READ_1);
        UnfinishedModel thrower = new UnfinishedModel();

        for (Runnable asserted : new Runnable[] {
            () -> assertThat(history).isLinearizable(thrower),
            () -> assertThat(history).isNotLinearizable(thrower)
        }) {
            assertThatThrownBy(asserted::run)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("UNKNOWN: ")
                    .hasMessageContaining("not written yet");
        }
    }

    @Test
    void nothingIsNoPass() throws Exception {
        History history = history("");

        assertThatThrownBy(() -> assertThat(history).isLinearizable(new NoopModel()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("VACUOUS: the history holds no operation");
    }

    @Test
    void checksAsItIsTold() throws Exception {
        History history = history(WRITE + READ_1);
        HistoryAssert chain =
                assertThat(history).checkedWith(CheckOptions.defaults().withEngine(EngineChoice.CHAIN));

        assertThatThrownBy(() -> chain.isLinearizable(new RegisterModel()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the chain engine decides only versioned-kv");
        assertThatCode(() -> assertThat(history)
                        .checkedWith(CheckOptions.defaults().withEngine(EngineChoice.SEARCH))
                        .isLinearizable(new RegisterModel()))
                .doesNotThrowAnyException();
    }

    @Test
    void operationsOfAnotherModelAreMisuse() throws Exception {
        History history = history(WRITE);

        assertThatThrownBy(() -> assertThat(history).isLinearizable(new MutexModel()))
                .isInstanceOf(ForeignOperationException.class);
    }
}
