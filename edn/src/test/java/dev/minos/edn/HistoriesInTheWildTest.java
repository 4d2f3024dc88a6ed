package dev.minos.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.Models;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the events of Jepsen's histories mean, row by row as docs/history-format.md has them under "What is odd". */
class HistoriesInTheWildTest {
    @Test
    void orderIsThatOfTheFile() throws IOException {
        History history = read("""
                {:process 0, :type :invoke, :f :write, :value 1, :time 900, :index 9}
                {:process 1, :type :invoke, :f :read, :time 100, :index 1}
                {:process 0, :type :ok, :f :write, :value 1, :time 50, :index 5}
                {:process 1, :type :ok, :f :read, :value 1, :time 7, :index 7}
                """);
        assertThat(history.operation(0).invoked()).isZero();
        assertThat(history.operation(0).returned()).isEqualTo(2);
        assertThat(history.operation(1).invoked()).isEqualTo(1);
        assertThat(history.index(history.operation(1).returned())).isEqualTo(7);
        assertThat(history.warnings())
                .singleElement()
                .asString()
                .contains(":2: times run backwards here, from 900 to 100, and 3 times in all");
    }

    /** In EDN these are two values, in JSON one; what is converted keeps its verdict. */
    @Test
    void tellsOneFromOnePointZeroOnlyInEdn() throws IOException {
        String edn = """
                {:process 0, :type :invoke, :f :write, :value [1 {:a [1]}]}
                {:process 0, :type :ok, :f :write, :value [1 {:a [1]}]}
                {:process 1, :type :invoke, :f :read, :value nil}
                {:process 1, :type :ok, :f :read, :value [1.0 {:a [1.0]}]}
                """;
        History read = read(edn);
        assertThat(read.operation(1).output()).isNotEqualTo(read.operation(0).input());
        assertThat(read.hasOneKindOfNumber()).isFalse();
        List<String> warnings = new ArrayList<>();
        List<Event> events = Events.of(edn, "a.edn").events;
        String json = Events.written(events, "jsonl", warnings);
        assertThat(warnings).anyMatch(warning -> warning.contains("1.0 is read from it as 1"));
        List<Event> back =
                Events.of(Events.written(Events.of(json, "a.jsonl").events, "edn", warnings), "a.edn").events;
        assertThat(back.get(3).value()).isEqualTo(back.get(0).value());
    }

