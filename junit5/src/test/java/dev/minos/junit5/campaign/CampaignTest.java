package dev.minos.junit5.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.json.JsonLine;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.Step;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CampaignTest {
    private static final Workload REGISTER = Workloads.named("register", 0);

    @TempDir
    Path directory;

    private static History.AttemptId attempt(History history, int op) {
        return Objects.requireNonNull(history.attempt(op));
    }

    private static List<String> asked(Path history, int client) throws IOException {
        History recorded = HistoryReader.read(history);
        String name = Turn.name(client);
        return IntStream.range(0, recorded.size())
                .mapToObj(recorded::operation)
                .filter(operation -> attempt(recorded, operation.id()).client().equals(name))
                .map(operation -> operation.f() + " " + operation.input() + " " + operation.error())
                .toList();
    }

    @Test
    void theSameSeedAsksTheSameAndStrikesTheSameCalls() throws Exception {
        Path[] histories = new Path[3];
        long[] seeds = {42, 42, 43};
        for (int i = 0; i < 3; i++) {
            histories[i] = Campaign.of(Services.correct("register"), REGISTER)
                    .operations(503)
                    .seed(seeds[i])
                    .faults(List.of(MessageFaults.dropRequests(5), MessageFaults.dropResponses(5)))
                    .run(directory.resolve(String.valueOf(i)))
                    .history();
        }
        for (int client = 0; client < 5; client++) {
            assertThat(asked(histories[0], client)).isEqualTo(asked(histories[1], client));
            assertThat(asked(histories[0], client)).isNotEqualTo(asked(histories[2], client));
            assertThat(asked(histories[0], client)).hasSize(client < 3 ? 101 : 100);
        }
    }

    @Test
    void leavesTheFactsBesideTheHistory() throws Exception {
        CampaignRun run = Campaign.of(Services.correct("register"), REGISTER)
                .operations(100)
                .seed(42)
                .faults(List.of(MessageFaults.dropResponses(10)))
                .run(directory);
        byte[] json = Files.readAllBytes(directory.resolve("run.json"));

        assertThat(JsonLine.read(json, 0, json.length, map -> map))
                .containsEntry("seed", 42L)
                .containsEntry("model", "register")
                .containsEntry("clients", 5L)
                .containsEntry("operations", 100L)
                .containsEntry("outcome", "completed")
                .containsEntry("faults", Map.of("drop-response", 10L));
        assertThat(run.history()).isEqualTo(directory.resolve("history.jsonl"));
    }

    /** Taken for one that starts as its name says, {@code minos check} would accuse the service. */
    @Test
    void namesNoModelThatStartsElsewhere() throws Exception {
        Workload elsewhere =
                Workload.of(new RegisterModel().startingAt(5L), turn -> Request.of("write", turn.unique()));
        Campaign.of(Services.correct("register"), elsewhere).run(directory);

        assertThat(Files.readString(directory.resolve("run.json"))).doesNotContain("\"model\"");
    }

    @Test
    void whatThrowsIsOfUnknownOutcomeAndTheClientGoesOnUnderAnotherProcessAndSession() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        Service correct = Services.correct("register");
        Service service = client -> {
            Session session = correct.open(client);
            opened.incrementAndGet();
            return new Session() {
                private int calls;

                @Override
                public Answer call(Request request) throws Exception {
                    Answer answer = session.call(request);
                    if (++calls == 10) {
                        throw new IOException("connection reset");
                    }
                    return answer;
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        };
        CampaignRun run = Campaign.of(service, REGISTER).operations(500).seed(1).run(directory);
        History history = HistoryReader.read(run.history());
        List<Object> unknown = IntStream.range(0, history.size())
                .filter(op -> history.outcome(op) == Outcome.INFO)
                .mapToObj(history::error)
                .toList();

        assertThat(unknown).hasSize(50).containsOnly("java.io.IOException: connection reset");
        assertThat(opened).hasValue(55);
        assertThat(closed).hasValue(55);
        assertThat(IntStream.range(0, history.size())
                        .mapToObj(op -> history.operation(op).process())
                        .distinct())
                .hasSize(55 - 5 + countOfLast(history));
        assertThat(Judgement.of(run, CheckOptions.defaults()).is(Verdict.LINEARIZABLE))
                .isTrue();
    }

    /** Clients whose last call was not the one that threw, and so asked under their last process id. */
    private static int countOfLast(History history) {
        long last = IntStream.range(0, history.size())
                .filter(op -> attempt(history, op).op() == 100)
                .filter(op -> history.outcome(op) != Outcome.INFO)
                .count();
        return (int) last;
    }

    @Test
    void leavesNothingBehindWhereASessionDoesNotOpen() {
        AtomicInteger closed = new AtomicInteger();
        Service service = client -> {
            if (client == 2) {
                throw new ConnectException("Connection refused");
            }
            return new Session() {
                @Override
                public Answer call(Request request) {
                    return Answer.ok();
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        };
        assertThatThrownBy(() -> Campaign.of(service, REGISTER).run(directory.resolve("run")))
                .isInstanceOf(CampaignException.class)
                .hasMessage("client_3 could not open its session: java.net.ConnectException: Connection refused");
        assertThat(directory.resolve("run")).doesNotExist();
        assertThat(closed).hasValue(2);
    }

    @Test
    void aServiceThatAnswersNobodyIsGivenUpAndWhatItDidIsJudged() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Service correct = Services.correct("register");
        AtomicInteger calls = new AtomicInteger();
        Service service = client -> {
            Session session = correct.open(client);
            return request -> {
                if (calls.incrementAndGet() > 200) {
                    never.await();
                }
                return session.call(request);
            };
        };
        CampaignRun run =
                Campaign.of(service, REGISTER).patience(Duration.ofMillis(300)).run(directory);
        Judgement judgement = Judgement.of(run, CheckOptions.defaults());

        assertThat(run.failure()).isEqualTo("nothing has moved for 300ms: every client waits for an answer");
        assertThat(judgement.result().verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(judgement.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(judgement.message(Verdict.LINEARIZABLE, ""))
                .startsWith("INCOMPLETE: the run did not come to its end: nothing has moved for 300ms");
    }

    @Test
    void whatNoHistoryCanHoldEndsTheRun() throws Exception {
        Service service = client -> request -> Answer.ok(new Object());
        CampaignRun run = Campaign.of(service, REGISTER).run(directory);

        assertThat(run.failure()).contains("must be plain data").contains("java.lang.Object");
        assertThatThrownBy(() -> Judgement.of(run, CheckOptions.defaults()))
                .isInstanceOf(CampaignException.class)
                .hasMessage(run.failure());
        assertThat(Campaign.of(client -> request -> Answer.ok(new byte[1]), REGISTER)
                        .faults(List.of(MessageFaults.dropResponses(100)))
                        .run(directory)
                        .failure())
                .contains("must be plain data");
    }

    /** What a file says by itself, read as {@code minos check} reads it. */
    private static Verdict readAgain(CampaignRun run) throws IOException {
        Model<?> named =
                Objects.requireNonNull(Models.named(run.settings().model().name()));
        return new Checker(CheckOptions.defaults())
                .check(HistoryReader.read(run.history()), named)
                .verdict();
    }

    @ParameterizedTest
    @ValueSource(strings = {"register", "cas-register"})
    void aRegisterThatForgetsIsCaughtAndOneThatStartsEmptyIsNot(String model) throws Exception {
        Service correct = Services.correct(model);
        Service forgetful = client -> {
            Session session = correct.open(client);
            return request -> request.f().equals("read") ? Answer.ok(null) : session.call(request);
        };
        CampaignRun forgot = Campaign.of(forgetful, Workloads.named(model, 0))
                .operations(200)
                .run(directory.resolve("forgetful"));
        assertThat(Judgement.of(forgot, CheckOptions.defaults()).result().verdict())
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(readAgain(forgot)).isEqualTo(Verdict.NOT_LINEARIZABLE);

        // No client writes before it has read: that there was nothing is surely seen, and right.
        Workload readsFirst = Workload.of(
                Objects.requireNonNull(Models.named(model)),
                turn -> turn.operation() % 2 == 0 ? Request.of("read") : Request.of("write", turn.unique()));
        CampaignRun kept =
                Campaign.of(Services.correct(model), readsFirst).operations(200).run(directory.resolve("correct"));
        Judgement judgement = Judgement.of(kept, CheckOptions.defaults());
        assertThat(Files.readString(kept.history()))
                .contains("\"type\":\"ok\",\"f\":\"read\",\"value\":{\"value\":null,\"version\":0}");
        assertThat(judgement.message(Verdict.LINEARIZABLE, "")).startsWith("LINEARIZABLE");
        assertThat(judgement.is(Verdict.LINEARIZABLE)).isTrue();
        assertThat(readAgain(kept)).isEqualTo(Verdict.LINEARIZABLE);
    }

    static Stream<Arguments> whatIsNoAnswer() {
        return Stream.of(
                Arguments.of("register", "write", false, "`write` answers nothing, got false"),
                Arguments.of("cas-register", "cas", true, "`cas` answers nothing, got true"),
                Arguments.of("set", "add", true, "`add` answers nothing, got true"),
                Arguments.of("fifo-queue", "enqueue", true, "`enqueue` answers nothing, got true"),
                Arguments.of("unordered-queue", "enqueue", 1L, "`enqueue` answers nothing, got 1"),
                Arguments.of("mutex", "acquire", false, "`acquire` answers nothing, got false"),
                Arguments.of("owner-mutex", "release", "x", "`release` answers nothing, got x"),
                Arguments.of("fifo-queue", "dequeue", null, "`dequeue` answers an element, got null"),
                Arguments.of("set", "read", null, "`read` answers all elements of the set, got null"));
    }

    /** Taken for what was done, {@code Answer.ok(lock.tryLock())} would accuse a correct service, or believe a wrong one. */
    @ParameterizedTest
    @MethodSource("whatIsNoAnswer")
    void whatAFunctionCannotAnswerEndsTheRunAndIsNotJudged(
            String model, String f, @Nullable Object answer, String problem) throws Exception {
        Request asked = Request.of(f, f.equals("cas") ? List.of(1, 2) : null);
        Workload only = Workload.of(Objects.requireNonNull(Models.named(model)), turn -> asked);
        // A fault that keeps the answer to itself does not keep the mistake.
        for (List<MessageFault> faults : List.of(List.<MessageFault>of(), List.of(MessageFaults.dropResponses(100)))) {
            CampaignRun run = Campaign.of(client -> request -> Answer.ok(answer), only)
                    .faults(faults)
                    .run(directory);

            assertThatThrownBy(() -> Judgement.of(run, CheckOptions.defaults()))
                    .isInstanceOf(CampaignException.class)
                    .hasMessageMatching("client_\\d: \\Q" + problem + "\\E(: .*)?");
        }
    }

    @Test
    void anEchoOfWhatWasAskedIsAnAnswer() throws Exception {
        Service correct = Services.correct("set");
        Service echoing = client -> {
            Session session = correct.open(client);
            return request -> {
                Answer answer = session.call(request);
                return request.f().equals("add") ? Answer.ok(request.value()) : answer;
            };
        };
        CampaignRun run =
                Campaign.of(echoing, Workloads.named("set", 0)).operations(100).run(directory);

        assertThat(Judgement.of(run, CheckOptions.defaults()).is(Verdict.LINEARIZABLE))
                .isTrue();
    }

    @Test
    void anErrorEndsTheRun() throws Exception {
        Service service = client -> request -> {
            throw new AssertionError("this cannot be");
        };
        CampaignRun run = Campaign.of(service, REGISTER).run(directory);

        assertThat(run.failure()).contains("this cannot be");
        assertThat(run.cause()).isInstanceOf(AssertionError.class);
    }

    @Test
    void endsWithItsTime() throws Exception {
        Service correct = Services.correct("register");
        Service paced = client -> {
            Session session = correct.open(client);
            return request -> {
                LockSupport.parkNanos(200_000); // a few thousand operations at the most, whatever the machine
                return session.call(request);
            };
        };
        CampaignRun run =
                Campaign.of(paced, REGISTER).duration(Duration.ofMillis(100)).run(directory);
        Judgement judgement = Judgement.of(run, CheckOptions.defaults());

        assertThat(run.failure()).isNull();
        assertThat(judgement.is(Verdict.LINEARIZABLE)).isTrue();
    }

    /**
     * A leader whose follower lags while the nemesis lasts, if it is one that can. Clients and nemesis wait for each other: in each of
     * the first lags every client has so many calls.
     */
    private static final class Lagging implements Service, Nemesis {
        static final int LAGS = 3;
        static final int CALLS = 20;
        static final int CLIENTS = 5;

        private final boolean canLag;
        private int begins;
        private int ends;
        private int callsInLag;
        private boolean lags;
        private @Nullable Object leader;
        private @Nullable Object follower;

        Lagging(boolean canLag) {
            this.canLag = canLag;
        }

        @Override
        public Session open(int client) {
            int[] calls = new int[1];
            return request -> {
                synchronized (this) {
                    int lag = calls[0]++ / CALLS;
                    while (lag < LAGS && begins <= lag) {
                        wait();
                    }
                    try {
                        if (request.f().equals("read")) {
                            return Answer.ok(client % 2 == 0 ? leader : follower);
                        }
                        leader = request.value();
                        if (!lags || !canLag) {
                            follower = leader;
                        }
                        return Answer.ok();
                    } finally {
                        callsInLag++;
                        notifyAll();
                    }
                }
            };
        }

        @Override
        public List<Nemesis> nemeses() {
            return List.of(this);
        }

        @Override
        public String name() {
            return "lag";
        }

        @Override
        public synchronized void begin() {
            begins++;
            lags = true;
            notifyAll();
        }

        @Override
        public synchronized void end() throws InterruptedException {
            while (ends < LAGS && callsInLag < (ends + 1) * CALLS * CLIENTS) {
                wait();
            }
            lags = false;
            follower = leader;
            ends++;
            notifyAll();
        }
    }

    private CampaignRun lagged(Lagging service) throws Exception {
        return Campaign.of(service, REGISTER)
                .clients(Lagging.CLIENTS)
                .operations(Lagging.LAGS * Lagging.CALLS * Lagging.CLIENTS)
                .seed(1)
                .nemesis(Duration.ofMillis(1), Duration.ofMillis(1))
                .run(directory);
    }

    @Test
    void aNemesisStrikesIsRecordedAndIsUndone() throws Exception {
        Lagging service = new Lagging(true);
        CampaignRun run = lagged(service);

        assertThat(run.failure()).isNull();
        assertThat(run.faults().get("lag")).isEqualTo((long) service.ends).isGreaterThanOrEqualTo(Lagging.LAGS);
        assertThat(service.lags).isFalse();
        assertThat(Files.readString(run.history()))
                .contains("\"process\":\"nemesis\",\"type\":\"info\",\"f\":\"lag\","
                        + "\"value\":{\"node\":\"service\",\"phase\":\"begin\"}");
        assertThat(Judgement.of(run, CheckOptions.defaults()).result().verdict())
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void aNemesisThatDoesNoHarmAccusesNobody() throws Exception {
        CampaignRun run = lagged(new Lagging(false));

        assertThat(run.faults().get("lag")).isGreaterThanOrEqualTo(Lagging.LAGS);
        assertThat(Judgement.of(run, CheckOptions.defaults()).is(Verdict.LINEARIZABLE))
                .isTrue();
    }

    /** Something that strikes a service, by what its two ends do. */
    private record Striking(String name, Callable<?> begins, Callable<?> ends) implements Nemesis {
        @Override
        public void begin() throws Exception {
            begins.call();
        }

        @Override
        public void end() throws Exception {
            ends.call();
        }
    }

    private static Service struckBy(Service service, Nemesis... nemeses) {
        return new Service() {
            @Override
            public Session open(int client) throws Exception {
                return service.open(client);
            }

            @Override
            public List<Nemesis> nemeses() {
                return List.of(nemeses);
            }
        };
    }

    @Test
    void eachNemesisHasItsTurnBeforeAnyHasAnother() throws Exception {
        List<String> struck = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch enough = new CountDownLatch(12);
        Service waiting = client -> request -> {
            enough.await();
            return Answer.ok();
        };
        Nemesis[] nemeses = Stream.of("a", "b", "c")
                .map(name -> new Striking(name, () -> struck.add(name), () -> {
                    enough.countDown();
                    return name;
                }))
                .toArray(Nemesis[]::new);
        Campaign.of(struckBy(waiting, nemeses), REGISTER)
                .operations(5)
                .nemesis(Duration.ofNanos(1), Duration.ofNanos(1))
                .run(directory);

        for (int round = 0; round < 4; round++) {
            assertThat(struck.subList(3 * round, 3 * round + 3)).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    /** An undo that is cut short leaves a node down for whoever comes next. */
    @Test
    void whatIsUndoneIsNotInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean undone = new AtomicBoolean();
        Service correct = Services.correct("register");
        Service service = struckBy(
                client -> {
                    Session session = correct.open(client);
                    return request -> {
                        begun.await();
                        return session.call(request);
                    };
                },
                new Striking(
                        "kill",
                        () -> {
                            begun.countDown();
                            return begun;
                        },
                        () -> {
                            TimeUnit.MILLISECONDS.sleep(50);
                            undone.set(true);
                            return undone;
                        }));
        CampaignRun run = Campaign.of(service, REGISTER)
                .operations(100)
                .nemesis(Duration.ofMillis(1), Duration.ofHours(1))
                .run(directory);

        assertThat(undone).isTrue();
        assertThat(run.failure()).isNull();
        assertThat(run.faults()).containsEntry("kill", 1L);
    }

    @Test
    void anUndoThatFailsOrDoesNotReturnIsAFailure() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Service waiting = client -> request -> {
            begun.await();
            return Answer.ok();
        };
        Callable<Object> begin = () -> {
            begun.countDown();
            return begun;
        };
        Nemesis broken = new Striking("kill", begin, () -> {
            throw new InterruptedException("no ssh");
        });
        Nemesis stuck = new Striking("cut", begin, () -> {
            never.await();
            return never;
        });
        assertThat(Campaign.of(struckBy(waiting, broken), REGISTER)
                        .nemesis(Duration.ofMillis(1), Duration.ofMillis(1))
                        .run(directory)
                        .failure())
                .isEqualTo("the nemesis kill broke: java.lang.InterruptedException: no ssh");
        assertThat(Campaign.of(struckBy(waiting, stuck), REGISTER)
                        .nemesis(Duration.ofMillis(1), Duration.ofMillis(1))
                        .patience(Duration.ofMillis(100))
                        .run(directory)
                        .failure())
                .isEqualTo("a nemesis does not come to its end: it was left behind, perhaps not undone");
        never.countDown();
    }

    /** What a nemesis does is no sign of life of the service. */
    @Test
    void aServiceThatAnswersNobodyIsGivenUpWhileANemesisStrikes() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Service dead = client -> request -> {
            never.await();
            return Answer.ok();
        };
        CampaignRun run = Campaign.of(struckBy(dead, new Striking("lag", () -> 1, () -> 1)), REGISTER)
                .nemesis(Duration.ofMillis(1), Duration.ofMillis(1))
                .patience(Duration.ofMillis(300))
                .run(directory);

        assertThat(run.failure()).isEqualTo("nothing has moved for 300ms: every client waits for an answer");
    }

    @Test
    void aSessionThatDoesNotCloseIsLeftBehind() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Service correct = Services.correct("register");
        Service service = client -> {
            Session session = correct.open(client);
            return new Session() {
                @Override
                public Answer call(Request request) throws Exception {
                    return session.call(request);
                }

                @Override
                public void close() throws InterruptedException {
                    if (client == 2) {
                        never.await();
                    }
                }
            };
        };
        CampaignRun run = Campaign.of(service, REGISTER)
                .operations(50)
                .patience(Duration.ofMillis(100))
                .run(directory);

        assertThat(run.failure()).isEqualTo("the session of client_3 does not close; it was left behind");
    }

    /** The answer to the copy may still be on its way, and be taken for that to the next request. */
    @Test
    void aSessionThatThrewIsNotUsedAgainThoughAFaultKeptItToItself() throws Exception {
        AtomicInteger usedAgain = new AtomicInteger();
        AtomicInteger opened = new AtomicInteger();
        Service service = client -> {
            opened.incrementAndGet();
            return new Session() {
                private int calls;

                @Override
                public Answer call(Request request) throws Exception {
                    if (++calls > 2) {
                        usedAgain.incrementAndGet();
                    }
                    if (calls == 2) {
                        throw new IOException("connection reset");
                    }
                    return Answer.ok();
                }

                @Override
                public boolean mayArriveTwice(Request request) {
                    return true;
                }
            };
        };
        Workload writes = Workload.of(new RegisterModel(), turn -> Request.of("write", turn.unique()));
        CampaignRun run = Campaign.of(service, writes)
                .operations(50)
                .faults(List.of(MessageFaults.duplicates(100)))
                .run(directory);

        assertThat(run.failure()).isNull();
        assertThat(usedAgain).hasValue(0);
        assertThat(opened).hasValue(5 + 50);
    }

    /** A library that was interrupted, or says so: that is no end of the campaign. */
    @Test
    void aCallThatSaysItWasInterruptedMakesNoClientLeave() throws Exception {
        Service correct = Services.correct("register");
        AtomicInteger calls = new AtomicInteger();
        Service service = client -> {
            Session session = correct.open(client);
            return request -> {
                Answer answer = session.call(request);
                if (calls.incrementAndGet() % 10 == 0) {
                    throw new InterruptedException("pool");
                }
                return answer;
            };
        };
        CampaignRun run = Campaign.of(service, REGISTER).operations(100).run(directory);

        assertThat(run.failure()).isNull();
        assertThat(HistoryReader.read(run.history()).size()).isEqualTo(100);
    }

    @Test
    void whatCouldNotHaveBeenWrongIsVacuous() throws Exception {
        Service loses = client -> request -> request.f().equals("enqueue") ? Answer.ok() : Answer.refused("empty");
        Workload writesOnly = Workload.of(new RegisterModel(), turn -> Request.of("write", turn.unique()));
        Judgement lost = Judgement.of(
                Campaign.of(loses, Workloads.named("fifo-queue", 0)).run(directory.resolve("queue")),
                CheckOptions.defaults());
        Judgement written = Judgement.of(
                Campaign.of(Services.correct("register"), writesOnly).run(directory.resolve("register")),
                CheckOptions.defaults());

        assertThat(lost.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(lost.message(Verdict.LINEARIZABLE, ""))
                .startsWith(
                        "VACUOUS: no answer that could have been wrong: whatever the service did, fifo-queue allows");
        assertThat(written.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(written.missing()).anyMatch(missing -> missing.startsWith("no answer that could have been wrong"));
    }

    /** A model that knows what is legal, and not what changes. */
    private static final class Undecided implements Model<String> {
        @Override
        public String name() {
            return "undecided";
        }

        @Override
        public String initial() {
            return "";
        }

        @Override
        public Step<String> step(String state, Operation operation) {
            return Step.next(state);
        }

        @Override
        public boolean mutates(Operation operation) {
            throw new UnsupportedOperationException("not written yet");
        }
    }

    @Test
    void whatCannotBeToldIsNoPass() throws Exception {
        Workload undecided = Workload.of(new Undecided(), turn -> Request.of("write", turn.unique()));
        CampaignRun run = Campaign.of(Services.correct("register"), undecided).run(directory);
        Judgement judgement = Judgement.of(run, CheckOptions.defaults());

        assertThat(judgement.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(judgement.message(Verdict.LINEARIZABLE, "")).contains("not written yet");
    }

    @Test
    void whatIsLargerThanTheMemoryForItIsUnknown() throws Exception {
        CampaignRun run = Campaign.of(Services.correct("register"), Workloads.named("register", 3))
                .run(directory);
        Judgement judgement = Judgement.of(
                run, CheckOptions.defaults(), ReadOptions.defaults().withMemoryBytes(1));

        assertThat(judgement.result().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judgement.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(judgement.message(Verdict.LINEARIZABLE, ""))
                .startsWith("UNKNOWN: the history is larger than the memory for it; minos check reads it in parts");
    }

    @Test
    void aWorkloadThatBreaksLeavesNoSessionBehind() {
        AtomicInteger open = new AtomicInteger();
        Service service = client -> {
            open.incrementAndGet();
            return new Session() {
                @Override
                public Answer call(Request request) {
                    return Answer.ok();
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        };
        Workload broken = new Workload() {
            @Override
            public Model<?> model() {
                return new RegisterModel();
            }

            @Override
            public Requests requests(int client, int clients) {
                throw new IllegalStateException("not written yet");
            }
        };
        assertThatThrownBy(() -> Campaign.of(service, broken).run(directory.resolve("run")))
                .isInstanceOf(CampaignException.class)
                .hasMessageEndingWith("before the first call: java.lang.IllegalStateException: not written yet");
        assertThat(directory.resolve("run")).doesNotExist();
        assertThat(open).hasValue(0);
    }

    @Test
    void aNemesisThatNeverStruckMakesTheRunVacuous() throws Exception {
        CampaignRun run = Campaign.of(
                        struckBy(Services.correct("register"), new Striking("lag", () -> 1, () -> 1)), REGISTER)
                .operations(100)
                .nemesis(Duration.ofMinutes(1), Duration.ofMillis(20))
                .run(directory);

        assertThat(Judgement.of(run, CheckOptions.defaults()).missing())
                .containsExactly("no lag ever struck, though it was to");
    }

    @Test
    void refusesWhatMakesNoCampaign() {
        Campaign campaign = Campaign.of(Services.correct("register"), REGISTER);

        assertThatThrownBy(() -> campaign.clients(1)).hasMessageContaining("clients must be at least 2");
        assertThatThrownBy(() -> campaign.operations(0)).hasMessage("operations must be at least 1, got 0");
        assertThatThrownBy(() -> campaign.duration(Duration.ZERO)).hasMessage("duration must be positive, got PT0S");
    }
}
