package dev.minos.harness.config;

/** What a nemesis does to a node, for a while. None of them says whether a request under way was executed. */
public enum Disruption {
    /** The process is killed without warning, and started again afterwards. */
    KILL("kill"),
    /** The process is asked to end, and started again afterwards. */
    RESTART("restart"),
    /** The process is halted, and goes on afterwards: connections stay, and nobody answers. */
    PAUSE("pause"),
    /** The process is killed and started again at once, but halted before it serves. */
    SLOW_START("slow-start");

    private final String word;

    Disruption(String word) {
        this.word = word;
    }

    /** Returns the word that names this fault in a config and in a history. */
    public String word() {
        return word;
    }

    /** Returns whether the process that serves afterwards is another one. */
    public boolean isRestart() {
        return this != PAUSE;
    }
}
