package dev.minos.junit5.jqwik;

import dev.minos.checker.history.History;
import dev.minos.checker.model.Model;
import dev.minos.junit5.jqwik.Draft.Fate;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Arbitrary histories of any model, for the properties of whoever writes a model, or a tool that reads histories.
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<History> histories() {
 *     return HistoryArbitraries.linearizable(new CounterModel(), calls);
 * }
 * }</pre>
 *
 * <p>Neither kind rests on an engine of Minos. A linearizable one is made by letting the model take one call after the other, each
 * at its moment, and widening each to an interval around it: those moments are a linearization. One that is not is such a history
 * with one call replaced, of which then every order is gone through, and none is legal.
 *
 * <p>They shrink to fewer operations with shorter intervals and known outcomes.
 */
public final class HistoryArbitraries {
    private static final int CLIENTS_MAX = 4;
    private static final int OPERATIONS_MAX = 30;
    /** Of so many every order is gone through in a moment. */
    private static final int OPERATIONS_MAX_ALL_ORDERS = 10;
    /** So many are offered, and the first that the model takes is what was called. */
    private static final int OFFERS = 12;
    /** An interval reaches so many neighbours' moments far, at the most, to either side. */
    private static final int REACH = 3;

    private HistoryArbitraries() {}

    /**
     * Histories that are linearizable, of one to {@value #OPERATIONS_MAX} operations by up to {@value #CLIENTS_MAX} clients, some of
     * unknown outcome.
     *
     * @param calls whatever may be asked and answered, right or wrong in this state or that: {@link CallArbitraries} has those of
     *     Minos's models. Where the model takes none of a dozen, nothing is called
     */
    public static <S> Arbitrary<History> linearizable(Model<S> model, Arbitrary<Call> calls) {
        return drafts(calls, OPERATIONS_MAX)
                .map(drafts -> Composition.of(model, drafts, CLIENTS_MAX).history())
                .filter(history -> history.size() > 0);
    }

    /**
     * Histories that are not linearizable, of up to {@value #OPERATIONS_MAX_ALL_ORDERS} operations: a linearizable one in which one
     * call was replaced.
     *
     * @param calls as above; there must be some that contradict each other, or jqwik looks for a history in vain and says so
     */
    public static <S> Arbitrary<History> notLinearizable(Model<S> model, Arbitrary<Call> calls) {
        return Combinators.combine(
                        drafts(calls, OPERATIONS_MAX_ALL_ORDERS),
                        Arbitraries.integers().between(0, OPERATIONS_MAX_ALL_ORDERS - 1))
                .as((drafts, first) ->
                        Composition.of(model, drafts, CLIENTS_MAX).falsified(first))
                .filter(Optional::isPresent)
                .map(Optional::get);
    }

    private static Arbitrary<List<Draft>> drafts(Arbitrary<Call> calls, int most) {
        Arbitrary<Integer> reach = Arbitraries.integers().between(0, REACH * Composition.STEP);
        Arbitrary<Fate> fates = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.just(Fate.ANSWERED)),
                Tuple.of(1, Arbitraries.just(Fate.ANSWER_LOST)),
                Tuple.of(1, Arbitraries.just(Fate.REQUEST_LOST)));
        return Combinators.combine(
                        Arbitraries.integers().between(0, CLIENTS_MAX - 1),
                        calls.list().ofSize(OFFERS),
                        fates,
                        reach,
                        reach)
                .as(Draft::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(most);
    }
}
