package dev.minos.checker.promise;

import dev.minos.checker.chain.SequentialOrder;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.VersionedKvModel;
import java.util.Comparator;
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
        return new Promises(
                Kept.of(SequentialOrder.exists(
                        VersionedOps.of(history, key, model), callers::ofOperation, callers.count())),
                Kept.of(monotonic),
                Kept.of(own),
                stalest(history, key));
    }

    /** What had returned with a version before a read was called, the read should have seen. */
    private static @Nullable Staleness stalest(History history, int key) {
        int[] ok = IntStream.range(0, history.sizeOfKey(key))
                .map(n -> history.operationOfKey(key, n))
                .filter(op -> history.outcome(op) == Outcome.OK)
                .toArray();
        int[] byReturn = IntStream.of(ok)
                .boxed()
                .sorted(Comparator.comparingInt(history::returned))
                .mapToInt(Integer::intValue)
                .toArray();
        long proven = 0;
        long most = 0;
        int stalest = -1;
        int returned = 0;
        for (int op : ok) {
            while (returned < byReturn.length && history.returned(byReturn[returned]) < history.invoked(op)) {
                proven = Math.max(proven, version(history, byReturn[returned++]));
            }
            if (history.function(op).equals(VersionedKvModel.GET) && proven - version(history, op) > most) {
                most = proven - version(history, op);
                stalest = op;
            }
        }
        for (int op : byReturn) {
            if (stalest >= 0 && version(history, op) > version(history, stalest)) {
                return new Staleness(stalest, most, op);
            }
        }
        return null;
    }

    /** What an ok shows: the version that it read or made; 0 of an absent key. */
    private static long version(History history, int op) {
        return Math.max(0, history.outputVersion(op));
    }
}
