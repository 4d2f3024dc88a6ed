package dev.minos.checker.promise;

/**
 * A read that answered what had been overwritten before it was called.
 *
 * @param read number of the read in its history
 * @param versions how many versions it was behind at least, positive
 * @param overwrittenBy number of the operation that returned first of those that show that the answer had been overwritten: the
 *     read was behind for at least the time from that return to its own call
 */
public record Staleness(int read, long versions, int overwrittenBy) {}
