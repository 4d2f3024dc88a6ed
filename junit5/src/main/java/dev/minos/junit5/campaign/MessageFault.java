package dev.minos.junit5.campaign;

/**
 * Something that befalls single calls, on their way or on the way back. Stateless, or safe for all clients at once.
 *
 * <p>What the client is told must be what it would know on a network that did the same: an answer that it never saw is {@link
 * Answer#unknown}, however well the fault knows. A fault that turns the unknown into a certainty accuses correct systems.
 */
public interface MessageFault {
    /** What it is called in the history, such as {@code drop-response}. */
    String name();

    /** How many of a hundred calls it strikes, more than 0 and at most 100. */
    double percent();

    /**
     * Carries out a call that it strikes, in place of {@link Session#call}.
     *
     * @return what the client is told
     * @throws Exception what the session throws
     */
    Answer strike(Attempt attempt) throws Exception;
}
