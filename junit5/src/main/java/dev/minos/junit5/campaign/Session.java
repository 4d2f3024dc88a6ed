package dev.minos.junit5.campaign;

/** One client's connection. Used by one thread at a time. */
@FunctionalInterface
public interface Session extends AutoCloseable {
    /**
     * Carries out a request: once, without any retry of its own.
     *
     * <p>Whatever is thrown makes the outcome unknown, for the request may have been carried out all the same, and later too.
     * The session is then closed, since an answer may still be on its way, and another is opened. An {@link Error} ends the
     * campaign. Exceptions that only a mistake in code explains, such as {@link NullPointerException}, make the test a broken
     * one: {@link CampaignRun.ProgrammingErrors}.
     *
     * @return {@link Answer#ok} for what took effect, {@link Answer#refused} for what certainly did not and never will, {@link
     *     Answer#unknown} where nobody can tell and this session can be used on
     */
    Answer call(Request request) throws Exception;

    /**
     * Whether the system, asked the same twice by one sender, does it once: it recognises the second copy, or the second finds
     * nothing left to do. Only then are requests duplicated.
     */
    default boolean mayArriveTwice(Request request) {
        return false;
    }

    @Override
    default void close() throws Exception {}
}
