package dev.minos.harness.detect;

import dev.minos.faults.SeededBug;

/**
 * A bug that is to be caught.
 *
 * @param subject the system that has it
 * @param runsMax after how many runs that showed nothing it counts as survived, at least 1
 * @param trials how often it is to be caught anew, at least 1
 */
public record Suspect(SeededBug bug, Where where, Subject subject, int trials, int runsMax) {}
