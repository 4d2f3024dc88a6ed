package dev.minos.checker.argument;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Operations of one kind in order of call: who of those that had been called by one moment had not returned by another. Logarithmic
 * to ask.
 */
final class Calls {
    private final List<Operation> byCall = new ArrayList<>();
    /** Of each and those called before it the one that returned last, and the one that did so but for that. */
    private final List<Operation> last = new ArrayList<>();

    private final List<@Nullable Operation> lastButOne = new ArrayList<>();

    /** Adds one that was not called before those that are there. */
    void add(Operation call) {
        Operation latest = last.isEmpty() ? null : last.get(last.size() - 1);
        Operation other = last.isEmpty() ? null : lastButOne.get(last.size() - 1);
        boolean later = latest == null || call.returned() >= latest.returned();
        byCall.add(call);
        last.add(later ? call : Objects.requireNonNull(latest));
        lastButOne.add(later ? latest : other == null || call.returned() >= other.returned() ? call : other);
    }

    /** Those that were called by a moment, in order of call. */
    List<Operation> by(int position) {
        return byCall.subList(0, countBy(position));
    }

    /** Of those the ones that certainly took effect: that they had returned, and when, may be part of an argument. */
    Stream<Operation> certainBy(int position) {
        return by(position).stream().filter(call -> call.outcome() == Outcome.OK);
    }

    /** The one that returned last, other than one operation, of those called by a moment; null if there is none. */
    @Nullable Operation lastOf(int calledBy, Operation otherThan) {
        int called = countBy(calledBy);
        if (called == 0) {
            return null;
        }
        Operation latest = last.get(called - 1);
        return latest.id() == otherThan.id() ? lastButOne.get(called - 1) : latest;
    }

    /** Whether one of them can have taken effect between two moments: it was called by the end and had not returned before. */
    boolean underWay(int from, int to) {
        int called = countBy(to);
        return called > 0 && last.get(called - 1).returned() >= from;
    }

    /** How many were called by a moment. */
    int countBy(int position) {
        int low = 0;
        int high = byCall.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byCall.get(middle).invoked() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** When the first was called of those that had not returned before a moment; {@link Operation#NEVER} if there is none. */
    int firstCallNotOverBy(int from) {
        int low = 0;
        int high = last.size();
        while (low < high) { // whoever returned last by then returns ever later
            int middle = (low + high) >>> 1;
            if (last.get(middle).returned() >= from) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == byCall.size() ? Operation.NEVER : byCall.get(low).invoked();
    }
}
