package dev.minos.checker;

import dev.minos.checker.MinimalCore.Core;
import dev.minos.checker.argument.Argument;
import dev.minos.checker.distinct.DistinctValues;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.ModelFault;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks for a minimal core where only the search decides, in bounded time, on a thread of its own: a step of the model that does
 * not return holds nothing up.
 *
 * <p>Most decisions on the way are easy, and a few, neither clearly bad nor clearly not, may take for ever. So each is given little
 * time at first, and what was left open is asked again, one operation less at a time, with more. Whatever was shown to be bad by
 * then is handed out.
 */
final class CoreSearch<S> {
    private static final long FIRST_STEP_NANOS = 10_000_000;
    private static final int STEP_GROWS = 5;
    private static final long MEMORY_BYTES = 256L << 20;
    /** How long behind the deadline a decision is waited for that should end by itself. */
    private static final long GRACE_NANOS = 50_000_000;

    private final Model<S> model;
    private final List<Operation> prefix;
    private final Budget budget;
    private final EngineChoice engine;
    /** Backwards from where it broke: a core of late operations tells the shortest story. */
    private final List<Integer> latestFirst;

    private long stepNanos = FIRST_STEP_NANOS;

    private CoreSearch(Model<S> model, List<Operation> prefix, Budget budget, EngineChoice engine) {
        this.engine = engine;
        this.model = model;
        this.prefix = prefix;
        this.budget = budget;
        latestFirst = prefix.stream()
                .filter(operation -> Prefixes.saysMoreThanItsCall(model, operation))
                // That one is open, and is going to be answered, is hard to follow: kept only where it must be.
                .sorted(Comparator.<Operation>comparingInt(o -> o.returned() == Operation.NEVER ? -1 : o.returned())
                        .thenComparingInt(Operation::invoked)
                        .reversed())
                .map(Operation::id)
                .toList();
    }

    /**
     * The smallest core found in time.
     *
     * @param prefix operations of one key that are not linearizable
     * @param likely operations that are likely a core already; asked first
     */
    static <S> Core find(
            Model<S> model, List<Operation> prefix, List<Integer> likely, Duration within, EngineChoice engine) {
        CoreSearch<S> search = new CoreSearch<>(model, prefix, Budget.of(within, MEMORY_BYTES), engine);
        MinimalCore core = new MinimalCore(search::decide);
        core.isKnownToBeBad(search.latestFirst);
        Thread worker = new Thread(() -> search.shrink(core, likely), "minos-core");
        worker.setDaemon(true);
        worker.start();
        try {
            TimeUnit.NANOSECONDS.timedJoin(worker, within.toNanos() + GRACE_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        worker.interrupt();
        return core.smallest();
    }

    private void shrink(MinimalCore core, List<Integer> likely) {
        try {
            if (!likely.isEmpty()) {
                core.ask(likely);
            }
            core.shrink(latestFirst);
            while (goesOn() && !core.smallest().minimal()) {
                core.settle(latestFirst);
                stepNanos *= STEP_GROWS;
            }
        } catch (RuntimeException | Error e) {
            // The verdict stands, and so does what was found until a user's model threw.
            if (!ModelFault.isBehind(model, e)) {
                throw e;
            }
        }
    }

    private boolean goesOn() {
        return budget.remainingNanos() > 0 && !Thread.currentThread().isInterrupted();
    }

    private Verdict decide(Set<Integer> kept) {
        long nanos = Math.min(stepNanos, budget.remainingNanos());
        if (nanos <= 0 || Thread.currentThread().isInterrupted()) {
            return Verdict.UNKNOWN;
        }
        List<Operation> relaxed = Prefixes.relaxed(model, prefix, kept);
        if (Argument.against(model, relaxed) != null) {
            return Verdict.NOT_LINEARIZABLE; // the same without a search, which on a long history may take for ever
        }
        Search direct = engine == EngineChoice.AUTO ? DistinctValues.decide(model, relaxed) : null;
        Search search = direct != null
                ? direct
                : WingGongLoweSearch.search(model, relaxed, Budget.of(Duration.ofNanos(nanos), MEMORY_BYTES));
        if (search instanceof Search.Unknown) {
            return Verdict.UNKNOWN;
        }
        return search instanceof Search.NotLinearizable ? Verdict.NOT_LINEARIZABLE : Verdict.LINEARIZABLE;
    }
}
