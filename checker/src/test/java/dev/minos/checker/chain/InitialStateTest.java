package dev.minos.checker.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.EngineChoice;
import dev.minos.checker.Verdict;
import dev.minos.checker.argument.Contradiction;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that existed before the recording began: {@code key1} is 'x' at version 3 in all of these, other keys are absent. */
class InitialStateTest {
    private static final VersionedKvModel MODEL =
            new VersionedKvModel().startingAt(Map.of("key1", new Versioned("x", 3)));

    /**
     * <pre>
     * |-- get -> 'x' at 3 --|  |-- put 'y' on 3 -> ok, 4 --|  |-- put 'z' on 3, refused --|
     * </pre>
     */
    private static final String FROM_THREE = """
            {"process":0,"type":"invoke","f":"get","key":"key1"}
            {"process":0,"type":"ok","f":"get","key":"key1","value":{"value":"x","version":3}}
            {"process":0,"type":"invoke","f":"put","key":"key1","value":{"value":"y","version":3}}
            {"process":0,"type":"ok","f":"put","key":"key1","value":{"value":"y","version":4}}
            {"process":0,"type":"invoke","f":"put","key":"key1","value":{"value":"z","version":3}}
            {"process":0,"type":"fail","f":"put","key":"key1","value":{"value":"z","version":3},"error":"version-mismatch"}
            """;

    @Test
    void acceptsAHistoryThatGoesOnFromThere() throws IOException {
        for (EngineChoice engine : EngineChoice.values()) {
            assertThat(check(FROM_THREE, MODEL, engine).verdict()).isEqualTo(Verdict.LINEARIZABLE);
        }
    }

    @Test
    void refusesTheSameHistoryOnAKeyThatWasAbsentOrAtAnotherVersion() throws IOException {
        for (EngineChoice engine : EngineChoice.values()) {
            assertThat(check(FROM_THREE, new VersionedKvModel(), engine).verdict())
                    .isEqualTo(Verdict.NOT_LINEARIZABLE);
            assertThat(check(FROM_THREE, new VersionedKvModel().startingAt(new Versioned("x", 4)), engine)
                            .verdict())
                    .isEqualTo(Verdict.NOT_LINEARIZABLE);
            assertThat(check(FROM_THREE.replace("key1", "key2"), MODEL, engine).verdict())
                    .isEqualTo(Verdict.NOT_LINEARIZABLE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get|null|ok|{\"value\":\"x\",\"version\":2}|shows a version below 3, at which the key began",
                "get|null|ok|null|shows a version below 3, at which the key began",
                "get|null|ok|{\"value\":\"w\",\"version\":3}"
                        + "|read version 3, at which the key began, with another value than it began with",
                "get|null|ok|{\"value\":\"w\",\"version\":4}"
                        + "|shows version 4, but only 0 puts can have made versions above 3",
                "put|{\"value\":\"w\",\"version\":2}|ok|{\"value\":\"w\",\"version\":3}"
                        + "|shows a version below 3, at which the key began",
                "put|{\"value\":\"w\",\"version\":4}|fail|\"key-not-found\""
                        + "|shows a version below 3, at which the key began",
                "put|{\"value\":\"w\",\"version\":3}|fail|\"refused\""
                        + "|shows that version 4 existed before it returned, but no put can have made version 4",
            })
    void saysWhyAnOperationIsImpossible(String f, String asked, String type, String answer, String shows)
            throws IOException {
        String field = type.equals("fail") ? "error" : "value";
        String history = """
                {"process":0,"type":"invoke","f":"%s","key":"key1","value":%s}
                {"process":0,"type":"%s","f":"%s","key":"key1","%s":%s}
                """.formatted(f, asked, type, f, field, answer);
        CheckResult result = check(history, MODEL, EngineChoice.AUTO);
        assertThat(result.engine()).isEqualTo("chain+search");
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        Contradiction why = Objects.requireNonNull(result.badKeys().get(0).contradiction());
        assertThat(why.evidence()).extracting(Contradiction.Evidence::shows).containsExactly(shows);
    }

    @Test
    void judgesAttemptsOnVersionsThatTheKeyNoLongerHad() throws IOException {
        History history = read("""
                {"process":0,"type":"invoke","f":"put","key":"key1","value":{"value":"y","version":2}}
                {"process":0,"type":"info","f":"put","key":"key1","value":{"value":"y","version":2}}
                {"process":"recovery","type":"info","f":"recovered","key":"key1","value":{"attempts":[0]}}
                {"process":1,"type":"invoke","f":"put","key":"key1","value":{"value":"z","version":3}}
                {"process":1,"type":"info","f":"put","key":"key1","value":{"value":"z","version":3}}
                {"process":2,"type":"invoke","f":"get","key":"key1"}
                {"process":2,"type":"ok","f":"get","key":"key1","value":{"value":"z","version":4}}
                {"process":"recovery","type":"info","f":"recovered","key":"key1","value":{"attempts":[3]}}
                """);
        CheckResult result = new Checker(CheckOptions.defaults()).check(history, MODEL);
        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(result.recovery().falseClaims())
                .singleElement()
                .satisfies(judged -> assertThat(judged.evidence())
                        .isEqualTo("the attempt of index 0 expected a version that the key cannot have had"));
        assertThat(result.recovery().proved()).isEqualTo(1);
        Chain chain = Chain.solve(VersionedOps.of(history, 0, MODEL));
        assertThat(List.of(chain.fate(0), chain.fate(1))).containsExactly(Fate.NONE, Fate.ALL);
    }

    private static CheckResult check(String lines, VersionedKvModel model, EngineChoice engine) throws IOException {
        return new Checker(CheckOptions.defaults().withEngine(engine)).check(read(lines), model);
    }

    private static History read(String lines) throws IOException {
        return HistoryReader.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "test");
    }
}
