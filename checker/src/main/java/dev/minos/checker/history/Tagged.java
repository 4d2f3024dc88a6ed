package dev.minos.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * A tagged literal of EDN as it stands in the file, such as {@code #inst "2026-01-01"} or {@code #object[Foo 0x1f "x"]}.
 *
 * @param tag without the {@code #}
 */
public record Tagged(String tag, @Nullable Object value) {
    @Override
    public String toString() {
        return "#" + tag + " " + value;
    }
}
