package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.AppendKvModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.RegisterModel.Register;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.VersionedKvModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdict stands before anything that follows it begins, and is kept to its time also where a model is not. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VerdictFirstTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final long LAST_INDEX = 7;

    /**
     * <pre>
     * p0 |write 1|         |read 2|
     * p1          |read 3|          |read 1|
     * </pre>
     */
    private static final String BAD_REGISTER = """
            {"process":0,"type":"invoke","f":"write","value":1}
            {"process":0,"type":"ok","f":"write","value":1}
            {"process":1,"type":"invoke","f":"read","value":null}
            {"process":1,"type":"ok","f":"read","value":3}
            {"process":0,"type":"invoke","f":"read","value":null}
            {"process":0,"type":"ok","f":"read","value":2}
            {"process":1,"type":"invoke","f":"read","value":null}
            {"process":1,"type":"ok","f":"read","value":1}
            """;

    private static final String BAD_VERSIONED = """
            {"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"a","version":0}}
            {"process":0,"type":"ok","f":"put","key":"k","value":{"value":"a","version":1}}
            {"process":1,"type":"invoke","f":"get","key":"k"}
            {"process":1,"type":"ok","f":"get","key":"k","value":null}
            {"process":0,"type":"invoke","f":"get","key":"k"}
            {"process":0,"type":"ok","f":"get","key":"k","value":{"value":"a","version":1}}
            {"process":1,"type":"invoke","f":"get","key":"k"}
            {"process":1,"type":"ok","f":"get","key":"k","value":{"value":"a","version":1}}
            """;

    private static final String BAD_TEXT = """
            {"process":0,"type":"invoke","f":"append","key":"k","value":"a"}
            {"process":0,"type":"ok","f":"append","key":"k","value":"a"}
            {"process":1,"type":"invoke","f":"get","key":"k"}
            {"process":1,"type":"ok","f":"get","key":"k","value":"b"}
            {"process":0,"type":"invoke","f":"get","key":"k"}
            {"process":0,"type":"ok","f":"get","key":"k","value":"a"}
            {"process":1,"type":"invoke","f":"get","key":"k"}
            {"process":1,"type":"ok","f":"get","key":"k","value":"a"}
            """;

    private static History history(String lines) {
        try {
            return HistoryReader.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "test");
        } catch (IOException e) {
            throw new AssertionError("memory can be read", e);
        }
    }

    static Stream<Arguments> badHistories() {
        return Stream.of(EngineChoice.AUTO, EngineChoice.SEARCH)
                .flatMap(engine -> Stream.of(
                        Arguments.of(engine, new RegisterModel(), BAD_REGISTER),
                        Arguments.of(engine, new VersionedKvModel(), BAD_VERSIONED),
                        Arguments.of(engine, new AppendKvModel(), BAD_TEXT)));
    }

    @ParameterizedTest
    @MethodSource("badHistories")
    void saysTheVerdictAlone(EngineChoice engine, Model<?> model, String lines) {
        CheckOptions options = CheckOptions.defaults().withEngine(engine).withVerdictOnly();

        CheckResult result = new Checker(options).check(history(lines), model);

        assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(result.isFirstBadKnown()).isFalse();
        assertThat(result.firstBadIndex()).isNull();
        BadKey bad = result.badKeys().get(0);
        assertThat(bad.exact()).isFalse();
        assertThat(bad.firstBadIndex()).isEqualTo(LAST_INDEX);
        assertThat(bad.core()).isEmpty();
        assertThat(bad.contradiction()).isNull();
        assertThat(Explanation.of(result).get(0))
                .contains("the first bad operation is not known; bad at the latest by index " + LAST_INDEX);
    }

    @ParameterizedTest
    @MethodSource("badHistories")
    void namesTheFirstBadOperationWhereThereIsTime(EngineChoice engine, Model<?> model, String lines) {
        CheckResult result = new Checker(CheckOptions.defaults().withEngine(engine)).check(history(lines), model);

        assertThat(result.isFirstBadKnown()).isTrue();
        assertThat(result.firstBadIndex()).isEqualTo(3);
        assertThat(result.badKeys().get(0).core()).isNotEmpty();
        assertThat(result.badKeys().get(0).contradiction()).isNotNull();
    }

    @Test
    void knowsThatThereIsNoFirstBadOperationWithoutLookingForOne() {
        History sound = history(BAD_REGISTER.lines().limit(2).reduce("", (all, line) -> all + line + "\n"));

        CheckResult result = new Checker(CheckOptions.defaults().withVerdictOnly()).check(sound, new RegisterModel());

        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(result.isFirstBadKnown()).isTrue();
        assertThat(result.firstBadIndex()).isNull();
    }

    @Test
    void doesNotKnowWhetherThereIsAFirstBadOperationWithoutAVerdict() {
        CheckResult result = new Checker(CheckOptions.defaults())
                .check(history(BAD_REGISTER), new RegisterModel())
                .undecided("time ran out");

        assertThat(result.isFirstBadKnown()).isFalse();
    }

    /** Steps are counted on the way to the verdict; the next one is the first that only explains it. */
    private static long stepsOfTheVerdict() {
        Stepping model = new Stepping(step -> {});
        new Checker(CheckOptions.defaults().withThreads(1).withVerdictOnly()).check(history(BAD_REGISTER), model);
        return model.steps.get();
    }

    @Test
    void standsWhereAStepThatExplainsItDoesNotReturn() {
        CountDownLatch never = new CountDownLatch(1);
        long ofVerdict = stepsOfTheVerdict();
        Stepping stuck = new Stepping(step -> {
            if (step > ofVerdict) {
                awaitWhateverComes(never);
            }
        });

        CheckResult result = new Checker(CheckOptions.defaults().withThreads(1).withExplainWithin(SHORT))
                .check(history(BAD_REGISTER), stuck);
        never.countDown();

        assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(result.isFirstBadKnown()).isFalse();
        assertThat(result.badKeys().get(0).firstBadIndex()).isEqualTo(LAST_INDEX);
    }

    @Test
    void standsWhereTheModelThrowsOnTheWayToItsExplanation() {
        long ofVerdict = stepsOfTheVerdict();
        List<Supplier<Throwable>> faults = List.of(
                () -> new IllegalStateException("the model is broken"),
                () -> new OutOfMemoryError("no more"),
                StackOverflowError::new);
        for (Supplier<Throwable> fault : faults) {
            Stepping broken = new Stepping(step -> {
                if (step > ofVerdict) {
                    throwIt(fault.get());
                }
            });

            CheckResult result =
                    new Checker(CheckOptions.defaults().withThreads(1)).check(history(BAD_REGISTER), broken);

            assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
            assertThat(result.isFirstBadKnown()).isFalse();
        }
    }

    /** The whole verdict hangs on that step. */
    @Test
    void isUnknownInTimeWhereAStepDoesNotReturn() {
        CountDownLatch never = new CountDownLatch(1);
        Stepping stuck = new Stepping(step -> awaitWhateverComes(never));

        CheckResult result =
                new Checker(CheckOptions.defaults().withTimeout(SHORT)).check(history(BAD_REGISTER), stuck);
        never.countDown();

        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.unknownReason()).contains("time ran out: 0.2 s");
    }

    @Test
    void isUnknownInTimeWhereTheModelDoesNotSayWhetherAnOperationIsItsOwn() {
        CountDownLatch never = new CountDownLatch(1);
        Model<Register> stuck = new Stepping(step -> {}) {
            @Override
            public @Nullable Problem problem(Operation operation) {
                awaitWhateverComes(never);
                return null;
            }
        };

        CheckResult result =
                new Checker(CheckOptions.defaults().withTimeout(SHORT)).check(history(BAD_REGISTER), stuck);
        never.countDown();

        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result.unknownReason())
                .contains("time ran out: 0.2 s, while the model stepping was asked whether the operations are its own");
    }

    @Test
    void theTimeOfTheVerdictIsPartOfTheTimeInAll() {
        CheckResult result = new Checker(CheckOptions.defaults()).check(history(BAD_REGISTER), new RegisterModel());

        assertThat(result.verdictTime()).isPositive().isLessThanOrEqualTo(result.time());
    }

    /** As a step that hangs in I/O does: it does not end because somebody is tired of waiting. */
    private static void awaitWhateverComes(CountDownLatch latch) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (latch.await(1, TimeUnit.MINUTES)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void throwIt(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    /** A register of a user's own, which knows how many steps were taken. */
    private static class Stepping implements Model<Register> {
        private final RegisterModel register = new RegisterModel();
        private final AtomicLong steps = new AtomicLong();
        private final LongConsumer onStep;

        Stepping(LongConsumer onStep) {
            this.onStep = onStep;
        }

        @Override
        public String name() {
            return "stepping";
        }

        @Override
        public Register initial() {
            return register.initial();
        }

        @Override
        public Step<Register> step(Register state, Operation operation) {
            onStep.accept(steps.incrementAndGet());
            return register.step(state, operation);
        }

        @Override
        public boolean mutates(Operation operation) {
            return register.mutates(operation);
        }
    }
}
