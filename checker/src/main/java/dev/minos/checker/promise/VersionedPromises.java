package dev.minos.checker.promise;

import dev.minos.checker.chain.SequentialOrder;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.VersionedKvModel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The promises of a versioned-kv key: the versions say which value is older. O(n log n). */
final class VersionedPromises {
    private VersionedPromises() {}

    static Promises of(History history, int key, VersionedKvModel model) {
        Callers callers = Callers.of(history, key);
        long[] read = new long[callers.count()];
        long[] written = new long[callers.count()];
        boolean monotonic = true;
        boolean own = true;
        for (int n = 0; n < history.sizeOfKey(key); n++) {
            int op = history.operationOfKey(key, n);
            if (history.outcome(op) != Outcome.OK) {
                continue;
            }
            int caller = callers.of(n);
            long version = version(history, op);
            if (history.function(op).equals(VersionedKvModel.PUT)) {
                written[caller] = Math.max(written[caller], version);
            } else {
                monotonic &= version >= read[caller];
                own &= version >= written[caller];
                read[caller] = Math.max(read[caller], version);
            }
        }
        VersionedOps ops = VersionedOps.of(history, key, model);
        return new Promises(
                Kept.of(SequentialOrder.exists(ops, callers::ofOperation, callers.count())),
                Kept.of(monotonic),
                Kept.of(own),
                stalest(history, ops));
    }

    /** What had returned, and shown a version to exist, before a read was called: the read should have seen that. */
    private static @Nullable Staleness stalest(History history, VersionedOps ops) {
        List<Integer> operations = ops.operations();
        int[] byReturn = IntStream.range(0, ops.size())
                .filter(row -> history.outcome(operations.get(row)) != Outcome.INFO)
                .boxed()
                .sorted(Comparator.comparingInt(row -> history.returned(operations.get(row))))
                .mapToInt(Integer::intValue)
                .toArray();
        long[] shows = new long[ops.size()];
        long proven = 0;
        long most = 0;
        int stalest = -1;
        int returned = 0;
        for (int row = 0; row < ops.size(); row++) {
            int op = operations.get(row);
            while (returned < byReturn.length
                    && history.returned(operations.get(byReturn[returned])) < history.invoked(op)) {
                proven = Math.max(proven, shows[byReturn[returned++]]);
            }
            boolean ok = history.outcome(op) == Outcome.OK;
            shows[row] = ok ? version(history, op) : ops.shownByRefusal(row, proven);
            if (ok && history.function(op).equals(VersionedKvModel.GET) && proven - shows[row] > most) {
                most = proven - shows[row];
                stalest = row;
            }
        }
        for (int row : byReturn) {
            if (stalest >= 0 && shows[row] > shows[stalest]) {
                return new Staleness(operations.get(stalest), most, operations.get(row));
            }
        }
        return null;
    }

    /** What an ok shows: the version that it read or made; 0 of an absent key. */
    private static long version(History history, int op) {
        return Math.max(0, history.outputVersion(op));
    }
}
