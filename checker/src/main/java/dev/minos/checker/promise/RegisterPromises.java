package dev.minos.checker.promise;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.RegisterAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The promises of a register, or of one with compare-and-set. Its values do not say which is older; so a promise is kept if some
 * legal order of the operations keeps it, and {@link OrderSearch} looks for one.
 */
final class RegisterPromises {
    private final @Nullable Object initial;
    private final List<Operation> operations;
    private final List<List<Operation>> byCaller = new ArrayList<>();

    private RegisterPromises(History history, int key, @Nullable Object initial) {
        this.initial = initial;
        operations = history.operationsOfKey(key);
        Callers callers = Callers.of(history, key);
        for (int caller = 0; caller < callers.count(); caller++) {
            byCaller.add(new ArrayList<>());
        }
        for (int n = 0; n < operations.size(); n++) {
            byCaller.get(callers.of(n)).add(operations.get(n));
        }
    }

    static Promises of(History history, int key, @Nullable Object initial, Duration within) {
        RegisterPromises promises = new RegisterPromises(history, key, initial);
        Staleness stalest = promises.stalest();
        Duration each = within.dividedBy(3);
        Kept sequential = promises.search(each, Promise.SEQUENTIAL);
        if (sequential == Kept.YES) {
            return new Promises(Kept.YES, Kept.YES, Kept.YES, stalest);
        }
        Kept monotonic = promises.search(each, Promise.MONOTONIC_READS);
        Kept own = promises.search(each, Promise.READ_YOUR_WRITES);
        // The order that sequential consistency asks for would keep the other two.
        if (monotonic == Kept.NO || own == Kept.NO) {
            sequential = Kept.NO;
        }
        return new Promises(sequential, monotonic, own, stalest);
    }

    private enum Promise {
        SEQUENTIAL {
            @Override
            boolean orders(Operation earlier, Operation later) {
                return true;
            }
        },
        MONOTONIC_READS {
            @Override
            boolean orders(Operation earlier, Operation later) {
                return !RegisterAccess.of(earlier).writes() && isRead(later);
            }
        },
        READ_YOUR_WRITES {
            @Override
            boolean orders(Operation earlier, Operation later) {
                return RegisterAccess.of(earlier).writes() && isRead(later);
            }
        };

        /** Whether the promise is about these two, which one caller did, the one after it had completed the other. */
        abstract boolean orders(Operation earlier, Operation later);

        private static boolean isRead(Operation operation) {
            return operation.outcome() == Outcome.OK
                    && !RegisterAccess.of(operation).writes();
        }
    }

    private Kept search(Duration within, Promise promise) {
        OrderSearch search = new OrderSearch(initial, operations, within);
        for (List<Operation> ofOne : byCaller) {
            List<Operation> completed = new ArrayList<>();
            for (Operation operation : ofOne) {
                // Backwards, as far as it says more than what is ordered already.
                for (int i = completed.size() - 1; i >= 0; i--) {
                    if (promise.orders(completed.get(i), operation)) {
                        if (!search.order(completed.get(i), operation)) {
                            return Kept.NOT_DECIDED;
                        }
                        if (promise != Promise.READ_YOUR_WRITES) {
                            break;
                        }
                    }
                }
                RegisterAccess access = RegisterAccess.of(operation);
                if (operation.outcome() == Outcome.OK && (access.finds() || access.writes())) {
                    completed.add(operation);
                }
            }
        }
        return search.run();
    }

    /**
     * Of each read how many writes came certainly behind whatever wrote its value, and were over before it was called. O(n log n).
     */
    private @Nullable Staleness stalest() {
        Map<@Nullable Object, LastReturn> writersOf = new HashMap<>();
        List<Operation> writes = new ArrayList<>();
        for (Operation operation : operations) {
            RegisterAccess access = RegisterAccess.of(operation);
            if (access.writes() && operation.outcome() != Outcome.FAIL) {
                writersOf
                        .computeIfAbsent(access.left(), value -> new LastReturn())
                        .add(operation);
                if (operation.outcome() == Outcome.OK) {
                    writes.add(operation);
                }
            }
        }
        writes.sort(Comparator.comparingInt(Operation::returned));
        int[] calls = writes.stream().mapToInt(Operation::invoked).sorted().toArray();
        Counts overByCall = new Counts(calls.length);
        int over = 0;
        long most = 0;
        Operation stalest = null;
        int stalestSince = 0;
        for (Operation read : operations) {
            while (over < writes.size() && writes.get(over).returned() < read.invoked()) {
                overByCall.add(Arrays.binarySearch(calls, writes.get(over++).invoked()));
            }
            RegisterAccess access = RegisterAccess.of(read);
            if (read.outcome() != Outcome.OK || access.writes() || !access.finds()) {
                continue;
            }
            int last = writersOf.getOrDefault(access.found(), LastReturn.NONE).ofThoseCalledBy(read.returned());
            if (last == LastReturn.NOBODY && !Objects.equals(initial, access.found())) {
                continue; // of a value that nobody had asked for: not of an old one
            }
            int firstBehind = firstAbove(calls, last);
            long behind = over - overByCall.below(firstBehind);
            if (behind > most) {
                most = behind;
                stalest = read;
                stalestSince = last;
            }
        }
        for (Operation write : writes) {
            if (stalest != null && write.invoked() > stalestSince) {
                return new Staleness(stalest.id(), most, write.id());
            }
        }
        return null;
    }

    private static int firstAbove(int[] sorted, int bound) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] > bound) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** What may have written one value: when the last of those that were called by a moment returned. */
    private static final class LastReturn {
        static final LastReturn NONE = new LastReturn();
        /** Before every event. */
        static final int NOBODY = -1;

        private final NavigableMap<Integer, Integer> byCall = new TreeMap<>();

        /** Writers come in order of call. */
        void add(Operation writer) {
            byCall.put(writer.invoked(), Math.max(ofThoseCalledBy(writer.invoked()), writer.returned()));
        }

        int ofThoseCalledBy(int position) {
            Map.Entry<Integer, Integer> last = byCall.floorEntry(position);
            return last == null ? NOBODY : last.getValue();
        }
    }

    /** Counts by place, of which any prefix is summed in logarithmic time (Fenwick, Softw. Pract. Exper. 24(3), 1994). */
    private static final class Counts {
        private final int[] tree;

        Counts(int places) {
            tree = new int[places + 1];
        }

        void add(int place) {
            for (int i = place + 1; i < tree.length; i += i & -i) {
                tree[i]++;
            }
        }

        /** How many were added at places below this one. */
        long below(int place) {
            long sum = 0;
            for (int i = place; i > 0; i -= i & -i) {
                sum += tree[i];
            }
            return sum;
        }
    }
}
