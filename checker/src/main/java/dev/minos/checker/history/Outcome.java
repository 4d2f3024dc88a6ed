package dev.minos.checker.history;

/** How an operation ended, as far as its caller knows. */
public enum Outcome {
    /** It took effect, and the answer is known. */
    OK,
    /** It definitely did not take effect; the error says why. */
    FAIL,
    /** Unknown: it may have taken effect, may still do so at any later time, or never. Open operations count as this. */
    INFO
}
