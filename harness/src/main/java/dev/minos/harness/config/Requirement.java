package dev.minos.harness.config;

import java.util.Arrays;
import java.util.List;

/** What a config can demand a least number of. A run that stays below proves nothing, however green it looks. */
public enum Requirement {
    /** Logical operations. */
    OPERATIONS("operations"),
    /** Wire attempts. */
    ATTEMPTS("attempts"),
    /** Attempts that were answered with ok. */
    ANSWERED("answered"),
    /** Acknowledged puts. */
    PUTS("puts"),
    /** Answered gets. */
    GETS("gets"),
    /** Attempts of unknown outcome. */
    UNKNOWN("unknown"),
    /** Recovery claims. */
    CLAIMS("claims"),
    /** Puts that the store refused because another write had come before. */
    CONTENDED("contended"),
    /** Most attempts that were under way at once. */
    CONCURRENCY("concurrency"),
    /** Most attempts that were under way at once on one key. */
    KEY_CONCURRENCY("key_concurrency"),
    /** Kills after which the system served again. */
    KILLS("kills"),
    /** Faults that struck, all kinds together. */
    FAULTS("faults"),
    /**
     * Answered attempts of those that no fault of the run has touched, in percent, from 1 to 100. Demanded of each run on the wire,
     * at {@value #ANSWERED_SHARE_DEFAULT} unless the config says otherwise.
     */
    ANSWERED_SHARE("answered_share");

    /** A system that answered less than half of what it was asked for no reason of ours was hardly there. */
    public static final int ANSWERED_SHARE_DEFAULT = 50;

    private final String word;

    Requirement(String word) {
        this.word = word;
    }

    /** Returns the word that names it in a config. */
    public String word() {
        return word;
    }

    /** Returns all words, in their order here. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Requirement::word).toList();
    }
}