    @Test
    void okOverridesAndInfoKeepsTheInvokesValue() throws IOException {
        History history = read("""
                {:process 0, :type :invoke, :f :write, :value 1}
                {:process 1, :type :invoke, :f :write, :value 2}
                {:process 2, :type :invoke, :f :write, :value 3}
                {:process 3, :type :invoke, :f :write, :value 4}
                {:process 0, :type :ok, :f :write, :value 10}
                {:process 1, :type :info, :f :write, :value 20, :error :timeout}
                {:process 2, :type :fail, :f :write, :value 3}
                """);
        assertThat(history.operation(0).output()).isEqualTo(10L);
        assertThat(history.operation(1).input()).isEqualTo(2L);
        assertThat(history.operation(1).outcome()).isEqualTo(Outcome.INFO);
        assertThat(history.operation(2).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(history.operation(3).outcome()).as("no completion").isEqualTo(Outcome.INFO);
        assertThat(history.operation(3).returned()).isEqualTo(Operation.NEVER);
    }

    @Test
    void whatFailedDidNotHappen() throws IOException {
        String failed = """
                {:process 0, :type :invoke, :f :write, :value 1}
                {:process 0, :type :fail, :f :write, :value 1}
                {:process 0, :type :invoke, :f :read}
                {:process 0, :type :ok, :f :read, :value %s}
                """;
        assertThat(verdict("register", failed.formatted("nil"))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("register", failed.formatted("1"))).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void whatHasNoCompletionMayHaveHappened() throws IOException {
        String open = """
                {:process 0, :type :invoke, :f :write, :value 1}
                {:process 1, :type :invoke, :f :read}
                {:process 1, :type :ok, :f :read, :value %s}
                """;
        assertThat(verdict("register", open.formatted("1"))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("register", open.formatted("2"))).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void aProcessMayGoOnAfterInfoAndOnlyThen() throws IOException {
        String invoke = "{:process 0, :type :invoke, :f :write, :value 1}\n";
        History history = read(invoke + "{:process 0, :type :info, :f :write, :value 1}\n" + invoke);
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.operation(0).returned()).isEqualTo(Operation.NEVER);
        assertThatThrownBy(() -> read(invoke + invoke))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("a.edn:2: process 0 invoked write while its write (line 1) is still open");
    }

    @Test
    void clientsAreThoseThatInvoke() throws IOException {
        History history = read("""
                {:process :nemesis, :type :invoke, :f :start}
                {:process :nemesis, :type :info, :f :start, :value "cut n1 off"}
                {:process "worker-1", :type :invoke, :f :write, :value 1}
                {:process 7, :type :info, :f :note}
                {:process "worker-1", :type :ok, :f :write, :value 1}
                """);
        assertThat(history.size()).isEqualTo(1);
        assertThat(history.operation(0).process()).isEqualTo("worker-1");
        assertThat(history.warnings()).isEmpty();
    }

    @Test
    void refusesACompletionWithoutAnInvoke() {
        assertThatThrownBy(() -> read("\n{:process 7, :type :ok, :f :read, :value 1}\n"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("a.edn:2: process 7 completed read with ok but it has no open invoke");
    }

    @Test
    void nilReadsAreWildcardsWhereKnossosHasThem() throws IOException {
        String read = """
                {:process 0, :type :invoke, :f :%s, :value %s}
                {:process 0, :type :ok, :f :%1$s, :value %2$s}
                {:process 0, :type :invoke, :f :%3$s, :value %4$s}
                {:process 0, :type :ok, :f :%3$s, :value %4$s}
                """;
        for (String model : List.of("register", "cas-register")) {
            assertThat(verdict(model, read.formatted("write", 1, "read", "nil")))
                    .isEqualTo(Verdict.LINEARIZABLE);
            assertThat(verdict(model, read.formatted("write", 1, "read", "2"))).isEqualTo(Verdict.NOT_LINEARIZABLE);
        }
        String transaction = read.formatted("txn", "[[:write :x 1]]", "txn", "[[:read :x nil]]");
        assertThat(verdict("multi-register", transaction)).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("multi-register", transaction.replace("x nil", "x 2")))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(verdict("set", read.formatted("add", 1, "read", "#{1}"))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("set", read.formatted("add", 1, "read", "nil"))).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void oneIsNotOnePointZeroAndAPairMayBeAList() throws IOException {
        String read = """
                {:process 0, :type :invoke, :f :write, :value 1}
                {:process 0, :type :ok, :f :write, :value 1}
                {:process 0, :type :invoke, :f :cas, :value %s}
                {:process 0, :type :ok, :f :cas, :value %1$s}
                {:process 0, :type :invoke, :f :read, :value nil}
                {:process 0, :type :ok, :f :read, :value %s}
                """;
        assertThat(verdict("cas-register", read.formatted("[1 2]", "2"))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("cas-register", read.formatted("(1 2)", "2"))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("cas-register", read.formatted("[1 2]", "2.0"))).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(verdict("cas-register", read.formatted("[1.0 2]", "2"))).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    /** Knossos takes it for a dequeue of nil and raises a false alarm. */
    @Test
    void aCrashedDequeueMayHaveTakenAnything() throws IOException {
        String queue = """
                {:process 0, :type :invoke, :f :enqueue, :value 1}
                {:process 0, :type :ok, :f :enqueue, :value 1}
                {:process 0, :type :invoke, :f :enqueue, :value 2}
                {:process 0, :type :ok, :f :enqueue, :value 2}
                {:process 1, :type :invoke, :f :dequeue}
                {:process 1, :type :info, :f :dequeue, :error :timeout}
                {:process 2, :type :invoke, :f :dequeue}
                {:process 2, :type :ok, :f :dequeue, :value %s}
                {:process 3, :type :invoke, :f :dequeue}
                {:process 3, :type :ok, :f :dequeue, :value %s}
                """;
        String onlyTwo = queue.substring(0, queue.indexOf("{:process 3"));
        assertThat(verdict("fifo-queue", onlyTwo.formatted(2))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("fifo-queue", queue.formatted(2, 1))).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(verdict("unordered-queue", queue.formatted(2, 1))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict("unordered-queue", queue.formatted(2, 2))).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    /** The line counts where events do not stand on lines of their own. */
    @Test
    void refusesAFunctionThatTheModelDoesNotHave() {
        String text = """
                ; a map
                ; a line is too simple
                {:process 0, :type :invoke,
                 :f :write, :value 1}
                {:process 1,
                 :type :invoke, :f :%s}
                """;
        assertThatThrownBy(() -> verdict("register", text.formatted("append")))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("a.edn:5: ")
                .hasMessageContaining("got append");
        assertThatThrownBy(
                        () -> verdict("versioned-kv", text.formatted("append").replace(":write", ":put")))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("a.edn:3: ");
    }

    /** What Knossos throws on and we read, each with its line; strict refuses each. */
    @Test
    void warnsOfWhatKnossosThrowsOnOrRefusesItWhereAskedTo() throws IOException {
        String invoke = "{:process 0, :type :invoke, :f :write, :value 1, :index 4}\n";
        for (List<String> odd : List.of(
                List.of(
                        invoke + "{:process 0, :type :fail, :f :write, :value 2, :index 5}\n",
                        "a.edn:2: the value of this fail"),
                List.of(
                        "\n" + invoke.replace(":process 0", ":process :worker"),
                        "a.edn:2: process :worker is a keyword"),
                List.of(invoke + invoke.replace(":process 0", ":process 1"), "a.edn:2: index 4 was given before"),
                List.of("; one\n\n" + invoke.replace(" 1,", " #foo/bar 1,"), "a.edn:3: unknown tag #foo/bar"))) {
            History history = read(odd.get(0));
            assertThat(history.warnings()).singleElement().asString().startsWith(odd.get(1));
            assertThat(history.size()).isPositive();
            assertThatThrownBy(() -> HistoryReader.read(
                            stream(odd.get(0)), "a.edn", ReadOptions.defaults().withStrict(true)))
                    .isInstanceOf(MalformedHistoryException.class)
                    .hasMessageStartingWith(odd.get(1));
        }
    }

    @Test
    void refusesAFieldThatIsNamedTwice() {
        assertThatThrownBy(() -> read("{:process 0, :type :invoke, :f :write, \"f\" :read}\n"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("a.edn:1: two of its fields have the same name");
    }

    private static Verdict verdict(String model, String text) throws IOException {
        return new Checker(CheckOptions.defaults())
                .check(read(text), Objects.requireNonNull(Models.named(model)))
                .verdict();
    }

    private static History read(String text) throws IOException {
        return HistoryReader.read(stream(text), "a.edn");
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
