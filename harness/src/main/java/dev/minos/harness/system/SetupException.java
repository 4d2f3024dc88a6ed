package dev.minos.harness.system;

import org.jspecify.annotations.Nullable;

/** A campaign cannot begin as configured: the message says what is in the way and what to do. Nothing is left behind. */
public final class SetupException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Makes an exception. */
    public SetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
