package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one partition as the search wants them: the required ones by call and by return, each with a slot that
 * no other operation open at the same time has, and the optional ones in classes of identical operations.
 */
final class Partition {
    /** The key that all the operations are on; null where they name none. */
    final @Nullable Object key;

    /** Operations that must be linearized, in order of call. */
    final Operation[] required;
    /** Whether the required operation leaves every state as it is. */
    final boolean[] pure;
    /** Of each required operation the position by which it has taken effect: its return, nearly always. */
    final int[] returned;
    /** The required operations, by number, in order of return. */
    final int[] byReturn;
    /** Of each required operation its place in {@link #byReturn}. */
    final int[] rank;
    /** Of each required operation a number below {@link #slots}, unlike that of any operation whose interval meets its own. */
    final int[] slot;

    final int slots;

    /** Operations that may be linearized, in classes of identical ones, each in order of call; classes by first call. */
    final Operation[][] optional;

    private final Model<?> model;
    private int @Nullable [] kinds;

    private Partition(
            @Nullable Object key,
            List<Operation> required,
            Model<?> model,
            UnknownWrites unknown,
            List<List<Operation>> optional) {
        int n = required.size();
        this.key = key;
        this.model = model;
        this.required = required.toArray(Operation[]::new);
        this.optional = optional.stream().map(c -> c.toArray(Operation[]::new)).toArray(Operation[][]::new);
        pure = new boolean[n];
        returned = new int[n];
        byReturn = new int[n];
        rank = new int[n];
        slot = new int[n];
        // By return, and by call where returns tie: one long each, since boxed numbers take longer to sort than to
        // search.
        long[] order = new long[n];
        for (int i = 0; i < n; i++) {
            pure[i] = !model.mutates(this.required[i]);
            returned[i] = this.required[i].outcome() == Outcome.INFO
                    ? unknown.deadline(this.required[i])
                    : this.required[i].returned();
            order[i] = (long) returned[i] << Integer.SIZE | i;
        }
        Arrays.sort(order);
        for (int r = 0; r < n; r++) {
            byReturn[r] = (int) order[r];
            rank[byReturn[r]] = r;
        }
        slots = assignSlots();
    }

    /**
     * Sorts out what a model's operations mean to the search; what says nothing is left out.
     *
     * @param operations all on one key
     */
    static Partition of(Model<?> model, List<Operation> operations) {
        List<Operation> required = new ArrayList<>();
        Map<List<@Nullable Object>, List<Operation>> optional = new LinkedHashMap<>();
        UnknownWrites unknown = UnknownWrites.of(model, operations);
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.OK
                    || (operation.outcome() == Outcome.FAIL && model.isEvidence(operation))
                    || unknown.tookEffect(operation)) {
                required.add(operation);
            } else if (operation.outcome() == Outcome.INFO
                    && model.mutates(operation)
                    && !unknown.mayBeLeftOut(operation)) {
                optional.computeIfAbsent(call(model, operation), c -> new ArrayList<>())
                        .add(operation);
            }
        }
        Comparator<Operation> byCall = Comparator.comparingInt(Operation::invoked);
        required.sort(byCall);
        List<List<Operation>> classes = new ArrayList<>(optional.values());
        classes.forEach(each -> each.sort(byCall));
        classes.sort(Comparator.comparing(each -> each.get(0), byCall));
        return new Partition(operations.isEmpty() ? null : operations.get(0).key(), required, model, unknown, classes);
    }

    /** What makes operations of one outcome interchangeable, but for their time. */
    private static List<@Nullable Object> call(Model<?> model, Operation operation) {
        return Arrays.asList(
                operation.f(),
                operation.input(),
                operation.output(),
                model.looksAtProcess() ? operation.process() : null);
    }

    /**
     * Of each required operation the number of its kind: those of one kind ask the same, were answered the same, and are of one caller
     * where the model looks at callers. Negative where it is the only one of its kind, or branched on by nobody. Worked out when first
     * asked for, since most searches end before it is worth it.
     */
    int[] kinds() {
        if (kinds == null) {
            kinds = new int[required.length];
            Map<List<@Nullable Object>, Integer> firsts = new HashMap<>();
            int count = 0;
            for (int i = 0; i < required.length; i++) {
                kinds[i] = -1;
                if (!pure[i]) {
                    Operation each = required[i];
                    Integer first =
                            firsts.putIfAbsent(Arrays.asList(call(model, each), each.outcome(), each.error()), i);
                    if (first != null) {
                        if (kinds[first] < 0) {
                            kinds[first] = count++;
                        }
                        kinds[i] = kinds[first];
                    }
                }
            }
        }
        return kinds;
    }

    private int assignSlots() {
        int[] free = new int[required.length];
        int freeCount = 0;
        int used = 0;
        int returnedUpTo = 0;
        for (int i = 0; i < required.length; i++) {
            // Intervals are closed: only what returned before this call makes room.
            while (returned[byReturn[returnedUpTo]] < required[i].invoked()) {
                free[freeCount++] = slot[byReturn[returnedUpTo++]];
            }
            slot[i] = freeCount > 0 ? free[--freeCount] : used++;
        }
        return used;
    }
}
