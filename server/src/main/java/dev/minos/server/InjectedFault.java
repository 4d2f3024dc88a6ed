package dev.minos.server;

import dev.minos.faults.Attempt;
import dev.minos.faults.MessageFault;
import org.jspecify.annotations.Nullable;

/**
 * A fault that the server injected into a call. Immutable.
 *
 * @param put whether the call was a put, and not a get
 * @param attempt who made the call; null if it did not say
 * @param key that the call was about
 */
public record InjectedFault(
        MessageFault fault, boolean put, @Nullable Attempt attempt, String key) {

    /** Returns it in a line for people; of a lost response in the reference's own words. */
    public String inWords() {
        String method = put ? "PUT" : "GET";
        return fault == MessageFault.DROP_RESPONSE
                ? "[SERVER] Simulating packet loss - dropping " + method + " response for key: " + key
                : "[SERVER] Injecting " + fault.word() + " - " + method + " of key: " + key;
    }
}
