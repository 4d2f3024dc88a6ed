package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.testing.PackageOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The packages of the checker stand in an order: json, history, model, argument; the deciders chain, search and distinct; promise
 * and recovery; the check itself; explain and certificate.
 */
class PackageOrderTest {
    private static final String CHECKER = "dev.minos.checker";

    private static final PackageOrder ORDER = PackageOrder.ofModuleOf(Checker.class);

    @Test
    void packagesHaveNoCycle() {
        assertThat(ORDER.cycles()).isEmpty();
    }

    @Test
    void jsonUsesNoOtherPackage() {
        assertThat(ORDER.packages())
                .filteredOn(name -> !name.equals(CHECKER + ".json"))
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(ORDER.arrows(CHECKER + ".json", name)).isEmpty());
    }

    /** An explanation says what was found, and an argument shares nothing with what it argues for. */
    @ParameterizedTest
    @CsvSource({
        "explain, chain",
        "explain, search",
        "explain, distinct",
        "explain, Checker",
        "argument, chain",
        "argument, search",
        "argument, distinct",
    })
    void wordsUseNoDecider(String from, String to) {
        assertThat(ORDER.arrows(CHECKER + "." + from, CHECKER + "." + to)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "chain, explain",
        "chain, promise",
        "chain, recovery",
        "chain, certificate",
        "chain, search",
        "chain, distinct",
        "search, explain",
        "search, promise",
        "search, recovery",
        "search, certificate",
        "search, chain",
        "search, distinct",
        "distinct, explain",
        "distinct, promise",
        "distinct, recovery",
        "distinct, certificate",
        "distinct, chain",
        "promise, explain",
        "recovery, explain",
    })
    void decidersUseNothingThatIsMadeOfDecisions(String from, String to) {
        assertThat(ORDER.arrows(CHECKER + "." + from, CHECKER + "." + to)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"json", "history", "model", "argument", "chain", "search", "distinct", "promise", "recovery"})
    void onlyWhatLooksAtResultsUsesTheCheck(String from) {
        assertThat(ORDER.arrows(CHECKER + "." + from, CHECKER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"explain", "certificate"})
    void checkUsesNothingThatLooksAtItsResult(String to) {
        assertThat(ORDER.arrows(CHECKER, CHECKER + "." + to)).isEmpty();
    }
}
