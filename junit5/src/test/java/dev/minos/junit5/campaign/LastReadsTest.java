package dev.minos.junit5.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.AppendKvModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read at the end of a campaign, when all faults are undone. */
final class LastReadsTest {
    private static final int CLIENTS = 5;

    @TempDir
    Path directory;

    /**
     * A service whose last fault begins before anything is written and is undone when all clients are done:
     *
     * <pre>
     * clients  |--write--| |--read--| |--write--|             |--last reads--|
     * nemesis  begin ------------------------------------ end
     * </pre>
     */
    private static final class Restarted implements Service, Nemesis {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final Supplier<Service> restarted;
        private volatile Service now;

        /** @param restarted what there is when the fault is undone, given what there was */
        Restarted(Service before, Supplier<Service> restarted) {
            this.restarted = restarted;
            now = before;
        }

        static Restarted keeping(Service service) {
            return new Restarted(service, () -> service);
        }

        @Override
        public Session open(int client) {
            return request -> {
                if (!Set.of("read", "get").contains(request.f())) {
                    begun.await();
                }
                return now.open(client).call(request);
            };
        }

        @Override
        public List<Nemesis> nemeses() {
            return List.of(this);
        }

        @Override
        public String name() {
            return "restart";
        }

        @Override
        public void begin() {
            begun.countDown();
        }

        @Override
        public void end() {
            now = restarted.get();
        }
    }

    private Judgement judged(Service service, Workload workload, Duration patience) throws Exception {
        CampaignRun run = Campaign.of(service, workload)
                .clients(CLIENTS)
                .operations(100)
                .seed(3)
                .nemesis(Duration.ofMillis(1), Duration.ofHours(1))
                .patience(patience)
                .run(directory);
        return Judgement.of(run, CheckOptions.defaults());
    }

    private Judgement judged(Service service, Workload workload) throws Exception {
        return judged(service, workload, Duration.ofSeconds(10));
    }

    private static String firstLine(Judgement judgement) {
        return judgement.message(Verdict.LINEARIZABLE, "").lines().findFirst().orElseThrow();
    }

