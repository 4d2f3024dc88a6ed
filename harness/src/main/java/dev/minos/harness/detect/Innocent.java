package dev.minos.harness.detect;

/**
 * A correct system with correct clients, which is to be run under the same faults and not to be accused.
 *
 * @param name of the system, for the table
 * @param runs how many, at least 1
 */
public record Innocent(String name, Where where, Subject subject, int runs) {}
