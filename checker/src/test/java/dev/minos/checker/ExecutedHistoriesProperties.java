package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.HistoryGenerator;
import dev.minos.checker.testing.HistoryGenerator.Shape;
import dev.minos.checker.testing.HistoryGenerator.Violation;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Histories made by executing the store are accepted by both engines; with one sound mutation both refuse them. */
class ExecutedHistoriesProperties {
    @Property(tries = 60)
    void acceptsWhatTheStoreReallyDid(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 2_000) int operations,
            @ForAll @IntRange(min = 1, max = 40) int clients,
            @ForAll @IntRange(min = 1, max = 5) int keys,
            @ForAll @IntRange(max = 40) int unknownPercent) {
        CheckResult result = check(HistoryGenerator.generate(
                seed, Shape.of(operations, clients, keys, unknownPercent).withClaims()));
        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(result.engine()).isEqualTo("chain+search");
        assertThat(result.recovery().falseClaims()).isEmpty();
    }

    @Property(tries = 60)
    void refusesOneStaleRead(@ForAll long seed, @ForAll @IntRange(max = 20) int unknownPercent) {
        refusesOne(Violation.STALE_READ, seed, unknownPercent);
    }

    @Property(tries = 60)
    void refusesOneLostUpdateWithoutUnknownOutcomes(@ForAll long seed) {
        refusesOne(Violation.LOST_UPDATE, seed, 0);
    }

    private static void refusesOne(Violation violation, long seed, int unknownPercent) {
        CheckResult result = check(HistoryGenerator.generate(
                seed, Shape.of(1_000, 5, 2, unknownPercent).with(violation)));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(result.engine()).isEqualTo("chain+search");
        assertThat(result.firstBadIndex()).isNotNull();
        assertThat(result.badKeys().get(0).contradiction()).isNotNull();
    }

    private static CheckResult check(History history) {
        return new Checker(CheckOptions.defaults().withTimeout(Duration.ofSeconds(30)))
                .check(history, new VersionedKvModel());
    }
}
