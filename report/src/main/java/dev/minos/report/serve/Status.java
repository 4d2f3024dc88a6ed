package dev.minos.report.serve;

/** What a run has come to, the worst first: in this order a table is sorted. */
enum Status {
    NOT_LINEARIZABLE("not linearizable", "bad"),
    FALSE_RECOVERY("false recovery", "bad"),
    STORE_FAULT("store fault", "bad"),
    UNREADABLE("unreadable", "odd"),
    FAILED("failed", "odd"),
    UNKNOWN("unknown", "odd"),
    VACUOUS("vacuous", "odd"),
    INTERRUPTED("interrupted", "odd"),
    NOT_JUDGED("not judged", "odd"),
    BEING_JUDGED("being judged", "live"),
    RUNNING("running", "live"),
    LINEARIZABLE("linearizable", "good");

    private final String words;
    private final String tone;

    Status(String words, String tone) {
        this.words = words;
        this.tone = tone;
    }

    /** As people read it. */
    String words() {
        return words;
    }

    /** As a link names it. */
    String slug() {
        return words.replace(' ', '-');
    }

    /** Its class in the style sheet. */
    String tone() {
        return tone;
    }

    /** Whether time alone may change it, or the next file that is written will. */
    boolean goesOn() {
        return this == RUNNING || this == BEING_JUDGED;
    }

    /** What it means, in a sentence. */
    String meaning() {
        return switch (this) {
            case NOT_LINEARIZABLE -> "No legal order of the operations explains what the clients saw.";
            case FALSE_RECOVERY ->
                "A client said RECOVERED of a write that was never applied. What the store did is linearizable.";
            case STORE_FAULT -> "The server's apply log convicts the store, though the clients saw nothing wrong.";
            case UNREADABLE -> "A file of the run cannot be read.";
            case FAILED -> "The run broke off. What it had recorded is no more than a beginning, and no pass.";
            case UNKNOWN -> "Time or memory ran out before a verdict. That is no pass.";
            case VACUOUS -> "Nothing, or too little, was put to the test. That is no pass.";
            case INTERRUPTED -> "The run was killed, or hangs. What it had recorded can be checked.";
            case NOT_JUDGED -> "There is no verdict: the run was not to be judged, or could not be.";
            case BEING_JUDGED -> "The run is over, and its verdict is not there yet.";
            case RUNNING -> "The run goes on.";
            case LINEARIZABLE ->
                "A legal order of the operations explains what every client saw, and every recovery claim stands.";
        };
    }
}
