package dev.minos.cli;

import dev.minos.checker.history.Symbol;
import dev.minos.checker.history.Tagged;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.JsonLine.NotJsonException;
import dev.minos.checker.model.Model;
import dev.minos.edn.EdnData;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an object holds before its first operation, as a user types it: JSON or EDN.
 *
 * <p>A shell takes quotes away, and {@code --initial "foo"} arrives as the bare word {@code foo}. In EDN that is a symbol, which no text
 * equals, so that every read of the text would be accused. A bare word is therefore refused, wherever it stands, with the ways to
 * write what was meant. So is one behind the colon of JSON, {@code {"x":foo}}, which EDN takes for a keyword.
 */
final class InitialValue {
    private InitialValue() {}

    /**
     * The model with that initial value.
     *
     * @param typed null for the model's own
     * @throws IllegalArgumentException if it is not one datum, has a bare word in it, or is none that the model can start at
     */
    static Model<?> of(Model<?> model, @Nullable String typed) {
        return of(model, typed, true);
    }

    /**
     * The same, for a certain history.
     *
     * @param oneKindOfNumber whether {@code 1.0} means 1, see {@link dev.minos.checker.history.History#hasOneKindOfNumber}
     * @throws IllegalArgumentException if it is not one datum, has a bare word in it, or is none that the model can start at
     */
    static Model<?> of(Model<?> model, @Nullable String typed, boolean oneKindOfNumber) {
        return typed == null ? model : model.startingAt(datum(typed, oneKindOfNumber));
    }

    private static @Nullable Object datum(String text, boolean oneKindOfNumber) {
        try {
            return oneKindOfNumber
                    ? JsonLine.datum(text, Versioned::orMap)
                    : JsonLine.datumWithDoubles(text, Versioned::orMap);
        } catch (NotJsonException e) {
            Object datum = EdnData.parse(text);
            refuseBareWords(datum);
            refuseColonBehindText(text);
            return datum;
        }
    }

    /** Nobody who writes EDN puts a keyword right behind a text; who writes JSON forgot that a text needs quotes of its own. */
    private static void refuseColonBehindText(String text) {
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (within && c == '\\') {
                i++;
            } else if (c == '"') {
                within = !within;
                if (!within && i + 1 < text.length() && text.charAt(i + 1) == ':') {
                    throw new IllegalArgumentException(
                            "expected JSON or EDN, got " + text + ", which is JSON but for a bare"
                                    + " word: a text needs quotes of its own, as in '{\"x\":\"foo\"}', and the outer ones keep the"
                                    + " shell from taking them away");
                }
            }
        }
    }

    private static void refuseBareWords(@Nullable Object datum) {
        if (datum instanceof Symbol word) {
            throw new IllegalArgumentException(refusal(word.name()));
        }
        if (datum instanceof Collection<?> elements) {
            elements.forEach(InitialValue::refuseBareWords);
        } else if (datum instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> {
                refuseBareWords(name);
                refuseBareWords(value);
            });
        } else if (datum instanceof Tagged tagged) {
            refuseBareWords(tagged.value());
        } else if (datum instanceof Versioned versioned) {
            refuseBareWords(versioned.value());
        }
    }

    private static String refusal(String word) {
        return switch (word) {
            case "null" -> "expected JSON or EDN, got null within EDN: write nil there";
            case "NaN", "Inf", "Infinity" ->
                "expected JSON or EDN, got the bare word " + word + ": write ##NaN or ##Inf for the number, '\"" + word
                        + "\"' for the text";
            default ->
                "expected JSON or EDN, got the bare word " + word
                        + ", which no value of a history equals: write '\"" + word
                        + "\"' for the text (the shell takes the outer quotes away, the inner ones must stay)"
                        + (word.matches("[A-Za-z][A-Za-z0-9_-]*") ? ", or :" + word + " for the keyword of EDN" : "");
        };
    }
}
