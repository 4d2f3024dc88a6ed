package dev.minos.server.storage;

/** When a storage that keeps its keys in files forces them to the disk. */
public enum Fsync {
    /** Before a put is acknowledged, and before anybody can read it: what was seen survives a loss of power. */
    ALWAYS("always"),
    /**
     * When the operating system sees fit: what was seen survives the end of the process, be it by SIGKILL, but after a loss
     * of power the last puts may be gone.
     */
    NONE("none");

    private final String word;

    Fsync(String word) {
        this.word = word;
    }

    /** The word by which users choose it. */
    public String word() {
        return word;
    }

    /**
     * The choice of that word.
     *
     * @throws IllegalArgumentException if there is none; the message begins with {@code fsync must be}
     */
    public static Fsync named(String word) {
        for (Fsync each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("fsync must be always or none, got " + word);
    }
}
