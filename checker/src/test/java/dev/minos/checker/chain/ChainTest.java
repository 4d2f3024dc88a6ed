package dev.minos.checker.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.argument.Contradiction;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the chain says beside its verdict, word for word. Each line of a history is a process, a type, a function, a value with
 * its version, and an error: {@code "0 ok put a@1"}.
 */
class ChainTest {
    /**
     * <pre>
     * put b on 1, ok 2 |--|
     * put c on 2         |--- unknown ...
     * put x on 2             |-- refused --|                                so version 3 existed by then
     * put y on 3                             |-- refused --|                so version 4 existed by then
     * put d on 3, ok 4                                       |--|           but this made it
     * </pre>
     */
    @Test
    void tellsAChainOfRefusalsInTheOrderOfTheArgument() {
        Chain chain = chain(
                "0 invoke put a@0",
                "0 ok put a@1",
                "0 invoke put b@1",
                "0 ok put b@2",
                "1 invoke put c@2",
                "2 invoke put x@2",
                "2 fail put x@2 refused",
                "2 invoke put y@3",
                "2 fail put y@3 refused",
                "3 invoke put d@3",
                "3 ok put d@4");
        assertThat(argument(chain))
                .containsExactly(
                        "1 shows that version 2 existed before it returned",
                        "3 was refused, though version 2 existed when it was called, so version 3 existed before it"
                                + " returned",
                        "4 was refused, though version 3 existed when it was called, so version 4 existed before it"
                                + " returned",
                        "5 made version 4, and was called only after that");
    }

    /** The same, but d was called before the second refusal came back: it may have made version 4 in time. */
    @Test
    void acceptsTheSameRefusalsWhereTheLastVersionWasMadeInTime() {
        assertThat(chain(
                                "0 invoke put a@0",
                                "0 ok put a@1",
                                "0 invoke put b@1",
                                "0 ok put b@2",
                                "1 invoke put c@2",
                                "2 invoke put x@2",
                                "2 fail put x@2 refused",
                                "2 invoke put y@3",
                                "3 invoke put d@3",
                                "2 fail put y@3 refused",
                                "3 ok put d@4")
                        .isLinearizable())
                .isTrue();
    }

    @Test
    void tellsARefusalThatOnlyAVersionThatNobodyCanHaveMadeExplains() {
        assertThat(argument(chain("0 invoke put a@0", "0 ok put a@1", "1 invoke put b@1", "1 fail put b@1 refused")))
                .containsExactly(
                        "0 shows that version 1 existed before it returned",
                        "1 was refused, though version 1 existed when it was called, so version 2 existed before it"
                                + " returned, but no put can have made version 2");
    }

    @Test
    void tellsAReadOfAValueThatNobodyCanHaveWritten() {
        assertThat(argument(chain("0 invoke put a@0", "1 invoke get", "1 ok get z@1")))
                .containsExactly("1 read version 1, but no put of that value on version 0 can have taken effect");
    }

    @Test
    void tellsARefusalThatShowsAVersionThatNobodyCanHaveMade() {
        assertThat(argument(chain(
                        "0 invoke put a@0",
                        "1 invoke put b@0",
                        "2 invoke put c@3",
                        "2 fail put c@3 version-mismatch@2",
                        "3 invoke get",
                        "3 ok get nil@0")))
                .containsExactly("2 shows version 2, but no put on version 1 can have taken effect");
    }

    @Test
    void tellsAVersionThatNobodySawAndNobodyCanHaveMade() {
        assertThat(argument(chain("0 invoke put a@0", "1 invoke put b@0", "2 invoke put c@2", "2 ok put c@3")))
                .containsExactly("2 shows version 3, so version 2 existed before it, but no put on version 1 can have"
                        + " taken effect");
    }

    @Test
    void tellsAVersionBeyondAllNumbers() {
        assertThat(argument(chain("0 invoke get", "0 ok get a@1099511627776")))
                .containsExactly("0 shows version above 2147483645, but only 0 puts can have made versions");
    }

