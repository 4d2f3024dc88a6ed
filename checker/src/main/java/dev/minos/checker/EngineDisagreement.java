package dev.minos.checker;

/** Two engines decided one key differently: a fault of Minos, and never a verdict on the history. */
public final class EngineDisagreement extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineDisagreement(String message) {
        super(message);
    }
}
