package dev.minos.server;

import dev.minos.faults.Attempt;
import io.grpc.Context;
import io.grpc.Metadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an {@link Attempt} travels: three ASCII entries in the metadata of a call, all optional to the server. */
public final class CallMetadata {
    /** Name of the client, such as {@code client_2}. */
    public static final Metadata.Key<String> CLIENT = Metadata.Key.of("minos-client", Metadata.ASCII_STRING_MARSHALLER);

    /** Number of the client's logical operation, decimal. */
    public static final Metadata.Key<String> OP = Metadata.Key.of("minos-op", Metadata.ASCII_STRING_MARSHALLER);

    /** Number of the wire attempt within that operation, decimal. */
    public static final Metadata.Key<String> ATTEMPT =
            Metadata.Key.of("minos-attempt", Metadata.ASCII_STRING_MARSHALLER);

    /** The attempt behind the call being served; holds null where there is none or nobody needs it. */
    static final Context.Key<Attempt> CURRENT_ATTEMPT = Context.key("minos-attempt");

    private CallMetadata() {}

    /** New metadata that carries the attempt; the caller's own from then on. */
    public static Metadata of(Attempt attempt) {
        Metadata metadata = new Metadata();
        metadata.put(CLIENT, attempt.client());
        metadata.put(OP, Long.toString(attempt.op()));
        metadata.put(ATTEMPT, Integer.toString(attempt.attempt()));
        return metadata;
    }

    /**
     * The attempt that the metadata carry, or empty if an entry is missing or is not what {@link Attempt} allows. Such
     * a call is served all the same: metadata are for attribution, and their absence is no fault of the request.
     */
    public static Optional<Attempt> from(Metadata metadata) {
        return Optional.ofNullable(attemptIn(metadata));
    }

    static @Nullable Attempt attemptIn(Metadata metadata) {
        String client = metadata.get(CLIENT);
        String op = metadata.get(OP);
        String attempt = metadata.get(ATTEMPT);
        if (client == null || op == null || attempt == null) {
            return null;
        }
        try {
            return new Attempt(client, Long.parseLong(op), Integer.parseInt(attempt));
        } catch (IllegalArgumentException notAnAttempt) { // NumberFormatException is one, too
            return null;
        }
    }
}
