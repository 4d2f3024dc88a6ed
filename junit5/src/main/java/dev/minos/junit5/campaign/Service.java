package dev.minos.junit5.campaign;

import java.util.List;

/**
 * A system under test: what it takes to call it.
 *
 * <pre>{@code
 * Service counter = client -> {
 *     CounterStub stub = connect(port);
 *     return request -> request.f().equals("increment") ? Answer.ok(stub.increment()) : Answer.ok(stub.read());
 * };
 * }</pre>
 *
 * <p>A campaign opens one session for each client. The system is in the model's initial state when it begins: what an earlier
 * test left in it would accuse it. One session reads what the workload {@linkplain Workload#reads names} before the first call.
 */
@FunctionalInterface
public interface Service extends AutoCloseable {
    /**
     * Connects a client. Called for all clients on one thread before any calls; and again on the client's own thread when a
     * call of its session has thrown.
     *
     * @param client its number, from 0
     */
    Session open(int client) throws Exception;

    /** What can be done to the system as a whole while clients call it; nothing by default. Asked once a campaign. */
    default List<Nemesis> nemeses() {
        return List.of();
    }

    /** Stops the system. Called when all sessions are closed, also where the campaign could not begin. */
    @Override
    default void close() throws Exception {}
}
