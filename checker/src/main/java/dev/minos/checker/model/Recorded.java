package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a recorded operation says, in the terms of the models of Knossos. */
public final class Recorded {
    /** Stands for nil, which a set or a queue may hold and a Java collection may not. */
    static final Object NIL = new Object() {
        @Override
        public String toString() {
            return "nil";
        }
    };

    static final Keyword EMPTY = new Keyword("empty");

    /** The answers that {@linkplain #mayMeanEmpty may mean} that a queue was empty. */
    static final List<@Nullable Object> EMPTINESS = Arrays.asList(null, "empty", EMPTY);

    /** The functions that put their value in as it is. */
    private static final Set<String> PUT_IN = Set.of("write", "add", "enqueue");

    private Recorded() {}

    /** An element as a set or a queue holds it: nil has a name there. */
    static Object element(@Nullable Object value) {
        return value == null ? NIL : value;
    }

    /**
     * Whether an answer of a dequeue may say that there was nothing to take: nil, the text {@code empty} or the keyword {@code :empty}.
     * It is an element as well where an enqueue has put that very value in.
     */
    public static boolean mayMeanEmpty(@Nullable Object answer) {
        return EMPTINESS.contains(answer);
    }

    /** What a register holds: nothing has one name there, whichever a file has for it. */
    static @Nullable Object held(@Nullable Object value) {
        return RegisterModel.NOTHING.equals(value) ? null : value;
    }

    /** The value of an operation: an ok's answer where it has one, what was asked otherwise. */
    public static @Nullable Object value(Operation operation) {
        return operation.output() != null ? operation.output() : operation.input();
    }

    /**
     * What a write, an add or an enqueue puts in: its {@link #value}, or {@linkplain Operation#ANYTHING anything} where it was never
     * answered and its invoke says nil. That may be a write of nil, or one of which only the answer would have told.
     */
    static @Nullable Object asked(Operation operation) {
        Object value = value(operation);
        return value == null && operation.outcome() == Outcome.INFO ? Operation.ANYTHING : value;
    }

    /** Whether nothing tells what a write, an add, an enqueue or any operation {@linkplain Operation#ANYTHING asked for}. */
    public static boolean isOfUnknownRequest(Operation operation) {
        return operation.input() == Operation.ANYTHING
                || (asked(operation) == Operation.ANYTHING && PUT_IN.contains(operation.f()));
    }

    /**
     * The operation as its call tells of it, where what it asked for is one datum: what its invoke says, or, where the answer says
     * otherwise or the invoke said nothing, {@linkplain Operation#ANYTHING anything}. An invoke with nil may be one that asks for nil,
     * and one that leaves it to the answer what was asked for: only the answer tells.
     */
    static Operation asCalled(Operation operation) {
        return operation.input() != null && Objects.equals(value(operation), operation.input())
                ? operation.unanswered()
                : operation.asking(Operation.ANYTHING);
    }

    /** What a read saw: nothing where its answer is not known. */
    public static @Nullable Object seen(Operation operation) {
        return operation.output();
    }

    /** Whether a read that saw this may have been of a register that holds the value: nothing seen says nothing. */
    static boolean agrees(@Nullable Object seen, @Nullable Object value) {
        return seen == null
                || value == Operation.ANYTHING
                || seen.equals(value)
                || (value == null && seen.equals(RegisterModel.NOTHING));
    }

    /** A datum as Clojure prints it: text in quotes, nothing as nil, also where it was found to be nothing. */
    static String printed(@Nullable Object datum) {
        if (datum == null || datum.equals(RegisterModel.NOTHING)) {
            return "nil";
        }
        return datum instanceof String ? "\"" + datum + "\"" : datum.toString();
    }

    /** The text of a datum that names something, whether it is written as a keyword or as text. */
    public static String name(@Nullable Object datum) {
        String text = String.valueOf(datum);
        return text.startsWith(":") ? text.substring(1) : text;
    }

    /** Where the {@linkplain #value value} of an operation stands. */
    static int position(Operation operation) {
        return operation.outcome() == Outcome.OK && operation.output() != null
                ? operation.returned()
                : operation.invoked();
    }

    /**
     * A sentence on acknowledged calls of a function whose answer differs from what they asked for, if there are any: the answer counts,
     * as with Knossos, and whoever recorded what a server says to a write, such as OK, did not mean that.
     */
    static List<String> answeredOtherwise(History history, String function) {
        int others = 0;
        int first = Operation.NEVER;
        for (int op = 0; op < history.size(); op++) {
            if (history.outcome(op) == Outcome.OK && history.function(op).equals(function)) {
                Operation operation = history.operation(op);
                Object asked = operation.input();
                Object answered = operation.output();
                if (asked != null && answered != null && !asked.equals(answered)) {
                    others++;
                    first = Math.min(first, operation.returned());
                }
            }
        }
        return others == 0
                ? List.of()
                : List.of(counted(others, "answer", "to " + function) + " " + (others == 1 ? "has" : "have")
                        + " another value than was asked for, from index " + history.index(first)
                        + " on: the answer's is the one that counts");
    }

    /** So many of a kind with their verb, such as {@code 2 reads answered}. */
    static String counted(int n, String one, String verb) {
        return n + " " + one + (n == 1 ? " " : "s ") + verb;
    }

    static Model.@Nullable Problem unlessOneOf(Operation operation, List<String> functions) {
        return functions.contains(operation.f())
                ? null
                : new Model.Problem(
                        operation.invoked(),
                        "expected f to be " + String.join(" or ", functions) + ", got " + operation.f());
    }
}
