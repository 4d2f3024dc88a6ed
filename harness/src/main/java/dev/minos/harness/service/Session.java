package dev.minos.harness.service;

/** One client's connection to a service. Used by one thread at a time. */
@FunctionalInterface
public interface Session extends AutoCloseable {
    /**
     * Carries out a request: once, without any retry of its own.
     *
     * <p>Whatever is thrown makes the outcome unknown, for the request may have been carried out all the same, and later too.
     * The session is then closed, since an answer may still be on its way, and another is opened.
     *
     * @return {@link Answer#ok} for what took effect, {@link Answer#refused} for what certainly did not and never will, {@link
     *     Answer#unknown} where nobody can tell and this session can be used on
     */
    Answer call(Request request) throws Exception;

    /** Ends the connection. */
    @Override
    default void close() throws Exception {}
}
