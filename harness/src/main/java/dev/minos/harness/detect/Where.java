package dev.minos.harness.detect;

/** On what a subject was run. */
public enum Where {
    /** One thread, virtual time. */
    SIMULATION("simulation"),
    /** A server in a process of its own, over the wire, in real time. */
    PROCESS("process");

    private final String word;

    Where(String word) {
        this.word = word;
    }

    /** Returns the word that names it in a table. */
    public String word() {
        return word;
    }
}
