package dev.minos.checker.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The recovery claims of a history that is being read: which operations one names is looked up when all are known. */
final class PendingClaims {
    private final HistoryBuilder history;
    private final List<PendingClaim> pending = new ArrayList<>();

    /** Made when the first claim is resolved, and only for a file whose indexes are not its positions. */
    private @Nullable Map<Long, Integer> operationsByIndex;

    private record PendingClaim(Event event, int position, List<?> attempts) {}

    PendingClaims(HistoryBuilder history) {
        this.history = history;
    }

    /** @throws MalformedHistoryException if the event names no attempts */
    void add(Event event, int position) {
        pending.add(new PendingClaim(event, position, namedAttempts(event)));
    }

    /** @throws MalformedHistoryException if a claim names what is no put's invoke before it */
    List<Claim> resolve() {
        List<Claim> claims = new ArrayList<>();
        for (PendingClaim each : pending) {
            claims.add(resolve(each));
        }
        return claims;
    }

    private List<?> namedAttempts(Event event) {
        if (event.value() instanceof Map<?, ?> fields
                && HistoryBuilder.field(fields, "attempts") instanceof List<?> attempts
                && !attempts.isEmpty()
                && attempts.stream().allMatch(Long.class::isInstance)) {
            return attempts;
        }
        throw new MalformedHistoryException(
                history.source,
                event.line(),
                "a recovery claim names its attempts by the indexes of their invokes, as in {\"attempts\":[12]}, got "
                        + event.value());
    }

    private Claim resolve(PendingClaim pending) {
        List<Integer> ops = new ArrayList<>();
        for (Object index : pending.attempts()) {
            int op = operationAtIndex((Long) index);
            if (op < 0 || history.rows.invoked(op) > pending.position()) {
                throw new MalformedHistoryException(
                        history.source,
                        pending.event().line(),
                        "the recovery claim names attempt " + index + ", but no invoke before it has that index");
            }
            if (!history.functions.get(history.rows.function(op)).equals("put")) {
                throw new MalformedHistoryException(
                        history.source,
                        pending.event().line(),
                        "the recovery claim names attempt " + index + ", which is a "
                                + history.functions.get(history.rows.function(op)) + " and not a put");
            }
            if (!ops.contains(op)) {
                ops.add(op);
            }
        }
        Object claimedKey = history.keys.get(history.rows.key(ops.get(0)));
        for (int op : ops) {
            if (history.rows.key(op) != history.rows.key(ops.get(0))) {
                throw new MalformedHistoryException(
                        history.source,
                        pending.event().line(),
                        "the attempts of one recovery claim must be on one key, got " + claimedKey + " and "
                                + history.keys.get(history.rows.key(op)));
            }
        }
        Object named = pending.event().key();
        if (named != null && !named.equals(claimedKey)) {
            throw new MalformedHistoryException(
                    history.source,
                    pending.event().line(),
                    "the recovery claim is on key " + named + ", but its attempts are on key " + claimedKey);
        }
        return new Claim(
                pending.position(),
                pending.event().index(),
                claimedKey,
                ops,
                pending.event().client(),
                pending.event().op());
    }

    private int operationAtIndex(long index) {
        if (history.indexes.isPosition()) {
            return index < 0 || index >= Operation.NEVER ? -1 : history.rows.invokedAt((int) index);
        }
        if (operationsByIndex == null) {
            operationsByIndex = new HashMap<>();
            for (int op = 0; op < history.rows.size(); op++) {
                operationsByIndex.putIfAbsent(history.indexes.get(history.rows.invoked(op)), op);
            }
        }
        return operationsByIndex.getOrDefault(index, -1);
    }
}
