package dev.minos.checker.history;

import org.jspecify.annotations.Nullable;

/** What one line of a history says of its operation. */
public enum EventType {
    /** The caller is about to send a request. */
    INVOKE,
    /** The operation took effect and its answer was seen. */
    OK,
    /** The operation definitely did not take effect. */
    FAIL,
    /** Nobody knows whether the operation took effect, now or ever. */
    INFO;

    /** The type of a name as histories write it, {@code "invoke"} or {@code ":invoke"}; null for any other name. */
    public static @Nullable EventType of(String name) {
        return switch (name.startsWith(":") ? name.substring(1) : name) {
            case "invoke" -> INVOKE;
            case "ok" -> OK;
            case "fail" -> FAIL;
            case "info" -> INFO;
            default -> null;
        };
    }
}
