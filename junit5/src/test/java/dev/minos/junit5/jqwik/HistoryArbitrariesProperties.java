package dev.minos.junit5.jqwik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;

/** What histories are made of holds against the engines, which had no part in making them. */
final class HistoryArbitrariesProperties {
    private static final List<String> MODELS = List.of(
            "register", "cas-register", "versioned-kv", "set", "fifo-queue", "unordered-queue", "mutex", "owner-mutex");
    private static final CheckOptions QUICK = CheckOptions.defaults()
            .withTimeout(Duration.ofSeconds(5))
            .withThreads(1)
            .withArguments(false);

    /** A history of some model. */
    record Sample(Model<?> model, History history) {}

    private static Model<?> model(String name) {
        return Objects.requireNonNull(Models.named(name));
    }

    @Provide
    Arbitrary<Sample> linearizable() {
        return Arbitraries.of(MODELS)
                .flatMap(name -> HistoryArbitraries.linearizable(model(name), CallArbitraries.of(name))
                        .map(history -> new Sample(model(name), history)));
    }

    @Provide
    Arbitrary<Sample> notLinearizable() {
        return Arbitraries.of(MODELS)
                .flatMap(name -> HistoryArbitraries.notLinearizable(model(name), CallArbitraries.of(name))
                        .map(history -> new Sample(model(name), history)));
    }

    private static Verdict verdict(Sample sample) {
        return new Checker(QUICK).check(sample.history, sample.model).verdict();
    }

    /** Of a queue with many enqueues of unknown outcome there are too many orders to try now and then. */
    private static Verdict[] verdicts(Sample sample, Verdict expected) {
        return sample.model.name().endsWith("queue")
                ? new Verdict[] {expected, Verdict.UNKNOWN}
                : new Verdict[] {expected};
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsMadeLinearizableIsFoundLinearizable(@ForAll("linearizable") Sample sample) {
        assertThat(verdict(sample)).isIn((Object[]) verdicts(sample, Verdict.LINEARIZABLE));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsMadeNotLinearizableIsFoundSo(@ForAll("notLinearizable") Sample sample) {
        assertThat(verdict(sample)).isIn((Object[]) verdicts(sample, Verdict.NOT_LINEARIZABLE));
    }

    /** For every model: operations that overlap, unknown outcomes, refusals, several clients. */
    @Example
    void everythingOccurs() {
        for (String name : MODELS) {
            Set<String> seen = new HashSet<>();
            RandomGenerator<History> histories = HistoryArbitraries.linearizable(model(name), CallArbitraries.of(name))
                    .generator(1_000);
            Random random = new Random(1);
            for (int i = 0; i < 100; i++) {
                seen.addAll(features(histories.next(random).value()));
            }
            assertThat(seen).as(name).contains("overlap", "INFO", "OK", "process 1", "process 5");
            if (name.equals("versioned-kv")) {
                assertThat(seen).contains("FAIL", "key1", "key2");
            }
        }
    }

    private static Set<String> features(History history) {
        Set<String> features = new HashSet<>();
        List<Operation> operations = new ArrayList<>();
        for (int op = 0; op < history.size(); op++) {
            operations.add(history.operation(op));
        }
        for (Operation operation : operations) {
            features.add(operation.outcome().name());
            features.add("process " + operation.process());
            features.add(String.valueOf(operation.key()));
            for (Operation other : operations) {
                if (other.outcome() == Outcome.OK
                        && operation.outcome() == Outcome.OK
                        && other.id() != operation.id()
                        && !other.precedes(operation)
                        && !operation.precedes(other)) {
                    features.add("overlap");
                }
            }
        }
        return features;
    }

    /** A read of what was never written. */
    @Example
    void aHistoryThatIsNotLinearizableShrinksToWhatMatters() {
        Arbitrary<History> histories =
                HistoryArbitraries.notLinearizable(new RegisterModel(), CallArbitraries.of("register"));
        Shrinkable<History> least = histories.generator(1_000).next(new Random(1));
        Optional<Shrinkable<History>> simpler = Optional.of(least);
        while (simpler.isPresent()) {
            least = simpler.get();
            simpler = least.shrink().findFirst();
        }
        assertThat(least.value().size()).isOne();
        assertThat(least.value().operation(0).f()).isEqualTo("read");
    }

    @Example
    void aFailedPropertyShowsOperations() {
        History history = HistoryArbitraries.linearizable(model("versioned-kv"), CallArbitraries.of("versioned-kv"))
                .generator(1_000)
                .next(new Random(2))
                .value();
        HistoryReportingFormat format = new HistoryReportingFormat();

        assertThat(format.appliesTo(history)).isTrue();
        assertThat(format.appliesTo("history")).isFalse();
        assertThat((List<?>) format.report(history))
                .hasSize(history.size())
                .allSatisfy(line ->
                        assertThat(line.toString()).matches("'key[12]': (get|put) .*client_\\d, index \\d+ .*"));
    }

    @Example
    void saysWhoseCallsThereAre() {
        assertThatThrownBy(() -> CallArbitraries.of("counter")).hasMessageContaining("none of 'counter'");
    }

    /** A model of a user's own: a counter whose increments answer the new count. */
    private static final class Counter implements Model<Long> {
        @Override
        public String name() {
            return "counter";
        }

        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Step<Long> step(Long count, Operation operation) {
            Object answer = operation.output();
            if (operation.f().equals("read")) {
                return count.equals(answer) ? Step.next(count) : Step.illegal(() -> answer + " is not " + count);
            }
            return answer == null || answer.equals(count + 1)
                    ? Step.next(count + 1)
                    : Step.illegal(() -> answer + " does not follow " + count);
        }

        @Override
        public boolean mutates(Operation operation) {
            return operation.f().equals("increment");
        }
    }

    private static Arbitrary<Call> counterCalls() {
        Arbitrary<Long> counts = Arbitraries.longs().between(0, 6);
        return Arbitraries.oneOf(
                counts.map(n -> Call.ok("read", null, n)), counts.map(n -> Call.ok("increment", null, n + 1)));
    }

    @Provide
    Arbitrary<History> counted() {
        return HistoryArbitraries.linearizable(new Counter(), counterCalls());
    }

    @Provide
    Arbitrary<History> miscounted() {
        return HistoryArbitraries.notLinearizable(new Counter(), counterCalls());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void modelsOfOnesOwnAreServedToo(@ForAll("counted") History right, @ForAll("miscounted") History wrong) {
        assertThat(verdict(new Sample(new Counter(), right))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(verdict(new Sample(new Counter(), wrong))).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }
}
