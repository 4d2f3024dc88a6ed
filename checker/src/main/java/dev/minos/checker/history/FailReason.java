package dev.minos.checker.history;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the error of a {@code fail} says about how the operation failed. Told by the error's name alone, in whatever model:
 *
 * <table>
 * <caption>Errors and what they say</caption>
 * <tr><th>error</th><th>says</th></tr>
 * <tr><td>{@code key-exists}, {@code key-not-found}, {@code version-mismatch}, {@code refused}</td>
 *     <td>the object was asked, and refused</td></tr>
 * <tr><td>{@code not-connected}, {@code not-sent}, {@code request-lost}, {@code connection-refused} and other words for it</td>
 *     <td>no request was sent</td></tr>
 * <tr><td>any other, such as {@code invalid-argument}, or none</td><td>it failed, and more is not known</td></tr>
 * </table>
 */
public enum FailReason {
    /** The object refused: its own statement about itself. */
    REFUSED("refused"),
    /** The request never left its client. Nobody was asked, and how long it took measures nothing. */
    NEVER_SENT("never sent"),
    /** It did not take effect, and nothing says why in a way that is known here. */
    FAILED("failed");

    private static final Set<String> REFUSALS = Set.of("key-exists", "key-not-found", "version-mismatch", "refused");

    private static final Set<String> NEVER_SENT_ERRORS = Set.of(
            "not-connected",
            "no-connection",
            "cannot-connect",
            "could-not-connect",
            "connect-failed",
            "connection-failed",
            "connect-refused",
            "connection-refused",
            "conn-refused",
            "econnrefused",
            "not-sent",
            "never-sent",
            "unsent",
            "request-lost");

    private final String words;

    FailReason(String words) {
        this.words = words;
    }

    /** Returns what it is called where people read it: {@code refused}, {@code never sent}, {@code failed}. */
    public String words() {
        return words;
    }

    /**
     * Returns what an error says.
     *
     * @param error as the history has it: a name, a pair of a name and a version, or null for none
     */
    public static FailReason of(@Nullable Object error) {
        Object name = error instanceof List<?> list && !list.isEmpty() ? list.get(0) : error;
        if (name instanceof String text && REFUSALS.contains(text)) {
            return REFUSED;
        }
        return name != null && NEVER_SENT_ERRORS.contains(normal(String.valueOf(name))) ? NEVER_SENT : FAILED;
    }

    /** Other tools write {@code :conn-refused} and {@code "Connection refused"}. */
    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replaceFirst("^:", "")
                .replace(' ', '-')
                .replace('_', '-');
    }
}
