package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Ratio;
import dev.minos.checker.history.Symbol;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells why a value may seem to have been written that nothing has written: what would have written it failed (an aborted read, or a
 * time-out that was recorded as a fail), or wrote a value of another kind that looks the same.
 */
public final class Unexplained {
    /** Where it is not known what failed. */
    public static final Unexplained NOTHING_KNOWN = new Unexplained(List.of(), position -> position);

    private static final String NOT_THE_SAME = ": not the same value";

    private final List<Operation> operations;
    private final IntToLongFunction index;

    private Unexplained(List<Operation> operations, IntToLongFunction index) {
        this.operations = operations;
        this.index = index;
    }

    /** Of one key of a history. */
    public static Unexplained of(History history, int key) {
        return new Unexplained(history.operationsOfKey(key), history::index);
    }

    /** What the file calls the event at a position. */
    long index(int position) {
        return index.applyAsLong(position);
    }

    /**
     * The beginning of a sentence on what no operation did that took effect: {@code Nothing}, or {@code Write 9 of index 12 had
     * failed, and nothing else}.
     *
     * @param found the operation that found the value
     * @param written what an operation asked to be written
     */
    String nothing(@Nullable Object value, Operation found, Function<Operation, ? extends List<?>> written) {
        String failed = failed(found, each -> contains(written.apply(each), value));
        return failed.isEmpty() ? "Nothing" : capitalized(failed) + ", and nothing else";
    }

    /**
     * A sentence on a value that looks the same and was written, or was there at first; empty if there is none.
     *
     * @param initial what was there at first, null for nothing
     */
    String otherKind(
            @Nullable Object value,
            Operation found,
            @Nullable Object initial,
            Function<Operation, ? extends List<?>> written) {
        if (looksTheSame(initial, value)) {
            return " At first it was " + kind(initial) + ", and what was found is " + kind(value) + NOT_THE_SAME + ".";
        }
        String other = otherKind(value, found, written);
        return other.isEmpty() ? "" : " " + capitalized(other) + ".";
    }

    /** What is to be said beside gets of versioned-kv that found what no put can have put there. */
    public Contradiction besideGets(Contradiction contradiction) {
        List<Evidence> evidence = new ArrayList<>();
        for (Evidence each : contradiction.evidence()) {
            String aside = operations.stream()
                    .filter(operation -> operation.id() == each.operation())
                    .map(this::besideGet)
                    .findAny()
                    .orElse("");
            evidence.add(aside.isEmpty() ? each : new Evidence(each.operation(), each.shows() + ": " + aside));
        }
        return new Contradiction(evidence, contradiction.conclusion());
    }

    private String besideGet(Operation get) {
        if (!get.f().equals(VersionedKvModel.GET)
                || !(get.output() instanceof Versioned seen && seen.version() > 0)
                || operations.stream().anyMatch(put -> mayHaveMade(put, seen, get))) {
            return "";
        }
        String failed = failed(
                get,
                put -> put.input() instanceof Versioned asked
                        && asked.version() == seen.version() - 1
                        && Objects.equals(asked.value(), seen.value()));
        return failed.isEmpty()
                ? otherKind(
                        seen.value(),
                        get,
                        put -> put.input() instanceof Versioned asked && asked.version() == seen.version() - 1
                                ? one(asked.value())
                                : List.of())
                : failed;
    }

    private static boolean mayHaveMade(Operation put, Versioned seen, Operation get) {
        return put.outcome() != Outcome.FAIL
                && put.invoked() <= get.returned()
                && put.input() instanceof Versioned asked
                && asked.version() == seen.version() - 1
                && Objects.equals(asked.value(), seen.value());
    }

    /** The last one that failed and was called by then, a clause; empty if there is none. */
    private String failed(Operation found, Predicate<Operation> wouldExplain) {
        Operation last = null;
        for (Operation each : operations) {
            if (each.outcome() == Outcome.FAIL && each.invoked() <= found.returned() && wouldExplain.test(each)) {
                last = each;
            }
        }
        return last == null
                ? ""
                : Words.asked(last) + " of index " + index.applyAsLong(last.invoked())
                        + (last.returned() <= found.returned() ? " had failed" : " failed");
    }

    private String otherKind(@Nullable Object value, Operation found, Function<Operation, ? extends List<?>> written) {
        for (Operation each : operations) {
            if (each.outcome() == Outcome.FAIL || each.invoked() > found.returned()) {
                continue;
            }
            for (Object other : written.apply(each)) {
                if (looksTheSame(other, value)) {
                    return Words.asked(each) + " of index " + index.applyAsLong(each.invoked()) + " is of "
                            + kind(other) + ", and what was found is " + kind(value) + NOT_THE_SAME;
                }
            }
        }
        return "";
    }

    private static boolean contains(List<?> values, @Nullable Object value) {
        return values.stream().anyMatch(each -> Objects.equals(each, value)); // null as well
    }

    /** One that may be null, which a list of the JDK takes only so. */
    static List<@Nullable Object> one(@Nullable Object value) {
        List<@Nullable Object> one = new ArrayList<>(1);
        one.add(value);
        return one;
    }

    private static boolean looksTheSame(@Nullable Object one, @Nullable Object other) {
        return one != null && other != null && !one.equals(other) && looks(one).equals(looks(other));
    }

    private static Object looks(Object value) {
        if (value instanceof Keyword keyword) {
            return keyword.name();
        }
        if (value instanceof Symbol symbol) {
            return symbol.name();
        }
        if (value instanceof Number || value instanceof String) {
            String text = value.toString();
            try {
                BigDecimal number = new BigDecimal(text);
                // Any two of so many digits that look the same are written the same way.
                return Math.abs((long) number.scale()) > text.length() + 20L ? text : number.stripTrailingZeros();
            } catch (NumberFormatException e) {
                return text;
            }
        }
        return value;
    }

    private static String kind(@Nullable Object value) {
        String kind = value instanceof String
                ? "the text "
                : value instanceof Long || value instanceof Integer || value instanceof BigInteger
                        ? "the integer "
                        : value instanceof BigDecimal
                                ? "the exact decimal number "
                                : value instanceof Number
                                        ? "the decimal number "
                                        : value instanceof Keyword
                                                ? "the keyword "
                                                : value instanceof Symbol
                                                        ? "the symbol "
                                                        : value instanceof Ratio ? "the ratio " : "";
        return kind + Words.datum(value);
    }

    private static String capitalized(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
    }
}
