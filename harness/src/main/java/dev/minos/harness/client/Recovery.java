package dev.minos.harness.client;

/** How a client settles the fate of a put whose outcome it did not see. */
public enum Recovery {
    /**
     * The sound rule: read the key back, and claim that the put was applied only when the version it would have made holds
     * the value that nobody else writes.
     */
    READ_BACK("read-back"),

    /**
     * The tempting rule: send the put again, and take a refusal for the proof that the first one went in. It is wrong
     * whenever somebody else wrote the key, or when the first one never left. Kept so that the checker can be seen to catch
     * it.
     */
    ASSUME("assume");

    private final String word;

    Recovery(String word) {
        this.word = word;
    }

    /** Returns the word that names this rule in a config. */
    public String word() {
        return word;
    }
}
