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
    FAULTS("faults");

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
