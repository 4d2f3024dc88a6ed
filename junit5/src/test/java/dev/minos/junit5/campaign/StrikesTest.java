package dev.minos.junit5.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrikesTest {
    private static List<Long> struck(int client, int clients, double percent, long seed, long calls) {
        Strikes strikes = new Strikes(client, clients, percent, new SplittableRandom(seed));
        List<Long> struck = new ArrayList<>();
        for (long call = 0; call < calls; call++) {
            if (strikes.strikes(call)) {
                struck.add(call);
            }
        }
        return struck;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2.5, 10, 50, 100})
    void strikeAsManyAsWereAskedForWhateverTheSeed(double percent) {
        for (long seed = 1; seed <= 50; seed++) {
            int all = 0;
            for (int client = 0; client < 5; client++) {
                all += struck(client, 5, percent, seed, 200).size();
            }
            assertThat(all).as("seed %d", seed).isEqualTo((int) (1_000 * percent / 100));
        }
    }

    @Test
    void areTheSameForOneSeedAndOthersForAnother() {
        assertThat(struck(1, 5, 10, 42, 1_000)).isEqualTo(struck(1, 5, 10, 42, 1_000));
        assertThat(struck(1, 5, 10, 42, 1_000)).isNotEqualTo(struck(1, 5, 10, 43, 1_000));
        assertThat(struck(1, 5, 10, 42, 1_000)).isNotEqualTo(struck(2, 5, 10, 42, 1_000));
    }

    /** Of so few that no campaign has one, and still in no time. */
    @Test
    void comeToAnEndHoweverFewTheyAre() {
        for (double percent : new double[] {Double.MIN_VALUE, 1e-300, 1e-12}) {
            assertThat(struck(1, 5, percent, 42, 1_000)).isEmpty();
        }
    }

    /** A client that asks this and that in turn has both of them struck. */
    @Test
    void doNotKeepStepWithTheCalls() {
        List<Long> struck = struck(0, 5, 10, 42, 10_000);

        assertThat(struck.stream().filter(call -> call % 2 == 0).count()).isBetween(400L, 600L);
        assertThat(struck.stream().filter(call -> call % 10 == 0).count()).isBetween(60L, 140L);
    }
}
