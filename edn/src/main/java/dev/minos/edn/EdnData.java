package dev.minos.edn;

import dev.minos.edn.EdnParser.NotEdnException;
import org.jspecify.annotations.Nullable;

/** Data of EDN outside of a history: what a user types. */
public final class EdnData {
    private EdnData() {}

    /**
     * The datum of a form, plain as in a history: {@code {:x 0}} is a map with a {@link dev.minos.checker.history.Keyword}.
     *
     * @throws IllegalArgumentException if the text is not exactly one form
     */
    public static @Nullable Object parse(String text) {
        try {
            return new EdnParser(tag -> {}).parse(text);
        } catch (NotEdnException e) {
            throw new IllegalArgumentException("expected one form of EDN, got '" + text + "': " + e.getMessage(), e);
        }
    }
}
