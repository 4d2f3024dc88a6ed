package dev.minos.server.storage;

/**
 * A value and its version.
 *
 * @param value what the last applied put wrote
 * @param version how many puts were applied to the key so far, &gt;= 1: the creating put makes 1, each further put adds 1
 */
public record VersionedValue(String value, long version) {}
