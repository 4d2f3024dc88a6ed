package dev.minos.cli;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.JsonLine.NotJsonException;
import dev.minos.checker.model.Model;
import dev.minos.edn.EdnData;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What an object holds before its first operation, as a user types it: JSON or EDN. */
final class InitialValue {
    private InitialValue() {}

    /**
     * The model with that initial value.
     *
     * @param typed null for the model's own
     * @throws IllegalArgumentException if it is no datum, or none that the model can start at
     */
    static Model<?> of(Model<?> model, @Nullable String typed) {
        return typed == null ? model : model.startingAt(datum(typed));
    }

    private static @Nullable Object datum(String text) {
        byte[] line = ("{\"initial\":" + text + "}").getBytes(StandardCharsets.UTF_8);
        try {
            return JsonLine.read(line, 0, line.length, Versioned::orMap).get("initial");
        } catch (NotJsonException e) {
            return EdnData.parse(text);
        }
    }
}
