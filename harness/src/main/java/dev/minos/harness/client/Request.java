package dev.minos.harness.client;

/** What a client asks of a versioned key-value store in one wire attempt. Immutable. */
public sealed interface Request {

    /** Returns the key that is asked about. */
    String key();

    /** Reads the current value and version of a key. */
    record Get(String key) implements Request {}

    /**
     * Writes a value if the key still has the expected version.
     *
     * @param value unique in the whole run, so that whoever reads it knows which attempt wrote it
     * @param version the expected current version; 0 creates the key
     */
    record Put(String key, String value, long version) implements Request {}
}