    /** Each client's operations behind the hundred. */
    private static List<String> last(History history) {
        return IntStream.range(0, history.size())
                .mapToObj(history::operation)
                .filter(operation ->
                        Objects.requireNonNull(history.attempt(operation.id())).op() > 100 / CLIENTS)
                .filter(operation -> operation.outcome() == Outcome.OK)
                .map(operation -> Objects.requireNonNull(history.attempt(operation.id()))
                                .client() + " " + operation.f() + " " + operation.key())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "register, 0, read",
        "register, 3, read",
        "cas-register, 2, read",
        "versioned-kv, 2, get",
        "set, 0, read",
        "set, 2, read"
    })
    void acceptsAServiceThatKeepsEverythingAndReadsEveryKeyByEveryClient(String model, int keys, String read)
            throws Exception {
        Judgement judgement = judged(Restarted.keeping(Services.correct(model)), Workloads.named(model, keys));

        assertThat(firstLine(judgement)).isEqualTo("LINEARIZABLE");
        List<String> expected = IntStream.rangeClosed(1, CLIENTS)
                .boxed()
                .flatMap(client -> (keys == 0
                                ? List.of("null").stream()
                                : IntStream.rangeClosed(1, keys).mapToObj(key -> "key" + key))
                        .map(key -> "client_" + client + " " + read + " " + key))
                .toList();
        assertThat(last(judgement.history())).isEqualTo(expected);
        assertThat(judgement.run().lastReads()).isEqualTo(Math.max(1, keys));
        assertThat(judgement.run().unanswered()).isEmpty();
        assertThat(Files.readString(directory.resolve("run.json"))).contains("\"last-reads\":" + Math.max(1, keys));
    }

    @ParameterizedTest
    @CsvSource({"register, 0", "register, 3", "cas-register, 2", "versioned-kv, 2", "set, 0", "set, 2"})
    void rejectsAServiceThatLosesEverythingInTheLastFault(String model, int keys) throws Exception {
        Service empty = Services.correct(model);
        Judgement judgement = judged(new Restarted(Services.correct(model), () -> empty), Workloads.named(model, keys));

        assertThat(firstLine(judgement)).startsWith("NOT LINEARIZABLE: ");
    }

    /** Without a fault of the system nothing is undone, and a run has as many operations as it was to have. */
    @Test
    void readsNothingMoreWhereOnlyMessagesWereStruck() throws Exception {
        CampaignRun run = Campaign.of(Services.correct("register"), Workloads.named("register", 0))
                .operations(100)
                .faults(List.of(MessageFaults.dropResponses(10)))
                .run(directory);

        assertThat(Judgement.of(run, CheckOptions.defaults()).history().size()).isEqualTo(100);
    }

    /** A fault of one's own may have done anything to the system. */
    @Test
    void readsEverythingAfterAFaultOfOnesOwn() throws Exception {
        MessageFault own = new MessageFault() {
            @Override
            public String name() {
                return "restart";
            }

            @Override
            public double percent() {
                return 5;
            }

            @Override
            public Answer strike(Attempt attempt) throws Exception {
                attempt.struck();
                return attempt.send();
            }
        };
        CampaignRun run = Campaign.of(Services.correct("register"), Workloads.named("register", 2))
                .operations(100)
                .faults(List.of(own))
                .run(directory);

        assertThat(Judgement.of(run, CheckOptions.defaults()).history().size()).isEqualTo(100 + 2 * CLIENTS);
    }

    @Test
    void aQueueHasNoLastReads() throws Exception {
        Judgement judgement =
                judged(Restarted.keeping(Services.correct("fifo-queue")), Workloads.named("fifo-queue", 0));

        assertThat(firstLine(judgement)).isEqualTo("LINEARIZABLE");
        assertThat(judgement.history().size()).isEqualTo(100);
    }

    private static Service failing(Service behind, int times) {
        AtomicInteger calls = new AtomicInteger();
        return client -> request -> {
            if (calls.incrementAndGet() <= times) {
                throw new IOException("starting");
            }
            return behind.open(client).call(request);
        };
    }

    @Test
    void waitsForASystemThatComesBackSlowly() throws Exception {
        Service kept = Services.correct("register");
        Judgement slow = judged(new Restarted(kept, () -> failing(kept, 40)), Workloads.named("register", 2));
        assertThat(firstLine(slow)).isEqualTo("LINEARIZABLE");
        assertThat(slow.run().lastReads()).isEqualTo(2);

        Service empty = Services.correct("register");
        Judgement lost = judged(
                new Restarted(Services.correct("register"), () -> failing(empty, 40)), Workloads.named("register", 2));
        assertThat(firstLine(lost)).startsWith("NOT LINEARIZABLE: ");
    }

    @Test
    void saysThatTheSystemDidNotComeBack() throws Exception {
        Service down = failing(Services.correct("register"), Integer.MAX_VALUE);
        Judgement judgement = judged(
                new Restarted(Services.correct("register"), () -> down),
                Workloads.named("register", 2),
                Duration.ofMillis(300));

        assertThat(judgement.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(firstLine(judgement))
                .startsWith("VACUOUS: client_1 got no answer to its last read of key 'key1' within 300ms:"
                        + " java.io.IOException: starting; client_2 got no answer");
        assertThat(judgement.run().unanswered()).hasSize(CLIENTS);
    }

    @Test
    void saysThatTheSystemHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Service hanging = client -> request -> {
            never.await();
            return Answer.ok();
        };
        Judgement judgement = judged(
                new Restarted(Services.correct("register"), () -> hanging),
                Workloads.named("register", 0),
                Duration.ofMillis(300));

        assertThat(judgement.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(firstLine(judgement)).startsWith("VACUOUS: client_1 got no answer to its last read within 300ms");
        assertThat(judgement.run().failure()).isNull();
    }

    private static Service refusing(Service behind, Set<Integer> clients) {
        return client -> {
            Session session = behind.open(client);
            return request -> clients.contains(client) ? Answer.refused("not the leader") : session.call(request);
        };
    }

    /** A client that is connected to a follower is refused for ever, and the others see what there is. */
    @Test
    void aRefusalIsEnoughWhereAnotherClientIsTold() throws Exception {
        Service kept = Services.correct("register");
        Judgement judgement =
                judged(new Restarted(kept, () -> refusing(kept, Set.of(0, 3))), Workloads.named("register", 2));

        assertThat(firstLine(judgement)).isEqualTo("LINEARIZABLE");
    }

    /** A store that lost everything may well refuse to read what it does not know. */
    @Test
    void aRefusalOfEverybodyIsNoAnswer() throws Exception {
        Service kept = Services.correct("register");
        Judgement judgement = judged(
                new Restarted(kept, () -> refusing(kept, Set.of(0, 1, 2, 3, 4))),
                Workloads.named("register", 0),
                Duration.ofMillis(300));

        assertThat(judgement.is(Verdict.LINEARIZABLE)).isFalse();
        assertThat(firstLine(judgement))
                .startsWith("VACUOUS: client_1 got no answer to its last read within 300ms: it was refused, \"not the"
                        + " leader\"");
    }

    /** How many were let in; a workload that names no reads. */
    private static final class CounterModel implements Model<Long> {
        @Override
        public String name() {
            return "counter";
        }

        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Step<Long> step(Long state, Operation operation) {
            if (operation.f().equals("increment")) {
                return Step.next(state + 1);
            }
            return state.equals(operation.output()) ? Step.next(state) : Step.illegal(() -> "it is " + state);
        }

        @Override
        public boolean mutates(Operation operation) {
            return operation.f().equals("increment");
        }
    }

    private static Service counters() {
        Map<@Nullable Object, Long> counts = new HashMap<>();
        return client -> request -> {
            synchronized (counts) {
                if (request.f().equals("increment")) {
                    counts.merge(request.key(), 1L, Long::sum);
                    return Answer.ok();
                }
                return Answer.ok(counts.getOrDefault(request.key(), 0L));
            }
        };
    }

    /** Only one of the keys is ever read by the clients themselves. */
    @Test
    void aModelOfOnesOwnIsReadAsItsClientsRead() throws Exception {
        Workload workload = Workload.of(
                new CounterModel(),
                turn -> (turn.operation() % 4 == 3
                        ? Request.of("total").on("a")
                        : Request.of("increment").on(turn.operation() % 2 == 0 ? "a" : "b")));
        Judgement kept = judged(Restarted.keeping(counters()), workload);
        assertThat(firstLine(kept)).isEqualTo("LINEARIZABLE");
        assertThat(last(kept.history()))
                .contains("client_1 total a", "client_1 total b")
                .hasSize(2 * CLIENTS);

        Service empty = counters();
        assertThat(firstLine(judged(new Restarted(counters(), () -> empty), workload)))
                .startsWith("NOT LINEARIZABLE: ");
    }

    /** Nobody knows how to read what is only written: the workload may have no such call. */
    @Test
    void aWorkloadThatNeverReadsHasNoLastReads() throws Exception {
        Workload writes = Workload.of(new RegisterModel(), turn -> Request.of("write", turn.unique()));
        Judgement judgement = judged(Restarted.keeping(Services.correct("register")), writes);

        assertThat(judgement.history().size()).isEqualTo(100);
    }

    @Test
    void aWorkloadMayNameItsReads() throws Exception {
        Workload writes = Workload.of(
                new RegisterModel(),
                turn -> Request.of("write", turn.unique()).on("x"),
                List.of(Request.of("read").on("x")));
        Service empty = Services.correct("register");

        assertThat(firstLine(judged(Restarted.keeping(Services.correct("register")), writes)))
                .isEqualTo("LINEARIZABLE");
        assertThat(firstLine(judged(new Restarted(Services.correct("register"), () -> empty), writes)))
                .startsWith("NOT LINEARIZABLE: ");
    }

    private static Service texts() {
        Map<@Nullable Object, String> texts = new HashMap<>();
        return client -> request -> {
            synchronized (texts) {
                if (request.f().equals("get")) {
                    return Answer.ok(texts.get(request.key())); // null where there is none
                }
                texts.merge(request.key(), "" + request.value(), String::concat);
                return Answer.ok();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTextThatIsGoneIsNoAnswerThatSaysNothing(boolean keeps) throws Exception {
        Workload workload = Workload.of(
                new AppendKvModel(),
                turn -> (turn.random().nextInt(5) > 0 ? Request.of("get") : Request.of("append", turn.unique() + "."))
                        .on("x"));
        Service before = texts();
        Service after = keeps ? before : texts();

        assertThat(firstLine(judged(new Restarted(before, () -> after), workload)))
                .startsWith(keeps ? "LINEARIZABLE" : "NOT LINEARIZABLE: ");
    }

    /** Transactions on three registers, of which one is written and never read. */
    private static Service registers() {
        Map<Object, Object> values = new HashMap<>();
        return client -> request -> {
            synchronized (values) {
                return Answer.ok(((List<?>) Objects.requireNonNull(request.value()))
                        .stream()
                                .map(part -> carriedOut(values, (List<?>) part))
                                .toList());
            }
        };
    }

    private static List<?> carriedOut(Map<Object, Object> values, List<?> part) {
        if (part.get(0).equals("w")) {
            values.put(part.get(1), part.get(2));
            return part;
        }
        return Arrays.asList(part.get(0), part.get(1), values.get(part.get(1)));
    }

    @Test
    void everyRegisterOfTransactionsIsRead() throws Exception {
        Workload workload = Workload.of(
                new MultiRegisterModel(),
                turn -> Request.of(
                        "txn",
                        turn.random().nextBoolean()
                                ? List.of(Arrays.asList("r", "a", null), Arrays.asList("r", "b", null))
                                : List.of(
                                        List.of("w", "a", turn.unique()),
                                        List.of("w", "b", turn.unique()),
                                        List.of("w", "c", turn.unique()))));
        Judgement judgement = judged(Restarted.keeping(registers()), workload);

        assertThat(firstLine(judgement)).isEqualTo("LINEARIZABLE");
        Set<Object> read = new HashSet<>();
        History history = judgement.history();
        for (int op = 0; op < history.size(); op++) {
            if (Objects.requireNonNull(history.attempt(op)).op() > 100 / CLIENTS) {
                ((List<?>) Objects.requireNonNull(history.operation(op).output()))
                        .forEach(part -> read.add(((List<?>) part).get(1)));
            }
        }
        assertThat(read).containsExactlyInAnyOrder("a", "b", "c");
    }
}
