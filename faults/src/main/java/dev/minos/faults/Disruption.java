package dev.minos.faults;

/**
 * What a nemesis does to a node, or to a link between a client and the server, for a while. None of them says whether a request
 * under way was executed.
 */
public enum Disruption {
    /** The process is killed without warning, and started again afterwards. */
    KILL("kill"),
    /** The process is asked to end, and started again afterwards. */
    RESTART("restart"),
    /** The process is halted, and goes on afterwards: connections stay, and nobody answers. */
    PAUSE("pause"),
    /** The process is killed and started again at once, but halted before it serves. */
    SLOW_START("slow-start"),
    /** A link holds what is sent into it: nothing arrives, and nobody is told. What was held arrives afterwards. */
    BLACK_HOLE("black-hole"),
    /** A link's connections are reset, and so is every new one. */
    RESET("reset"),
    /** A link's connections are reset, and new ones refused. */
    REFUSE("refuse"),
    /** Everything on a link arrives later. */
    DELAY("delay"),
    /** Little passes through a link at a time. */
    THROTTLE("throttle");

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
        return this == KILL || this == RESTART || this == SLOW_START;
    }

    /** Returns whether it strikes links, and not nodes. */
    public boolean isOfLinks() {
        return switch (this) {
            case KILL, RESTART, PAUSE, SLOW_START -> false;
            case BLACK_HOLE, RESET, REFUSE, DELAY, THROTTLE -> true;
        };
    }
}