    /** To be told that the key exists says of a put on version 2 that the version was not 2, and not just that it exists. */
    @Test
    void takesAKeyThatExistsForAnotherVersionThanTheExpectedOne() {
        assertThat(chain(
                                "0 invoke put a@0",
                                "0 ok put a@1",
                                "0 invoke put b@1",
                                "0 ok put b@2",
                                "1 invoke put c@2",
                                "1 fail put c@2 key-exists")
                        .isLinearizable())
                .isFalse();
        assertThat(chain(
                                "0 invoke put a@0",
                                "0 ok put a@1",
                                "0 invoke put b@1",
                                "1 invoke put c@2",
                                "1 fail put c@2 key-exists",
                                "0 ok put b@2")
                        .isLinearizable())
                .isTrue();
    }

    /** Forty refusals on version 1, each concurrent with all puts, leave a choice each; one more behind the last get does not. */
    @Test
    void keepsManyRefusalsThatLeaveAChoice() {
        List<String> lines = new ArrayList<>(List.of("0 invoke put a@0", "1 invoke put b@1", "2 invoke put c@2"));
        for (int i = 3; i < 43; i++) {
            lines.add(i + " invoke put x@2");
        }
        for (int i = 3; i < 43; i++) {
            lines.add(i + " fail put x@2 refused");
        }
        lines.addAll(List.of("50 invoke get", "50 ok get b@2"));
        assertThat(chain(lines.toArray(new String[0])).isLinearizable()).isTrue();
        lines.add(3 + 40, "50 invoke get");
        lines.add(3 + 41, "50 ok get b@2");
        lines.addAll(List.of("51 invoke put y@2", "51 fail put y@2 refused", "52 invoke get", "52 ok get b@2"));
        assertThat(chain(lines.toArray(new String[0])).isLinearizable()).isFalse();
    }

    @Test
    void tellsWhyAnAttemptCannotHaveBeenAppliedAtAll() {
        assertThat(whyFalse(chain("0 invoke put a@5"), 0, 1))
                .isEqualTo("0 expected version 5, but no put can have made version 1");
        assertThat(whyFalse(chain("0 invoke put a@0", "1 invoke put b@0", "1 ok put b@1"), 0, 3))
                .isEqualTo("1 was acknowledged as the put that made version 1");
        assertThat(whyFalse(chain("0 invoke put a@0", "1 invoke put b@0", "2 invoke get", "2 ok get b@1"), 0, 4))
                .isEqualTo("2 read version 1 with another value");
        assertThat(whyFalse(chain("0 invoke put a@0", "1 invoke get", "1 ok get a@1", "2 invoke put a@0"), 2, 4))
                .isEqualTo("1 shows that version 1 existed before it returned, and the attempt was called only after"
                        + " that");
        assertThat(whyFalse(chain("0 invoke put a@1", "0 fail put a@1 never-sent"), 0, 2))
                .isEqualTo("0 failed on the way and never happened");
        assertThat(whyFalse(chain("0 invoke put a@1", "0 fail put a@1 key-not-found"), 0, 2))
                .isEqualTo("0 was refused by the store");
    }

    /**
     * <pre>
     * put a on 0   |--- unknown ...
     * claimed          *
     * get               |-- absent --|
     * get                               |-- absent --|
     * get                                               |-- a at 1 --|
     * </pre>
     */
    @Test
    void tellsWhyAnAttemptWasAppliedOnlyBehindTheClaim() {
        Chain chain = chain(
                "0 invoke put a@0",
                "0 info put a@0", // The claim stands here.
                "1 invoke get",
                "2 invoke get",
                "1 ok get nil@0",
                "2 ok get nil@0",
                "3 invoke get",
                "3 ok get a@1");
        assertThat(whyFalse(chain, 0, 1))
                .isEqualTo("2 shows that version 1 did not exist when it was called, after the claim");
        assertThat(new Attempts(chain, List.of(0), 1).isFalse()).isTrue();
        assertThat(new Attempts(chain, List.of(0), 7).isFalse()).isFalse();
    }

