package dev.minos.junit5.campaign;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a request, as far as its client knows. Values and reasons are plain data, as {@link Request} says. */
public sealed interface Answer {
    /** It took effect, and this is what was answered; null where there is nothing to say, or where nothing was found. */
    record Ok(@Nullable Object value) implements Answer {}

    /**
     * It did not take effect and never will.
     *
     * @param reason what the system said; some models take it for evidence, such as {@code versioned-kv} its {@code
     *     key-exists}
     */
    record Refused(Object reason) implements Answer {}

    /** It may have taken effect, may yet, or never will. */
    record Unknown(String reason) implements Answer {}

    /** It took effect, and there is nothing more to say. */
    static Answer ok() {
        return new Ok(null);
    }

    /** It took effect, and this was answered. */
    static Answer ok(@Nullable Object value) {
        return new Ok(value);
    }

    /** It certainly did not take effect and never will. A time-out is no refusal. */
    static Answer refused(Object reason) {
        return new Refused(Objects.requireNonNull(reason, "reason"));
    }

    /** Nobody knows, now or ever. */
    static Answer unknown(String reason) {
        return new Unknown(Objects.requireNonNull(reason, "reason"));
    }
}
