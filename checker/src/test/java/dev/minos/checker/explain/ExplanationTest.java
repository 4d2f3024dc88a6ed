package dev.minos.checker.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.BadKey;
import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.EngineChoice;
import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MutexModel;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationTest {
    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");

    @Test
    void provesAStaleReadInPlainWords() throws IOException {
        assertThat(explain(Files.readString(GOLDEN.resolve("bad/stale-read.jsonl"))))
                .containsExactly(
                        "NOT LINEARIZABLE: key 'x', first bad operation at index 5",
                        "  get -> 'a' at version 1 (client_2, index 4 to 5)",
                        "  These cannot all be true, whatever the other operations answered and whenever they took"
                                + " effect, if at all (failed ones never did):",
                        "  - put 'b' on version 1 -> ok, version 2 (client_1, index 2 to 3)",
                        "      shows that version 2 existed before it returned",
                        "  - get -> 'a' at version 1 (client_2, index 4 to 5)",
                        "      shows that version 2 did not exist when it was called, after that",
                        "  In the order of events:",
                        "    |---|            client_1  put 'b' on version 1 -> ok, version 2",
                        "            |---|    client_2  get -> 'a' at version 1",
                        "  Still kept on this key: sequential consistency yes, monotonic reads yes, read your writes yes.",
                        "  The stalest read, of index 4, was at least 1 version behind.");
    }

    /** The release belongs to the core: could it have taken effect later, both would have had the lock one after the other. */
    @Test
    void namesAllOperationsOfTheCore() throws IOException {
        String history = """
                {"process":0,"type":"invoke","f":"acquire","value":"A"}
                {"process":0,"type":"ok","f":"acquire","value":"A"}
                {"process":1,"type":"invoke","f":"release","value":"A"}
                {"process":1,"type":"ok","f":"release","value":"A"}
                {"process":1,"type":"invoke","f":"acquire","value":"B"}
                {"process":1,"type":"ok","f":"acquire","value":"B"}
                {"process":2,"type":"invoke","f":"acquire","value":"C"}
                {"process":2,"type":"ok","f":"acquire","value":"C"}
                """;
        assertThat(explain(new MutexModel(), history))
                .contains(
                        "  - release 'A' -> ok (process 1, index 2 to 3)",
                        "      counts as it was recorded, too",
                        "  - acquire 'B' -> ok (process 1, index 4 to 5)",
                        "  - acquire 'C' -> ok (process 2, index 6 to 7)");
    }

    @Test
    void saysNothingOfAHistoryThatIsLinearizable() throws IOException {
        assertThat(explain(Files.readString(GOLDEN.resolve("ok/create-update-read.jsonl"))))
                .isEmpty();
    }

    @Test
    void saysWhichPromisesToASingleClientAreBroken() throws IOException {
        String history = """
                {"index":0,"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"a","version":0}}
                {"index":1,"process":0,"type":"ok","f":"put","key":"k","value":{"value":"a","version":1}}
                {"index":2,"process":0,"type":"invoke","f":"get","key":"k"}
                {"index":3,"process":0,"type":"ok","f":"get","key":"k","value":{"value":"a","version":1}}
                {"index":4,"process":0,"type":"invoke","f":"get","key":"k"}
                {"index":5,"process":0,"type":"ok","f":"get","key":"k","value":null}
                """;
        assertThat(explain(history))
                .endsWith(
                        "  Still kept on this key: sequential consistency no, monotonic reads no, read your writes no.",
                        "  The stalest read, of index 4, was at least 1 version behind.");
    }

    /** From the return of what overwrote it, 2 ms, to the call of the read, 5.5 ms. */
    @Test
    void saysForHowLongAReadWasStaleWhereTheFileNamesTimes(@TempDir Path folder) throws IOException {
        String history = """
                {"index":0,"time":1000000,"process":0,"type":"invoke","f":"write","value":1}
                {"index":1,"time":2000000,"process":0,"type":"ok","f":"write","value":1}
                {"index":2,"time":5500000,"process":1,"type":"invoke","f":"read"}
                {"index":3,"time":6000000,"process":1,"type":"ok","f":"read","value":0}
                {"index":4,"time":7000000,"process":1,"type":"invoke","f":"read"}
                """;
        Path file = Files.writeString(folder.resolve("h.jsonl"), history);
        assertThat(explain(file, EventTimes.of(file, ReadOptions.defaults())))
                .last()
                .isEqualTo("  The stalest read, of index 2, was at least 1 version and 3.500 ms behind.");
        assertThat(explain(file, EventTimes.NONE))
                .last()
                .isEqualTo("  The stalest read, of index 2, was at least 1 version behind.");
        Path without = Files.writeString(folder.resolve("without.jsonl"), history.replaceAll("\"time\":\\d+,", ""));
        assertThat(explain(without, EventTimes.of(without, ReadOptions.defaults())))
                .last()
                .isEqualTo("  The stalest read, of index 2, was at least 1 version behind.");
    }

    /** The file was there when it was read; that it is gone takes away the milliseconds and nothing else. */
    @Test
    void saysWhatItCanOfAFileThatIsGone(@TempDir Path folder) throws IOException {
        Path file = Files.copy(GOLDEN.resolve("bad/stale-read.jsonl"), folder.resolve("h.jsonl"));
        CheckResult result =
                new Checker(CheckOptions.defaults()).check(HistoryReader.read(file), new VersionedKvModel());
        Files.delete(file);
        assertThat(Explanation.of(result, EventTimes.of(file, ReadOptions.defaults())))
                .isEqualTo(Explanation.of(result));
    }

    @Test
    void arguesInPlainWordsOfARegister(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("h.jsonl"), """
                {"process":0,"type":"invoke","f":"write","value":1}
                {"process":0,"type":"ok","f":"write","value":1}
                {"process":1,"type":"invoke","f":"write","value":2}
                {"process":1,"type":"ok","f":"write","value":2}
                {"process":2,"type":"invoke","f":"read"}
                {"process":2,"type":"ok","f":"read","value":1}
                """);
        assertThat(explain(file, EventTimes.NONE))
                .containsExactly(
                        "NOT LINEARIZABLE: first bad operation at index 5",
                        "  read -> 1 (process 2, index 4 to 5)",
                        "  These cannot all be true, whatever the other operations answered and whenever after"
                                + " their calls they took effect, if at all (failed ones never did):",
                        "  - write 1 -> ok (process 0, index 0 to 1)",
                        "      wrote 1, and had returned before what follows",
                        "  - write 2 -> ok (process 1, index 2 to 3)",
                        "      left 2",
                        "  - read -> 1 (process 2, index 4 to 5)",
                        "      found 1, and was called after that had returned",
                        "  Whatever else writes 1 had returned by then too, or was called later.",
                        "  In the order of events:",
                        "    |---|                    process 0  write 1 -> ok",
                        "            |---|            process 1  write 2 -> ok",
                        "                    |---|    process 2  read -> 1",
                        "  Still kept on this key: sequential consistency yes, monotonic reads yes, read your writes yes.",
                        "  The stalest read, of index 4, was at least 1 version behind.");
    }

    @Test
    void arguesInPlainWordsOfAQueue() throws IOException {
        assertThat(explain(new FifoQueueModel(), """
                {"process":0,"type":"invoke","f":"enqueue","value":"a"}
                {"process":0,"type":"ok","f":"enqueue","value":"a"}
                {"process":0,"type":"invoke","f":"enqueue","value":"b"}
                {"process":0,"type":"ok","f":"enqueue","value":"b"}
                {"process":1,"type":"invoke","f":"dequeue"}
                {"process":1,"type":"ok","f":"dequeue","value":"b"}
                """))
                .startsWith(
                        "NOT LINEARIZABLE: first bad operation at index 5",
                        "  dequeue -> 'b' (process 1, index 4 to 5)",
                        "  These cannot all be true, whatever the other operations answered and whenever after"
                                + " their calls they took effect, if at all (failed ones never did):",
                        "  - enqueue 'a' -> ok (process 0, index 0 to 1)",
                        "      put 'a' at the end of the queue, and had returned before what follows",
                        "  - enqueue 'b' -> ok (process 0, index 2 to 3)",
                        "      can have put 'b' at the end, behind that",
                        "  - dequeue -> 'b' (process 1, index 4 to 5)",
                        "      took 'b' from the head",
                        "  Every 'b' was behind that 'a', and nothing that can have taken 'a' away was called in time.");
    }

    @Test
    void saysWhatFollowsWhereItDoesNotKnowTheModel() throws IOException {
        assertThat(explain(new Doorbell(), """
                {"process":0,"type":"invoke","f":"ring","value":1}
                {"process":0,"type":"ok","f":"ring","value":1}
                {"process":1,"type":"invoke","f":"heard"}
                {"process":1,"type":"ok","f":"heard","value":0}
                """))
                .startsWith(
                        "NOT LINEARIZABLE: first bad operation at index 3",
                        "  heard -> 0 (process 1, index 2 to 3)",
                        "  These cannot all be true, whatever the other operations answered and whenever after"
                                + " their calls they took effect, if at all (failed ones never did):",
                        "  - ring 1 -> ok (process 0, index 0 to 1)",
                        "  - heard -> 0 (process 1, index 2 to 3)",
                        "  Each must be true at one moment between its call and its return. No order of them that real time"
                                + " allows is legal: all were tried.",
                        "  In the order of events:");
    }

    /** A model of a user's: how often a bell was rung. */
    private static final class Doorbell implements Model<Long> {
        @Override
        public String name() {
            return "doorbell";
        }

        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Step<Long> step(Long rung, Operation operation) {
            if (mutates(operation)) {
                return Step.next(rung + 1);
            }
            return rung.equals(operation.output()) ? Step.next(rung) : Step.illegal(() -> "rung " + rung + " times");
        }

        @Override
        public boolean mutates(Operation operation) {
            return operation.f().equals("ring");
        }
    }

    /** Random bad histories of every model: each operation that is listed says something, and something follows. */
    @Test
    void saysOfEachOperationWhatItShows() {
        Slice slice = Slice.of(ExplanationTest.class, "says", 100);
        for (Model<?> model : ModelHistories.models()) {
            AtomicInteger bad = new AtomicInteger();
            slice.forEach(random -> {
                CheckResult result = new Checker(CheckOptions.defaults().withEngine(EngineChoice.SEARCH))
                        .check(recorded(ModelHistories.next(random, model, 6)), model);
                for (BadKey key : result.badKeys()) {
                    bad.incrementAndGet();
                    Contradiction contradiction = Objects.requireNonNull(key.contradiction());
                    assertThat(contradiction.evidence())
                            .isNotEmpty()
                            .allMatch(each -> !each.shows().isBlank());
                    if (!(model instanceof VersionedKvModel)) { // whose versions speak for themselves
                        assertThat(contradiction.conclusion()).isNotBlank();
                    }
                }
            });
            assertThat(bad.get()).as(model.name()).isPositive();
        }
    }

    @Test
    void countsWhatRefusalsShowAmongWhatAReadWasBehind() throws IOException {
        assertThat(explain(Files.readString(GOLDEN.resolve("bad/chain-of-refusals-beside-a-read.jsonl"))))
                .last()
                .isEqualTo("  The stalest read, of index 10, was at least 1 version behind.");
    }

    @Test
    void explainsEveryBadGoldenHistoryInFewLines() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN.resolve("bad"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
                assertThat(explain(Files.readString(file)))
                        .as("%s", file)
                        .isNotEmpty()
                        .hasSizeLessThan(20);
            }
        }
    }

    @Test
    void letsNothingInAValueReachTheTerminal() {
        assertThat(Words.datum("a\u001b[31m\nb\u202e")).isEqualTo("'a\\u001b[31m\\u000ab\\u202e'");
    }

    /** The operations as events, each of a process of its own; of events at one position the calls come first. */
    private static History recorded(List<Operation> operations) {
        HistoryBuilder history = new HistoryBuilder("random");
        int line = 0;
        for (int position = 0; line == 0 || position <= 100; position++) {
            for (Operation each : operations) {
                if (each.invoked() == position) {
                    history.add(event(++line, each, EventType.INVOKE, each.input()));
                }
            }
            for (Operation each : operations) {
                if (each.returned() == position) {
                    boolean ok = each.outcome() == Outcome.OK;
                    history.add(event(++line, each, ok ? EventType.OK : EventType.FAIL, ok ? each.output() : null));
                }
            }
        }
        return history.build();
    }

    private static Event event(int line, Operation operation, EventType type, @Nullable Object value) {
        return new Event(
                line,
                line - 1,
                (long) operation.id(),
                type,
                operation.f(),
                operation.key(),
                value,
                type == EventType.FAIL ? operation.error() : null,
                null,
                0,
                0);
    }

    private static List<String> explain(Model<?> model, String history) throws IOException {
        return Explanation.of(new Checker(CheckOptions.defaults())
                .check(
                        HistoryReader.read(
                                new ByteArrayInputStream(history.getBytes(StandardCharsets.UTF_8)), "history"),
                        model));
    }

    private static List<String> explain(Path file, EventTimes times) throws IOException {
        return Explanation.of(
                new Checker(CheckOptions.defaults()).check(HistoryReader.read(file), new RegisterModel(0L)), times);
    }

    private static List<String> explain(String history) throws IOException {
        return explain(new VersionedKvModel(), history);
    }
}
