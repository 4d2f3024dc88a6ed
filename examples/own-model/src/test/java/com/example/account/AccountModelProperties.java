package com.example.account;

import static dev.minos.junit5.MinosAssertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.junit5.jqwik.Call;
import dev.minos.junit5.jqwik.HistoryArbitraries;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Histories that the model itself made, and some with one answer replaced by a wrong one. */
class AccountModelProperties {
    private static Arbitrary<Call> calls() {
        Arbitrary<Long> amounts = Arbitraries.longs().between(1, 3);
        return Arbitraries.oneOf(
                amounts.map(n -> Call.ok("deposit", n, n)),
                amounts.map(n -> Call.ok("withdraw", n, n)),
                amounts.map(n -> Call.refused("withdraw", n, "too little")),
                Arbitraries.longs().between(0, 9).map(n -> Call.ok("balance", null, n)));
    }

    @Provide
    Arbitrary<History> right() {
        return HistoryArbitraries.linearizable(new AccountModel(), calls());
    }

    @Provide
    Arbitrary<History> wrong() {
        return HistoryArbitraries.notLinearizable(new AccountModel(), calls());
    }

    @Property(tries = 200)
    void whatIsRightPasses(@ForAll("right") History history) {
        assertThat(history).isLinearizable(new AccountModel());
    }

    @Property(tries = 200)
    void whatIsWrongIsCaught(@ForAll("wrong") History history) {
        assertThat(history).isNotLinearizable(new AccountModel());
    }
}
