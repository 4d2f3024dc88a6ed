package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a recorded operation says, in the terms of the models of Knossos. */
public final class Recorded {
    private Recorded() {}

    /** The value of an operation: an ok's answer where it has one, what was asked otherwise. */
    public static @Nullable Object value(Operation operation) {
        return operation.output() != null ? operation.output() : operation.input();
    }

    /** What a read saw: nothing where its answer is not known. */
    public static @Nullable Object seen(Operation operation) {
        return operation.output();
    }

    /** Whether a read that saw this may have been of a register that holds the value: nothing seen says nothing. */
    static boolean agrees(@Nullable Object seen, @Nullable Object value) {
        return seen == null || seen.equals(value) || (value == null && seen.equals(RegisterModel.NOTHING));
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

    static Model.@Nullable Problem unlessOneOf(Operation operation, List<String> functions) {
        return functions.contains(operation.f())
                ? null
                : new Model.Problem(
                        operation.invoked(),
                        "expected f to be " + String.join(" or ", functions) + ", got " + operation.f());
    }
}
