package dev.minos.checker.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model that throws, wherever it is asked, leaves the verdict open and is named; it is never a pass nor a violation. */
class ModelFaultTest {
    /** Writes and reads that overlap, and a read that no order explains: a search goes through all states, some of them twice. */
    private static final String HISTORY = """
            {"process":0,"type":"invoke","f":"write","value":1}
            {"process":1,"type":"invoke","f":"write","value":2}
            {"process":2,"type":"invoke","f":"write","value":1}
            {"process":3,"type":"invoke","f":"read"}
            {"process":0,"type":"ok","f":"write","value":1}
            {"process":1,"type":"ok","f":"write","value":2}
            {"process":2,"type":"fail","f":"write","value":1,"error":"refused"}
            {"process":3,"type":"ok","f":"read","value":3}
            """;

    private enum Place {
        NOWHERE,
        INITIAL,
        STEP,
        STEP_WITHOUT_END,
        MUTATES,
        IS_EVIDENCE,
        LOOKS_AT_PROCESS,
        PROBLEM,
        HASH_CODE,
        EQUALS
    }

    private enum Null {
        STEP("step returned null for "),
        NEXT_STATE("the next state is null"),
        INITIAL("the initial state is null");

        private final String said;

        Null(String said) {
            this.said = said;
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOWHERE", "LOOKS_AT_PROCESS"})
    void leavesTheVerdictOpen(Place place) throws IOException {
        CheckResult result = check(HISTORY, place);
        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.unknownReason())
                .contains("the model faulty threw ")
                .contains(
                        place == Place.STEP_WITHOUT_END ? "java.lang.StackOverflowError" : "java.lang.AssertionError: ")
                .contains(place == Place.STEP_WITHOUT_END ? "" : place.name());
    }

    @Test
    void leavesTheVerdictOpenOfAnOperationOfUnknownOutcome() throws IOException {
        String unknown = HISTORY.replace("\"fail\"", "\"info\"");
        assertThat(check(unknown, Place.LOOKS_AT_PROCESS).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(check(unknown, Place.NOWHERE).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void decidesWhereTheModelThrowsNowhere() throws IOException {
        assertThat(check(HISTORY, Place.NOWHERE).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(check(HISTORY.replace("3}\n", "2}\n"), Place.NOWHERE).verdict())
                .isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void doesNotTakeAFaultOfOursForTheModels() {
        RuntimeException ours =
                thrownIn("java.util.ArrayList", "dev.minos.checker.search.DepthFirst", "org.example.Main");
        assertThat(ModelFault.isBehind(new FaultyRegister(Place.NOWHERE), ours)).isFalse();
        RuntimeException states =
                thrownIn("java.util.HashMap", "org.example.State", "dev.minos.checker.search.DepthFirst");
        assertThat(ModelFault.isBehind(new FaultyRegister(Place.NOWHERE), states))
                .isTrue();
        RuntimeException nobodys = thrownIn("java.util.HashMap");
        assertThat(ModelFault.isBehind(new FaultyRegister(Place.NOWHERE), nobodys))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheVerdictOpenWhereTheModelAnswersNull(Null answered) throws IOException {
        CheckResult result = new Checker(CheckOptions.defaults()).check(read(HISTORY), new NullRegister(answered));
        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.unknownReason())
                .startsWith("the model null-register threw java.lang.NullPointerException: " + answered.said);
        String onKey = HISTORY.replace("\"process\"", "\"key\":\"k\",\"process\"");
        assertThat(new Checker(CheckOptions.defaults())
                        .check(read(onKey), new NullRegister(answered))
                        .unknownReason())
                .startsWith("key k: the model null-register threw ");
    }

    private static RuntimeException thrownIn(String... classes) {
        RuntimeException thrown = new IllegalStateException();
        StackTraceElement[] frames = new StackTraceElement[classes.length];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new StackTraceElement(classes[i], "method", "File.java", 1);
        }
        thrown.setStackTrace(frames);
        return thrown;
    }

    private static CheckResult check(String text, Place place) throws IOException {
        return new Checker(CheckOptions.defaults()).check(read(text), new FaultyRegister(place));
    }

    private static History read(String text) throws IOException {
        return HistoryReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text.jsonl");
    }

    /** A register as one writes it without NullAway, in three ways that each forget one thing. */
    @NullUnmarked
    private static final class NullRegister implements Model<Object> {
        private final Null answered;

        NullRegister(Null answered) {
            this.answered = answered;
        }

        @Override
        public String name() {
            return "null-register";
        }

        @Override
        public Object initial() {
            return answered == Null.INITIAL ? null : 0L;
        }

        @Override
        public Step<Object> step(Object state, Operation operation) {
            if (operation.f().equals("write")) {
                return Step.next(answered == Null.NEXT_STATE ? null : operation.input());
            }
            if (Objects.equals(operation.output(), state)) {
                return Step.next(state);
            }
            return answered == Null.STEP ? null : Step.illegal(() -> "another value");
        }

        @Override
        public boolean mutates(Operation operation) {
            return operation.f().equals("write");
        }
    }

    /** Throws in one place, an Error at that: a model may use {@code assert}. */
    private static final class FaultyRegister implements Model<FaultyState> {
        private final Place faulty;

        FaultyRegister(Place faulty) {
            this.faulty = faulty;
        }

        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public FaultyState initial() {
            FaultyState.throwIf(faulty, Place.INITIAL);
            return new FaultyState(null, faulty);
        }

        @Override
        public Step<FaultyState> step(FaultyState state, Operation operation) {
            FaultyState.throwIf(faulty, Place.STEP);
            if (faulty == Place.STEP_WITHOUT_END) {
                return new FaultyRegister(faulty).step(state, operation);
            }
            if (operation.f().equals("write")) {
                return Step.next(new FaultyState(operation.input(), faulty));
            }
            return Objects.equals(operation.output(), state.value)
                    ? Step.next(state)
                    : Step.illegal(() -> "another value");
        }

        @Override
        public boolean mutates(Operation operation) {
            FaultyState.throwIf(faulty, Place.MUTATES);
            return operation.f().equals("write");
        }

        @Override
        public boolean isEvidence(Operation failed) {
            FaultyState.throwIf(faulty, Place.IS_EVIDENCE);
            return false;
        }

        @Override
        public boolean looksAtProcess() {
            FaultyState.throwIf(faulty, Place.LOOKS_AT_PROCESS);
            return false;
        }

        @Override
        public @Nullable Problem problem(Operation operation) {
            FaultyState.throwIf(faulty, Place.PROBLEM);
            return null;
        }
    }

    private static final class FaultyState {
        private final @Nullable Object value;
        private final Place faulty;

        FaultyState(@Nullable Object value, Place faulty) {
            this.value = value;
            this.faulty = faulty;
        }

        static void throwIf(Place faulty, Place here) {
            if (faulty == here) {
                throw new AssertionError(here.name());
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            throwIf(faulty, Place.EQUALS);
            return other instanceof FaultyState state && Objects.equals(value, state.value);
        }

        @Override
        public int hashCode() {
            throwIf(faulty, Place.HASH_CODE);
            return 1;
        }
    }
}
