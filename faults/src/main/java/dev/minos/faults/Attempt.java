package dev.minos.faults;

/**
 * Who made a call: one wire attempt of one logical operation of one client. Travels in the metadata of the call.
 *
 * @param client name of the client, printable ASCII without a space at either end, such as {@code client_2}
 * @param op number of the client's logical operation, from 1
 * @param attempt number of the wire attempt within the operation, from 1; 0 where the call is no attempt of the
 *     operation itself, such as a read-back
 */
public record Attempt(String client, long op, int attempt) {
    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if {@code client} could not travel in call metadata, or a number is negative
     */
    public Attempt {
        if (!isMetadataValue(client)) {
            throw new IllegalArgumentException(
                    "client must be printable ASCII without a space at either end, got '" + client + "'");
        }
        if (op < 0) {
            throw new IllegalArgumentException("op must be >= 0, got " + op);
        }
        if (attempt < 0) {
            throw new IllegalArgumentException("attempt must be >= 0, got " + attempt);
        }
    }

    /** HTTP/2 carries other characters mangled and strips outer spaces, and a client would get another one's faults. */
    private static boolean isMetadataValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return !text.isEmpty() && text.charAt(0) != ' ' && text.charAt(text.length() - 1) != ' ';
    }
}