    @Test
    void answersNothingOfAKeyThatIsNotLinearizable() {
        Chain chain = chain("0 invoke put a@0", "1 invoke get", "1 ok get z@1");
        assertThat(chain.isLinearizable()).isFalse();
        assertThat(ChainProof.check(chain)).isNull();
        assertThatThrownBy(() -> chain.fate(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the key is not linearizable");
        assertThatThrownBy(chain::linearization)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the key is not linearizable");
        assertThatThrownBy(() -> new Attempts(chain, List.of(0), 3)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void knowsTheFateOfPutsOfUnknownOutcomeOnly() {
        Chain chain = chain("0 invoke put a@0", "1 invoke get", "1 ok get a@1");
        assertThat(chain.fate(0)).isEqualTo(Fate.ALL);
        assertThat(chain.contradiction()).isNull();
        for (int other : new int[] {1, 2}) {
            assertThatThrownBy(() -> chain.fate(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expected a put of unknown outcome on this key, got operation " + other);
        }
    }

    @Test
    void replayRefusesWhatIsNoLinearization() {
        VersionedOps ops = VersionedOps.of(
                history("0 invoke put a@0", "0 ok put a@1", "1 invoke get", "1 ok get a@1", "2 invoke put b@1"), 0);
        assertThat(replay(ops, 0, 1)).isNull();
        assertThat(replay(ops, 0, 1, 2)).isNull();
        assertThat(replay(ops, 0)).isEqualTo("1 operations of certain outcome are not linearized");
        assertThat(replay(ops, 0, 1, 3)).isEqualTo("there is no row 3");
        assertThat(replay(ops, -1)).isEqualTo("there is no row -1");
        assertThat(replay(ops, 0, 1, 1)).isEqualTo("operation 1 is linearized twice");
        assertThat(replay(ops, 0, 2, 1))
                .isEqualTo("operation 1 had returned before an operation that is linearized ahead of it was called");
        assertThat(replay(ops, 1, 0)).isEqualTo("operation 1 is illegal at version 0");
    }

    private static @Nullable String replay(VersionedOps ops, int... order) {
        return VersionedKvReplay.verify(ops, order);
    }

    private static List<String> argument(Chain chain) {
        return Objects.requireNonNull(chain.contradiction()).evidence().stream()
                .map(evidence -> evidence.operation() + " " + evidence.shows())
                .toList();
    }

    /** The one step of the argument against a claim on one put. */
    private static String whyFalse(Chain chain, int put, int before) {
        Attempts attempts = new Attempts(chain, List.of(put), before);
        assertThat(attempts.isFalse()).isTrue();
        assertThat(attempts.whyFalse()).hasSize(1);
        Contradiction.Evidence evidence = attempts.whyFalse().get(0);
        return evidence.operation() + " " + evidence.shows();
    }

    private static Chain chain(String... lines) {
        return Chain.solve(VersionedOps.of(history(lines), 0));
    }

    private static History history(String... lines) {
        HistoryBuilder history = new HistoryBuilder("test");
        for (int i = 0; i < lines.length; i++) {
            String[] words = lines[i].split(" ", -1);
            history.add(new Event(
                    i + 1,
                    i,
                    Long.valueOf(words[0]),
                    EventType.valueOf(words[1].toUpperCase(Locale.ROOT)),
                    words[2],
                    "k",
                    words.length > 3 ? datum(words[3]) : null,
                    words.length > 4 ? error(words[4]) : null,
                    null,
                    0,
                    0));
        }
        return history.build();
    }

    private static @Nullable Object datum(String word) {
        String[] parts = word.split("@", -1);
        return parts[0].equals("nil") ? null : new Versioned(parts[0], Long.parseLong(parts[1]));
    }

    private static Object error(String word) {
        String[] parts = word.split("@", -1);
        return parts.length == 1 ? word : List.of(parts[0], Long.valueOf(parts[1]));
    }
}
