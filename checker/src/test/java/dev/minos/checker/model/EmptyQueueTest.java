package dev.minos.checker.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.EngineChoice;
import dev.minos.checker.Prefixes;
import dev.minos.checker.Verdict;
import dev.minos.checker.argument.Argument;
import dev.minos.checker.certificate.Certificate;
import dev.minos.checker.certificate.CertificateVerifier;
import dev.minos.checker.distinct.DistinctValues;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.search.Search;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dequeue that answers nil, "empty" or :empty found the queue empty, or took that very value where somebody put it in. */
class EmptyQueueTest {
    private static final int ENOUGH = 5_000;

    @TempDir
    private Path folder;

    /**
     * The oracle knows two operations, one that takes an element and one that finds nothing, and tries each reading of each answer:
     * that something was taken is a reading only where some enqueue that may have been applied carries that very value.
     */
    @ParameterizedTest
    @ValueSource(strings = {"fifo-queue", "unordered-queue"})
    void isReadInEitherWay(String name) {
        Model<?> model = Objects.requireNonNull(Models.named(name));
        Slice slice = Slice.of(EmptyQueueTest.class, name, ENOUGH);
        AtomicInteger found = new AtomicInteger();
        AtomicInteger linearizable = new AtomicInteger();
        AtomicInteger argued = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = random.nextBoolean()
                    ? ModelHistories.next(random, model, 6)
                    : ModelHistories.nextOfDistinctValues(random, model, 6);
            boolean truth = someReadingFits(name.equals("fifo-queue"), operations, 0);
            found.addAndGet(operations.stream().anyMatch(EmptyQueueTest::mayHaveFoundNothing) ? 1 : 0);
            linearizable.addAndGet(truth ? 1 : 0);
            assertThat(BruteForce.of(model, operations).isLinearizable())
                    .as("%s", operations)
                    .isEqualTo(truth);
            Search distinct = DistinctValues.decide(model, operations);
            if (distinct != null) {
                assertThat(distinct instanceof Search.Linearizable)
                        .as("%s", operations)
                        .isEqualTo(truth);
            }
            Argument argument = Argument.against(model, operations);
            if (argument != null) {
                List<Operation> core = Prefixes.relaxed(model, operations, Set.copyOf(argument.core()));
                argued.addAndGet(
                        argument.contradiction().evidence().stream()
                                        .anyMatch(each -> each.shows().equals("found the queue empty"))
                                ? 1
                                : 0);
                assertThat(BruteForce.of(model, core).isLinearizable())
                        .as("%s against %s", argument, operations)
                        .isFalse();
            }
        });
        assertThat(found.get()).isGreaterThan(slice.histories() / 10);
        assertThat(linearizable.get()).isBetween(slice.histories() / 10, slice.histories() / 10 * 9);
        assertThat(argued.get()).isPositive();
    }

    private static boolean mayHaveFoundNothing(Operation operation) {
        Object answer = operation.output();
        return operation.f().equals("dequeue")
                && operation.outcome() == Outcome.OK
                && (answer == null || answer.equals("empty") || answer.equals(new Keyword("empty")));
    }

    private static boolean someReadingFits(boolean fifo, List<Operation> operations, int from) {
        for (int n = 0; n < operations.size(); n++) {
            Operation operation = operations.get(n);
            if (operation.f().equals("enqueue")
                    && operation.outcome() == Outcome.INFO
                    && Recorded.value(operation) == null) {
                // Nothing ever said what it put in: whatever was taken, or something else.
                Set<@Nullable Object> values = new HashSet<>(List.of("something else"));
                operations.forEach(each -> values.add(each.output()));
                for (Object value : values) {
                    List<Operation> chosen = new ArrayList<>(operations);
                    chosen.set(n, called(operation, "enqueue it").answering(value));
                    if (someReadingFits(fifo, chosen, from)) {
                        return true;
                    }
                }
                return false;
            }
        }
        for (int n = from; n < operations.size(); n++) {
            Operation operation = operations.get(n);
            if (mayHaveFoundNothing(operation)) {
                List<Operation> empty = new ArrayList<>(operations);
                empty.set(n, called(operation, "find nothing"));
                boolean wasPutIn = operations.stream()
                        .anyMatch(each -> each.f().startsWith("enqueue")
                                && each.outcome() != Outcome.FAIL
                                && Objects.equals(Recorded.value(each), operation.output()));
                return someReadingFits(fifo, empty, n + 1) || (wasPutIn && someReadingFits(fifo, operations, n + 1));
            }
        }
        return BruteForce.of(new ListQueue(fifo), operations).isLinearizable();
    }

    private static Operation called(Operation o, String f) {
        return new Operation(
                o.id(),
                o.process(),
                f,
                o.key(),
                o.input(),
                o.outcome(),
                o.output(),
                o.error(),
                o.invoked(),
                o.returned());
    }

    /** A queue as one would write it down, which shares nothing with those that are tested. */
    private record ListQueue(boolean fifo) implements Model<List<@Nullable Object>> {
        @Override
        public String name() {
            return "queue";
        }

        @Override
        public List<@Nullable Object> initial() {
            return List.of();
        }

        @Override
        public Step<List<@Nullable Object>> step(List<@Nullable Object> queue, Operation operation) {
            Object value = operation.output() != null ? operation.output() : operation.input();
            if (operation.f().equals("find nothing")) {
                return queue.isEmpty() ? Step.next(queue) : Step.illegal(() -> "not empty");
            }
            if (operation.f().startsWith("enqueue")) {
                List<@Nullable Object> more = new ArrayList<>(queue);
                more.add(value);
                return Step.next(Collections.unmodifiableList(more));
            }
            boolean any = operation.outcome() == Outcome.INFO && value == null;
            List<List<@Nullable Object>> next = new ArrayList<>();
            for (int n = 0; n < (fifo ? Math.min(1, queue.size()) : queue.size()); n++) {
                if (any || Objects.equals(queue.get(n), value)) {
                    List<@Nullable Object> less = new ArrayList<>(queue);
                    less.remove(n);
                    next.add(Collections.unmodifiableList(less));
                }
            }
            return next.isEmpty() ? Step.illegal(() -> "not there") : Step.oneOf(next);
        }

        @Override
        public boolean mutates(Operation operation) {
            return true;
        }
    }

    /** While the enqueue was open it may have been one of what means that the queue was empty; in the end it was not. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "\"empty\""})
    void anEnqueueOfAnythingMayBeOfWhatMeansEmptiness(String empty) throws IOException {
        String history = operation("enqueue", "1")
                + "{\"process\":9,\"type\":\"invoke\",\"f\":\"enqueue\",\"value\":7}\n"
                + operation("dequeue", empty)
                + operation("dequeue", "5")
                + "{\"process\":9,\"type\":\"ok\",\"f\":\"enqueue\",\"value\":0}\n";
        for (String model : List.of("fifo-queue", "unordered-queue")) {
            CheckResult result = new Checker(CheckOptions.defaults())
                    .check(history(history), Objects.requireNonNull(Models.named(model)));
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
            assertThat(result.badKeys().get(0).firstBad().returned()).as(model).isGreaterThanOrEqualTo(4);
        }
    }

    /** A dequeue that is going to answer that there was nothing takes nothing, whichever word it has for that. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "\"empty\""})
    void anOpenDequeueThatIsGoingToFindNothingTakesNothing(String empty) throws IOException {
        String history = operation("enqueue", "1") + operation("enqueue", "2") + """
                {"process":1,"type":"invoke","f":"dequeue"}
                {"process":2,"type":"invoke","f":"dequeue"}
                {"process":2,"type":"ok","f":"dequeue","value":2}
                {"process":1,"type":"ok","f":"dequeue","value":EMPTY}
                """.replace("EMPTY", empty);
        CheckResult result = new Checker(CheckOptions.defaults()).check(history(history), new FifoQueueModel());
        assertThat(result.badKeys().get(0).firstBad().returned()).isEqualTo(6);
    }

    /** It may have put in what was taken: nothing ever said what it asked for. */
    @Test
    void anEnqueueThatWasNeverAnsweredAndNamesNothingMayBeOfAnything() throws IOException {
        String open = "{\"process\":9,\"type\":\"invoke\",\"f\":\"enqueue\"}\n";
        for (String model : List.of("fifo-queue", "unordered-queue")) {
            for (EngineChoice engine : List.of(EngineChoice.AUTO, EngineChoice.SEARCH)) {
                assertThat(verdict(model, engine, open + operation("dequeue", "5")))
                        .isEqualTo(Verdict.LINEARIZABLE);
                assertThat(verdict(model, engine, open + operation("dequeue", "5") + operation("dequeue", "6")))
                        .isEqualTo(Verdict.NOT_LINEARIZABLE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"empty\""})
    void foundNothingWhereThereWasNothing(String empty) throws IOException {
        String put = operation("enqueue", "1");
        String took = operation("dequeue", "1");
        String found = operation("dequeue", empty);
        for (String model : List.of("fifo-queue", "unordered-queue")) {
            for (EngineChoice engine : List.of(EngineChoice.AUTO, EngineChoice.SEARCH)) {
                assertThat(verdict(model, engine, found + put + took + found)).isEqualTo(Verdict.LINEARIZABLE);
                assertThat(verdict(model, engine, put + found + took)).isEqualTo(Verdict.NOT_LINEARIZABLE);
                assertThat(verdict(model, engine, put + found)).isEqualTo(Verdict.NOT_LINEARIZABLE);
                // The value itself was put in, so it may have been that.
                String itself = operation("enqueue", empty);
                assertThat(verdict(model, engine, itself + found)).isEqualTo(Verdict.LINEARIZABLE);
                assertThat(verdict(model, engine, itself + found + found)).isEqualTo(Verdict.LINEARIZABLE);
                assertThat(verdict(model, engine, itself + put + found + found)).isEqualTo(Verdict.NOT_LINEARIZABLE);
                String perhaps = event(8, "invoke", "enqueue", empty) + event(8, "info", "enqueue", empty);
                assertThat(verdict(model, engine, perhaps + put + found)).isEqualTo(Verdict.LINEARIZABLE);
                assertThat(verdict(model, engine, perhaps + put + found + found))
                        .isEqualTo(Verdict.NOT_LINEARIZABLE);
                // It was refused, and so is in no queue.
                String refused = event(8, "invoke", "enqueue", empty) + event(8, "fail", "enqueue", empty);
                assertThat(verdict(model, engine, refused + put + found)).isEqualTo(Verdict.NOT_LINEARIZABLE);
            }
        }
    }

    @Test
    void aDequeueOfUnknownOutcomeMayHaveTakenWhatWasThere() throws IOException {
        String lost = event(7, "invoke", "dequeue", "null") + event(7, "info", "dequeue", "null");
        String put = operation("enqueue", "1");
        String found = operation("dequeue", "null");
        for (String model : List.of("fifo-queue", "unordered-queue")) {
            assertThat(verdict(model, EngineChoice.AUTO, lost + put + found)).isEqualTo(Verdict.LINEARIZABLE);
            assertThat(verdict(model, EngineChoice.AUTO, put + found + lost)).isEqualTo(Verdict.NOT_LINEARIZABLE);
            assertThat(verdict(model, EngineChoice.AUTO, lost + put + operation("enqueue", "2") + found))
                    .isEqualTo(Verdict.NOT_LINEARIZABLE);
        }
    }

    @Test
    void saysWhatWasThere() throws IOException {
        History history = history(operation("enqueue", "1") + operation("dequeue", "null"));
        CheckResult result = new Checker(CheckOptions.defaults()).check(history, new FifoQueueModel());
        assertThat(Objects.requireNonNull(result.badKeys().get(0).contradiction())
                        .conclusion())
                .isEqualTo("1 was still there, for nothing that can have taken it away was called in time.");
        assertThat(result.badKeys().get(0).core()).containsExactly(0, 1);
    }

    /** Long enough that a search would have to go through all orders of what is open at once, were it not for the moments. */
    @Test
    void isDecidedByMomentsWhereValuesAreDistinct() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int round = 0; round < 300; round++) {
            for (int n = 0; n < 10; n++) {
                text.append(event(n, "invoke", "enqueue", String.valueOf(10 * round + n)));
            }
            for (int n = 0; n < 10; n++) {
                text.append(event(10 + n, "invoke", "dequeue", "null"));
            }
            for (int n = 0; n < 10; n++) {
                text.append(event(n, "ok", "enqueue", String.valueOf(10 * round + n)));
                text.append(event(10 + n, "ok", "dequeue", String.valueOf(10 * round + n)));
            }
            text.append(operation("dequeue", "null"));
        }
        for (Model<?> model : List.of(new FifoQueueModel(), new UnorderedQueueModel())) {
            CheckResult right = new Checker(CheckOptions.defaults()).check(history(text.toString()), model);
            assertThat(right.verdict()).isEqualTo(Verdict.LINEARIZABLE);
            assertThat(right.engine()).isEqualTo("distinct");
            CheckResult wrong = new Checker(CheckOptions.defaults())
                    .check(history(text + operation("enqueue", "-1") + operation("dequeue", "null")), model);
            assertThat(wrong.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        }
    }

    @Test
    void aCertificateHoldsForAQueueThatWasFoundEmpty() throws IOException {
        String good = operation("dequeue", "null") + operation("enqueue", "1") + operation("dequeue", "1");
        assertThat(certified(good)).isEqualTo("every linearization was replayed");
        assertThat(certified(operation("enqueue", "1") + operation("dequeue", "null")))
                .startsWith("every order of its core");
    }

    private String certified(String text) throws IOException {
        CheckResult result = new Checker(CheckOptions.defaults().withKeepLinearizations(true))
                .check(history(text), new FifoQueueModel());
        Path certificate = folder.resolve("c");
        Certificate.write(result, folder.resolve("h.jsonl"), new FifoQueueModel(), false, null, certificate);
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.verify(history(text), new FifoQueueModel())).isNull();
        return verifier.means();
    }

    private Verdict verdict(String model, EngineChoice engine, String text) throws IOException {
        return new Checker(CheckOptions.defaults().withEngine(engine))
                .check(history(text), Objects.requireNonNull(Models.named(model)))
                .verdict();
    }

    private History history(String text) throws IOException {
        return HistoryReader.read(Files.writeString(folder.resolve("h.jsonl"), text));
    }

    private static String operation(String f, String value) {
        return event(99, "invoke", f, f.equals("dequeue") ? "null" : value) + event(99, "ok", f, value);
    }

    private static String event(int process, String type, String f, String value) {
        return "{\"process\":" + process + ",\"type\":\"" + type + "\",\"f\":\"" + f + "\",\"value\":" + value + "}\n";
    }
}
