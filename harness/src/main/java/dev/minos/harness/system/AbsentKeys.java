package dev.minos.harness.system;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.Client;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.service.Answer;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sees that a store can be judged: a run's history begins with every key absent, and against what an earlier run has left behind
 * a correct store would be accused.
 */
final class AbsentKeys {
    /** What to do about a store of ours that holds something. */
    static final String OTHER_DIRECTORY = "name an empty data directory";

    /** The client's name in these calls, which stand in no history. */
    private static final String PROBE = "minos-probe";

    /** By this a server says that it has no such service, and that does not change by waiting. */
    private static final Answer UNIMPLEMENTED = Answer.unknown("unimplemented");

    private static final int ASK_AGAIN_MILLIS = 100;

    private AbsentKeys() {}

    /**
     * Asks for every key. A service that does not answer, as one that is just starting, is asked again.
     *
     * @param address of the store, for messages
     * @param advice what to do if it holds one, other than to name other keys
     * @param patience how long an answer is tried for, to all of it
     * @throws SetupException if it does not answer as it should, or holds one
     * @throws InterruptedException if the calling thread is interrupted
     */
    static void require(
            GrpcEndpoint endpoint, String address, Collection<String> keys, String advice, Duration patience)
            throws SetupException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Client client = endpoint.open()) {
            for (String key : keys) {
                Answer found = ask(client, key, deadline);
                if (!(found instanceof Answer.Ok ok)) {
                    throw new SetupException(
                            "the service at " + address + " does not answer a get of '" + key + "' within "
                                    + patience.toSeconds() + " s (" + found.inWords()
                                    + "): is it a minos.kv.v1.KeyValue service?",
                            null);
                }
                require(address, key, VersionedRequests.version(ok), advice);
            }
        }
    }

    /** Asks until there is an answer, or no time left, or no hope. */
    private static Answer ask(Client client, String key, long deadline) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Answer found = client.invoke(new Call(VersionedRequests.get(key), PROBE, 0, attempt));
            boolean isFinal = found.isFromService() || found.equals(UNIMPLEMENTED);
            if (isFinal || System.nanoTime() - deadline >= 0) {
                return found;
            }
            TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS); // throws if the client has been interrupted
        }
    }

    /** The same of a store in this process, of which everything is known. */
    static void require(Map<String, VersionedValue> stored, String address, Collection<String> keys)
            throws SetupException {
        for (String key : keys) {
            VersionedValue found = stored.get(key);
            require(address, key, found == null ? 0 : found.version(), OTHER_DIRECTORY);
        }
    }

    private static void require(String address, String key, long version, String advice) throws SetupException {
        if (version > 0) {
            throw new SetupException(
                    "the store at " + address + " already holds '" + key + "' at version " + version
                            + ", and a run begins with every key absent: " + advice + ", or name other keys",
                    null);
        }
    }
}
