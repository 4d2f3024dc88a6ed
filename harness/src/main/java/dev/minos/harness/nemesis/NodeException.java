package dev.minos.harness.nemesis;

import org.jspecify.annotations.Nullable;

/** Something could not be done to a {@link Node}: the message says to which, what, and why not. */
public final class NodeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Makes an exception. */
    public NodeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
