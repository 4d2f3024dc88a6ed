package dev.minos.harness.record;

import java.io.IOException;

/** The history can no longer be written, so the run must end. What was written before can be checked. */
public final class RecordingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecordingException(String where, IOException cause) {
        super(
                "cannot write " + where + ": " + cause.getMessage()
                        + "; the run stops here, and what was written before can be checked",
                cause);
    }
}
