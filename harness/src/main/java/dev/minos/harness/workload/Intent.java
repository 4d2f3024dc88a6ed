package dev.minos.harness.workload;

/** A logical operation that a client is to carry out, before any attempt is made. Immutable. */
public sealed interface Intent {

    /** Returns the key it is about. */
    String key();

    /** Read the key once. */
    record Get(String key) implements Intent {}

    /** Write a fresh value to the key, with as many attempts as it takes. */
    record Put(String key) implements Intent {}
}
