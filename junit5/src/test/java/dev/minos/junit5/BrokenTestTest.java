package dev.minos.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Verdict;
import dev.minos.junit5.campaign.Answer;
import dev.minos.junit5.campaign.Campaign;
import dev.minos.junit5.campaign.CampaignRun;
import dev.minos.junit5.campaign.Judgement;
import dev.minos.junit5.campaign.Nemesis;
import dev.minos.junit5.campaign.Service;
import dev.minos.junit5.campaign.Services;
import dev.minos.junit5.campaign.Session;
import dev.minos.junit5.campaign.Workloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A session that throws what only a mistake in code explains; taken for unknown outcomes, it would pass. */
final class BrokenTestTest {
    private final Path directory;
    private final EngineRun engine;

    BrokenTestTest(@TempDir Path directory) {
        this.directory = directory;
        engine = new EngineRun(directory);
    }

    /** A correct service whose sessions throw in every n-th call of all. */
    private static Service throwing(int every, Exception thrown) {
        Service correct = Services.correct("register");
        AtomicInteger calls = new AtomicInteger();
        return client -> {
            Session session = correct.open(client);
            return request -> {
                Answer answer = session.call(request);
                if (calls.incrementAndGet() % every == 0) {
                    throw thrown;
                }
                return answer;
            };
        };
    }

    static final class HalfOfTheCalls {
        Service service() {
            return throwing(2, new NullPointerException("the answer has no value"));
        }

        @LinearizabilityTest(serviceFrom = "service", model = "register")
        void isLinearizable() {}
    }

    @Test
    void halfOfTheCallsFailTheTestAndItSaysWhy() {
        Throwable thrown = engine.thrownBy(HalfOfTheCalls.class);

        assertThat(thrown.getMessage())
                .matches(
                        "(?s)BROKEN TEST: (50\\d|4\\d\\d) of 1,000 calls threw what only a mistake in code explains, \\1"
                                + " java\\.lang\\.NullPointerException: \\1 of them while no fault was at work\n"
                                + "The first, of client_\\d in its (read|write \\d+):\n"
                                + "  java\\.lang\\.NullPointerException: the answer has no value\n"
                                + "    at dev\\.minos\\.junit5\\.BrokenTestTest.*"
                                + "Mend the session, or what it calls; where the outcome is unknown indeed, return"
                                + " Answer\\.unknown\\(reason\\) or throw an IOException\n\n"
                                + "Model register, 5 clients, 1,000 operations, .*");
        assertThat(thrown).hasCauseInstanceOf(NullPointerException.class);
    }

    private Judgement judged(Service service) throws Exception {
        CampaignRun run = Campaign.of(service, Workloads.named("register", 0))
                .operations(200)
                .run(directory);
        return Judgement.of(run, CheckOptions.defaults());
    }

    private static String firstLine(Judgement judgement) {
        return EngineRun.firstLine(judgement.message(Verdict.LINEARIZABLE, ""));
    }

