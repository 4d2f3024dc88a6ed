package dev.minos.checker.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.testing.BruteForce;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of identical operations that can all come next the one that returns first is tried alone, and never another way round. */
class TwinsTest {
    private static final RegisterModel REGISTER = new RegisterModel();

    private final List<Operation> operations = new ArrayList<>();

    private interface Way extends BiFunction<Model<?>, List<Operation>, Contender> {}

    static Stream<Arguments> ways() {
        Way depthFirst = (model, operations) -> new DepthFirst<>(model, Partition.of(model, operations), 0);
        Way breadthFirst = (model, operations) -> new BreadthFirst<>(model, Partition.of(model, operations), 0);
        return Stream.of(Arguments.of("depth first", depthFirst), Arguments.of("breadth first", breadthFirst));
    }

    // write 1 |--------------------|
    // read 1    |-|
    // write 2         |-|
    // write 1              |-|              the one that returns first comes second
    // read 1                    |-|
    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void oneThatCannotComeYetHoldsNobodyUp(String name, Way way) {
        add("write", 1, 0, 10);
        add("read", 1, 1, 2);
        add("write", 2, 3, 4);
        add("write", 1, 5, 6);
        add("read", 1, 7, 8);
        holds(way, true);
    }

    // write 1 |--------------------------|
    // write 1   |----------------|
    // read 1       |-|
    // write 2             |-|
    // read 1                   |-|
    // write 3                        |-|     between the returns of the two
    // read 3                              |-|
    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void ofNestedOnesTheInnerComesFirst(String name, Way way) {
        add("write", 1, 0, 20);
        add("write", 1, 1, 12);
        add("read", 1, 2, 3);
        add("write", 2, 5, 6);
        add("read", 1, 8, 9);
        add("write", 3, 13, 14);
        add("read", 3, 21, 22);
        holds(way, true);
        add("read", 1, 23, 24);
        holds(way, false);
    }

    /** Twelve writes of one value at a time: tried one way, and not in 2 to the 12th sets. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void identicalWritesAreTriedInOneOrder(String name, Way way) {
        for (int i = 0; i < 12; i++) {
            add("write", 1 + i % 2, i, 100 - i);
        }
        add("read", 9, 101, 102);
        CountingModel model = new CountingModel();
        assertThat(way.apply(model, operations).advance(Integer.MAX_VALUE)).isInstanceOf(Search.NotLinearizable.class);
        // At most seven times seven ways to have written so many of each value, either of which was last.
        assertThat(model.steps).isLessThan(7 * 7 * 2 * 13);
    }

    private void holds(Way way, boolean linearizable) {
        assertThat(BruteForce.of(REGISTER, operations).isLinearizable()).isEqualTo(linearizable);
        assertThat(way.apply(REGISTER, operations).advance(1 << 20) instanceof Search.Linearizable)
                .isEqualTo(linearizable);
    }

    private void add(String f, long value, int invoked, int returned) {
        int id = operations.size();
        Object input = f.equals("write") ? value : null;
        operations.add(new Operation(id, (long) id, f, null, input, Outcome.OK, value, null, invoked, returned));
    }
}
