package dev.minos.checker.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.AppendKvModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.RegisterModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the search costs as histories and states grow: counted in steps of the model and in bytes, never in time. */
class GrowthTest {
    private static final int MEBIBYTE = 1 << 20;

    private interface Way extends BiFunction<Model<?>, List<Operation>, Contender> {}

    static Stream<Arguments> ways() {
        Way depthFirst = (model, operations) -> new DepthFirst<>(model, Partition.of(model, operations));
        Way breadthFirst = (model, operations) -> new BreadthFirst<>(model, Partition.of(model, operations));
        return Stream.of(Arguments.of("depth first", depthFirst), Arguments.of("breadth first", breadthFirst));
    }

    /**
     * Bursts of four concurrent writes with nothing open between them, a few more of unknown outcome, and a read at the end that
     * nothing explains. However long that is, what one burst can lead to is a state and what was used, and neither way tries a
     * burst twice from the same.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void refutesInStepsLinearInTheLength(String name, Way way) {
        long few = stepsToRefute(way, bursts(500));
        long many = stepsToRefute(way, bursts(4_000));
        System.out.println("GrowthTest, " + name + ": " + few + " steps for "
                + bursts(500).size() + " operations, " + many + " for "
                + bursts(4_000).size());
        assertThat(many).isLessThan(9 * few);
    }

    private static long stepsToRefute(Way way, List<Operation> operations) {
        CountingModel model = new CountingModel();
        assertThat(way.apply(model, operations).advance(Integer.MAX_VALUE)).isInstanceOf(Search.NotLinearizable.class);
        return model.steps;
    }

    @Test
    void breadthFirstRemembersOnlyWhatIsStillPossible() {
        List<Operation> operations = bursts(4_000);
        Contender breadthFirst = new BreadthFirst<>(new RegisterModel(), Partition.of(new RegisterModel(), operations));
        long peak = 0;
        while (breadthFirst.advance(64) == null) {
            peak = Math.max(peak, breadthFirst.bytes());
        }
        // Of what it went through it keeps one way to get there, 32 bytes an operation and as much of what has died
        // since.
        assertThat(peak).isLessThan(8 * MEBIBYTE + 64L * operations.size());
    }

    @Test
    void goesOnBreadthFirstWhenDepthFirstHasUsedUpTheMemory() {
        List<Operation> operations = bursts(16_000);
        Contender depthFirst = new DepthFirst<>(new CountingModel(), Partition.of(new CountingModel(), operations));
        assertThat(depthFirst.advance(Integer.MAX_VALUE)).isInstanceOf(Search.NotLinearizable.class);
        assertThat(depthFirst.bytes()).isGreaterThan(48 * MEBIBYTE);
        Budget budget = Budget.of(Duration.ofMinutes(5), 24 * MEBIBYTE);
        assertThat(WingGongLoweSearch.search(new CountingModel(), operations, budget))
                .isInstanceOf(Search.NotLinearizable.class);
        assertThat(budget.takenBytes()).isZero();
    }

    /** A text of 100,000 characters, twelve concurrent appends and a get that nothing explains: states by the million. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void countsTheTextsThatAreStates(String name, Way way) {
        Contender contender = way.apply(new AppendKvModel("x".repeat(100_000)), appends());
        assertThat(contender.advance(64)).isNull();
        assertThat(contender.bytes()).isBetween(16 * 100_000L, 1_000 * 100_000L);
    }

    @Test
    void saysUnknownBeforeGrowingTextsFillTheHeap() {
        Budget budget = Budget.of(Duration.ofMinutes(5), 32 * MEBIBYTE);
        assertThat(WingGongLoweSearch.search(new AppendKvModel("x".repeat(100_000)), appends(), budget))
                .isInstanceOfSatisfying(
                        Search.Unknown.class,
                        unknown -> assertThat(unknown.reason())
                                .isEqualTo("memory ran out: more than 32 MiB of configurations to remember"));
        assertThat(budget.takenBytes()).isZero();
    }

    @Test
    void aStateCountsByItsSize() {
        assertThat(new AppendKvModel().bytes("x".repeat(1_000))).isBetween(1_000L, 1_100L);
        assertThat(new AppendKvModel().bytes("√".repeat(1_000))).isBetween(2_000L, 2_100L);
        Map<Object, Object> registers = new HashMap<>();
        Stream.iterate(0, n -> n + 1).limit(1_000).forEach(n -> registers.put(n, 1));
        assertThat(new MultiRegisterModel().bytes(registers)).isBetween(16_000L, 16_100L);
    }

    private static List<Operation> bursts(int count) {
        Random random = new Random(3);
        List<Operation> operations = new ArrayList<>();
        int position = 0;
        for (int burst = 0; burst < count; burst++) {
            for (int i = 0; i < 4; i++) {
                operations.add(operation(
                        operations.size(),
                        "write",
                        (long) random.nextInt(3),
                        Outcome.OK,
                        position + i,
                        position + 4 + i));
            }
            if (random.nextInt(5) == 0) {
                operations.add(operation(
                        operations.size(), "write", (long) random.nextInt(3), Outcome.INFO, position, Operation.NEVER));
            }
            position += 8;
        }
        operations.add(new Operation(
                operations.size(), 0L, "read", null, null, Outcome.OK, 99L, null, position, position + 1));
        return operations;
    }

    private static List<Operation> appends() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            operations.add(operation(i, "append", "a" + i, Outcome.OK, i, 100 + i));
        }
        operations.add(new Operation(12, 0L, "get", null, null, Outcome.OK, "nothing", null, 200, 201));
        return operations;
    }

    private static Operation operation(int id, String f, Object input, Outcome outcome, int invoked, int returned) {
        Object output = outcome == Outcome.OK ? input : null;
        return new Operation(id, (long) id, f, null, input, outcome, output, null, invoked, returned);
    }
}