    static Stream<Exception> mistakes() {
        return Stream.of(
                new NullPointerException(),
                new ClassCastException(),
                new ArrayIndexOutOfBoundsException(),
                new StringIndexOutOfBoundsException(),
                new ArithmeticException("/ by zero"),
                new ArrayStoreException(),
                new NegativeArraySizeException(),
                new IllegalArgumentException(),
                new NumberFormatException("null"),
                new UnsupportedOperationException(),
                new NoSuchElementException(),
                new ConcurrentModificationException(),
                new NoSuchMethodException(),
                new ExecutionException(new NullPointerException()),
                new CompletionException(new ExecutionException(new ClassCastException())),
                new InvocationTargetException(new NoSuchMethodError()),
                new ExecutionException(new AssertionError()));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void oneMistakeWithoutAFaultIsEnough(Exception mistake) throws Exception {
        Judgement judgement = judged(throwing(150, mistake));

        assertThat(judgement.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(firstLine(judgement)).startsWith("BROKEN TEST: 1 of 200 calls threw ");
    }

    /** A library's own exception, which says that nobody leads. */
    private static final class NoLeaderException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
    }

    /** As gRPC's StatusRuntimeException or the exceptions of Redis clients are. */
    private static final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static Stream<Exception> failures() {
        return Stream.of(
                new IOException("connection reset"),
                new UncheckedIOException(new IOException("connection reset")),
                new TimeoutException(),
                new IllegalStateException("closed"),
                new IllegalMonitorStateException(),
                new CancellationException(),
                new RejectedExecutionException(),
                new UnresolvedAddressException(),
                new SecurityException(),
                new NoLeaderException(),
                new UnavailableException(),
                new RuntimeException("wrapped", new NullPointerException()),
                new ExecutionException(new IOException("connection reset")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatASystemMayThrowIsAnUnknownOutcome(Exception failure) throws Exception {
        Judgement judgement = judged(throwing(20, failure));

        assertThat(judgement.is(Verdict.LINEARIZABLE))
                .as(judgement.message(Verdict.LINEARIZABLE, ""))
                .isTrue();
    }

    static final class FailingAssertion {
        Service service() {
            return client -> request -> {
                throw new AssertionError("this cannot be");
            };
        }

        @LinearizabilityTest(serviceFrom = "service", model = "register")
        void isLinearizable() {}
    }

    @Test
    void anErrorIsAMistakeAndEndsTheRun() {
        Throwable thrown = engine.thrownBy(FailingAssertion.class);

        assertThat(thrown.getMessage())
                .startsWith("BROKEN TEST: ")
                .contains("java.lang.AssertionError: this cannot be")
                .contains("\nThe run did not come to its end: client_");
        assertThat(thrown).hasCauseInstanceOf(AssertionError.class);
    }

    /**
     * A service that is closed while the nemesis lasts, once in the run.
     *
     * <pre>
     * nemesis   begin ------------------------ end
     * clients   |-calls-|  |-throws n times-|  |-calls-| ...
     * </pre>
     */
    private static final class Closed implements Service, Nemesis {
        private final Service correct = Services.correct("register");
        private final int times;
        private final Exception thrown;
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch thrownOften;
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicInteger left;

        Closed(int times, Exception thrown) {
            this.times = times;
            this.thrown = thrown;
            thrownOften = new CountDownLatch(times);
            left = new AtomicInteger(times);
        }

        @Override
        public Session open(int client) {
            return request -> {
                if (request.f().equals("write")) {
                    begun.await();
                }
                if (closed.get() && left.getAndDecrement() > 0) {
                    thrownOften.countDown();
                    throw thrown;
                }
                return correct.open(client).call(request);
            };
        }

        @Override
        public List<Nemesis> nemeses() {
            return List.of(this);
        }

        @Override
        public String name() {
            return "close";
        }

        @Override
        public void begin() {
            closed.set(left.get() == times);
            begun.countDown();
        }

        @Override
        public void end() throws InterruptedException {
            thrownOften.await();
            closed.set(false);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, true", "40, false"})
    void underAFaultAFewMistakesAreItsDoing(int times, boolean passes) throws Exception {
        Judgement judgement = closedOnce(new Closed(times, new NullPointerException()));

        assertThat(judgement.is(Verdict.LINEARIZABLE)).isEqualTo(passes);
        assertThat(firstLine(judgement))
                .startsWith(passes ? "LINEARIZABLE" : "BROKEN TEST: 40 of ")
                .endsWith(
                        passes
                                ? "LINEARIZABLE"
                                : " calls threw what only a mistake in code explains, 40"
                                        + " java.lang.NullPointerException: more than one call in twenty, under faults as"
                                        + " they were");
    }

    @Test
    void aServiceThatSaysItIsClosedIsNoBrokenTest() throws Exception {
        Judgement judgement = closedOnce(new Closed(40, new IllegalStateException("closed")));

        assertThat(firstLine(judgement)).isEqualTo("LINEARIZABLE");
    }

    private Judgement closedOnce(Closed service) throws Exception {
        CampaignRun run = Campaign.of(service, Workloads.named("register", 0))
                .operations(400)
                .nemesis(Duration.ofMillis(1), Duration.ofMillis(1))
                .run(directory);
        return Judgement.of(run, CheckOptions.defaults());
    }

    static final class WrongToo {
        Service service() throws Exception {
            Service wrong = Services.wrong("register");
            AtomicInteger calls = new AtomicInteger();
            return client -> {
                Session session = wrong.open(client);
                return request -> {
                    if (calls.incrementAndGet() % 20 == 0) {
                        throw new NullPointerException();
                    }
                    return session.call(request);
                };
            };
        }

        @LinearizabilityTest(serviceFrom = "service", model = "register")
        void isLinearizable() {}
    }

    static final class WrongAsExpected {
        Service service() throws Exception {
            return new WrongToo().service();
        }

        @LinearizabilityTest(serviceFrom = "service", model = "register", expected = Verdict.NOT_LINEARIZABLE)
        void isCaught() {}
    }

    @Test
    void aViolationIsSaidFirst() {
        assertThat(engine.failure(WrongToo.class))
                .startsWith("NOT LINEARIZABLE: ")
                .containsPattern("\nAnd the test is broken: \\d+ of 1,000 calls threw ");
        engine.passes(WrongAsExpected.class, 1);
    }

    /**
     * A session that cannot read what is not there any more. Its calls were unknown outcomes, and the loss passed.
     */
    @Test
    void whatHidesALossIsFound() throws Exception {
        Service correct = Services.correct("register");
        AtomicInteger reads = new AtomicInteger();
        Judgement judgement = judged(client -> {
            Session session = correct.open(client);
            return request -> {
                Answer answer = session.call(request);
                boolean lost = request.f().equals("read") && reads.incrementAndGet() % 30 == 0;
                Objects.requireNonNull(lost ? null : "stored"); // as map.get(key).value() does
                return answer;
            };
        });

        assertThat(judgement.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(firstLine(judgement)).startsWith("BROKEN TEST: ");
    }
}
