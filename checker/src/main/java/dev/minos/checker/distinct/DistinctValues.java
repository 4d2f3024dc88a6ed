package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.SetModel;
import dev.minos.checker.model.UnorderedQueueModel;
import dev.minos.checker.search.Search;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides one object exactly and without a search, in O(n log n), where each value that was observed has one origin: a register, a
 * register with compare-and-set, a first-in-first-out queue and a set; and a queue without an order, whatever its values.
 *
 * <p>Whoever tests a service can choose what is written, and a value nobody else writes says on what it rests. In general to decide is
 * NP-complete (Gibbons &amp; Korach, SIAM J. Comput. 26(4) 1997, theorem 4.1); with distinct values it is easy for registers (theorem
 * 4.3 there), and for queues (Henzinger, Sezgin &amp; Vafeiadis, CONCUR 2013; Bouajjani et al., ICALP 2015). What operations of unknown
 * outcome do to that, and why each of the four is right, is proved in docs/checking.md.
 *
 * <p>Whatever is found linearizable comes with its order, which does not depend on this package to be verified. Stateless.
 */
public final class DistinctValues {
    private DistinctValues() {}

    /**
     * Decides the operations on one object.
     *
     * @param operations all on one key, in any order
     * @return what a search would find; null if this model or these values are for the search
     */
    public static @Nullable Search decide(Model<?> model, List<Operation> operations) {
        if (operations.stream().anyMatch(Recorded::isOfUnknownRequest)) {
            return null;
        }
        Object key = operations.isEmpty() ? null : operations.get(0).key();
        if (model instanceof RegisterModel register) {
            return RegisterBlocks.decide(register.initialOf(key).value(), operations);
        }
        if (model instanceof CasRegisterModel register) {
            return RegisterBlocks.decide(register.initialOf(key).value(), operations);
        }
        if (model instanceof FifoQueueModel) {
            return FifoOrder.decide(operations);
        }
        if (model instanceof UnorderedQueueModel) {
            return BagSchedule.decide(operations);
        }
        if (model instanceof SetModel) {
            Search byRank = SetRanks.decide(operations);
            return byRank == null ? RepeatedAdds.decide(operations) : byRank;
        }
        return null;
    }
}
