package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Recorded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text that cannot be what the writes made: it ends with nothing that was written; or, while nothing can have put another text in
 * its place, it lacks what had been written, holds it in another order, or does not go on from what was found before.
 *
 * <p>Gets are looked at from the latest on, and so are the writes before each, until about {@value #MOST_CHARACTERS} characters were
 * compared.
 */
final class AppendKvArgument {
    private static final long MOST_CHARACTERS = 20_000_000;

    private final String initial;
    private final List<Operation> writes = new ArrayList<>();
    private final List<Operation> writesByReturn;
    private final Calls puts = new Calls();
    private final List<Operation> getsByReturn;
    private long left = MOST_CHARACTERS;

    private final Unexplained unexplained;

    private AppendKvArgument(String initial, List<Operation> operations, Unexplained unexplained) {
        this.unexplained = unexplained;
        this.initial = initial;
        List<Operation> gets = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.f().equals("get")) {
                if (operation.outcome() == Outcome.OK && operation.output() instanceof String) {
                    gets.add(operation);
                }
            } else if (operation.outcome() != Outcome.FAIL) {
                writes.add(operation);
                if (operation.f().equals("put")) {
                    puts.add(operation);
                }
            }
        }
        gets.sort(Comparator.comparingInt(Operation::returned));
        getsByReturn = gets;
        writesByReturn = writes.stream()
                .filter(write -> write.outcome() == Outcome.OK)
                .sorted(Comparator.comparingInt(Operation::returned))
                .toList();
    }

    static @Nullable Argument find(String initial, List<Operation> operations, Unexplained unexplained) {
        AppendKvArgument argument = new AppendKvArgument(initial, operations, unexplained);
        for (int n = argument.getsByReturn.size() - 1; n >= 0 && argument.left > 0; n--) {
            Argument found = argument.against(n);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String written(Operation write) {
        return String.valueOf(Recorded.value(write));
    }

    private static String text(Operation get) {
        return String.valueOf(get.output());
    }

    private @Nullable Argument against(int n) {
        Operation get = getsByReturn.get(n);
        Argument found = endsWithNothingWritten(get);
        found = found == null ? lacks(get) : found;
        return found == null ? doesNotGoOn(n) : found;
    }

    private @Nullable Argument endsWithNothingWritten(Operation get) {
        String text = text(get);
        if (text.equals(initial)) {
            return null;
        }
        for (Operation write : writes) {
            if (write.invoked() > get.returned()) {
                break;
            }
            String written = written(write);
            left -= 1 + written.length();
            if (write.f().equals("put") ? text.equals(written) : !written.isEmpty() && text.endsWith(written)) {
                return null;
            }
        }
        return new Argument(
                new Contradiction(
                        List.of(new Evidence(get.id(), "found " + Words.datum(text))),
                        unexplained.nothing(text, get, write -> endOf(write, text))
                                + " that was called by then puts that text or appends its end, and it was not there at"
                                + " first."),
                List.of(get.id()));
    }

    /** The text itself where the write can have been the last one that it shows. */
    private static List<@Nullable Object> endOf(Operation write, String text) {
        boolean explains = switch (write.f()) {
            case "put" -> text.equals(written(write));
            case "append" -> !written(write).isEmpty() && text.endsWith(written(write));
            default -> false;
        };
        return explains ? Unexplained.one(text) : List.of();
    }

    /** What was written before it was called, the latest first. */
    private @Nullable Argument lacks(Operation get) {
        String text = text(get);
        Operation later = null;
        for (int n = writesByReturn.size() - 1; n >= 0 && left > 0; n--) {
            Operation write = writesByReturn.get(n);
            if (!write.precedes(get)) {
                continue;
            }
            left -= 1 + text.length();
            String x = written(write);
            if (putBetween(write, write, get)) {
                // A put by now may be what hides it; what was written behind that is looked at already, or comes now.
                later = null;
                continue;
            }
            int at = text.indexOf(x);
            if (at < 0) {
                return against(
                        List.of(write, get),
                        List.of(
                                "wrote " + Words.datum(x),
                                "found a text without it, and was called after that had returned"),
                        "Nothing that can have put another text in its place was under way in between.",
                        write,
                        get.returned());
            }
            if (later != null
                    && write.precedes(later)
                    && later.f().equals("append")
                    && text.lastIndexOf(written(later)) < at + x.length()
                    && !written(later).isEmpty()) {
                String y = Words.datum(written(later));
                return against(
                        List.of(write, later, get),
                        List.of(
                                "wrote " + Words.datum(x),
                                "appended " + y + ", and was called after that had returned",
                                "found no " + y + " behind " + Words.datum(x)
                                        + ", and was called after both had returned"),
                        "Nothing that can have put another text in their place was under way in between.",
                        write,
                        get.returned());
            }
            later = write;
        }
        return null;
    }

    /** The get that returned last before it was called, and those that it overlaps with. */
    private @Nullable Argument doesNotGoOn(int n) {
        Operation get = getsByReturn.get(n);
        for (int m = n - 1; m >= 0 && left > 0; m--) {
            Operation before = getsByReturn.get(m);
            String text = text(get);
            String other = text(before);
            left -= 1 + Math.min(text.length(), other.length());
            boolean ordered = before.precedes(get);
            if (!text.startsWith(other)
                    && (ordered || !other.startsWith(text))
                    && !puts.underWay(Math.min(before.invoked(), get.invoked()), get.returned())) {
                return against(
                        List.of(before, get),
                        List.of(
                                "found " + Words.datum(other),
                                "found " + Words.datum(text)
                                        + (ordered ? ", and was called after that had returned" : "")),
                        (ordered ? "The second does not begin with the first" : "Neither begins with the other")
                                + ", and nothing that can have put another text in its place was under way in between.",
                        before.invoked() < get.invoked() ? before : get,
                        get.returned());
            }
            if (ordered) {
                break; // what was found earlier still was compared with that one
            }
        }
        return null;
    }

    private boolean putBetween(Operation from, Operation otherThan, Operation to) {
        Operation last = puts.lastOf(to.returned(), otherThan);
        return last != null && !last.precedes(from);
    }

    private Argument against(
            List<Operation> operations, List<String> shows, String conclusion, Operation from, int calledBy) {
        List<Evidence> evidence = new ArrayList<>();
        for (int n = 0; n < shows.size(); n++) {
            evidence.add(new Evidence(operations.get(n).id(), shows.get(n)));
        }
        List<Integer> core = new ArrayList<>();
        operations.forEach(each -> core.add(each.id()));
        // That other puts had returned before is part of the argument.
        puts.certainBy(calledBy).filter(put -> put.precedes(from)).forEach(put -> core.add(put.id()));
        return new Argument(
                new Contradiction(evidence, conclusion),
                core.stream().distinct().sorted().toList());
    }
}
