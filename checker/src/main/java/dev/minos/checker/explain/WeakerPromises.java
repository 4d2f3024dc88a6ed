package dev.minos.checker.explain;

import dev.minos.checker.history.History;
import dev.minos.checker.history.History.AttemptId;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.VersionedKvModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a key of a versioned-kv history that is not linearizable still keeps: promises on what one client sees (Terry et al., PDIS
 * 1994), and how far behind the worst read was. Linear in the key's operations.
 *
 * <p>A client is the one that the history names, else the process.
 */
final class WeakerPromises {
    private final boolean monotonicReads;
    private final boolean readYourWrites;
    private final long stalestVersions;
    private final int stalestRead;

    private WeakerPromises(boolean monotonicReads, boolean readYourWrites, long stalestVersions, int stalestRead) {
        this.monotonicReads = monotonicReads;
        this.readYourWrites = readYourWrites;
        this.stalestVersions = stalestVersions;
        this.stalestRead = stalestRead;
    }

    /** Looks at the operations of a key, by its number in {@link History#keys}. */
    static WeakerPromises of(History history, int key) {
        int count = history.sizeOfKey(key);
        // Returns in order: what had returned with a version before a read was called, the read should have seen.
        int[] byReturn = IntStream.range(0, count)
                .map(n -> history.operationOfKey(key, n))
                .filter(op -> history.outcome(op) == Outcome.OK)
                .boxed()
                .sorted(Comparator.comparingInt(history::returned))
                .mapToInt(Integer::intValue)
                .toArray();
        Map<Object, Long> read = new HashMap<>();
        Map<Object, Long> written = new HashMap<>();
        boolean monotonic = true;
        boolean own = true;
        long proven = 0;
        long stalest = 0;
        int stalestRead = -1;
        int returned = 0;
        for (int n = 0; n < count; n++) {
            int op = history.operationOfKey(key, n);
            while (returned < byReturn.length && history.returned(byReturn[returned]) < history.invoked(op)) {
                proven = Math.max(proven, history.outputVersion(byReturn[returned++]));
            }
            if (history.outcome(op) != Outcome.OK) {
                continue;
            }
            Object client = client(history, op);
            long version = Math.max(0, history.outputVersion(op));
            if (history.function(op).equals(VersionedKvModel.PUT)) {
                written.merge(client, version, Math::max);
                continue;
            }
            // A client does one thing at a time: its operations come here in the order in which it did them.
            monotonic &= version >= read.getOrDefault(client, 0L);
            own &= version >= written.getOrDefault(client, 0L);
            read.merge(client, version, Math::max);
            if (proven - version > stalest) {
                stalest = proven - version;
                stalestRead = op;
            }
        }
        return new WeakerPromises(monotonic, own, stalest, stalestRead);
    }

    /** One sentence, and one more where a read was stale. */
    String inWords(History history) {
        return "Still kept on this key: monotonic reads " + word(monotonicReads) + ", read your writes "
                + word(readYourWrites) + "." + (stalestRead < 0 ? " No read was stale." : staleness(history));
    }

    private String staleness(History history) {
        return " The stalest read, of index " + history.index(history.invoked(stalestRead)) + ", was " + stalestVersions
                + (stalestVersions == 1 ? " version" : " versions") + " behind.";
    }

    private static Object client(History history, int op) {
        AttemptId attempt = history.attempt(op);
        return attempt == null ? history.operation(op).process() : attempt.client();
    }

    private static String word(boolean kept) {
        return kept ? "yes" : "no";
    }
}
