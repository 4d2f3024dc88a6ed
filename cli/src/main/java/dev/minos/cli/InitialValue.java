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
 * write what was meant.
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
        return typed == null ? model : model.startingAt(datum(typed));
    }

    private static @Nullable Object datum(String text) {
        try {
            return JsonLine.datum(text, Versioned::orMap);
        } catch (NotJsonException e) {
            Object datum = EdnData.parse(text);
            refuseBareWords(datum);
            return datum;
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
                "expected JSON or EDN, got the bare word " + word + ", which no value of a history equals: write '\""
                        + word
                        + "\"' for the text (the shell takes the outer quotes away, the inner ones must stay), or :"
                        + word
                        + " for the keyword of EDN";
        };
    }
}
