package dev.minos.harness.config;

import dev.minos.harness.workload.KeyDistribution;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How clients are driven where there are many of them, or where operations come at a rate: no thread a client, but a few for
 * all. Immutable; checked by the {@link Config} that holds it.
 *
 * @param clients how many clients are made; 0 to drive those that the config names
 * @param rate logical operations a second that all clients together begin, however long the earlier ones take; 0 where each
 *     client begins one when its last one has ended
 * @param inFlight how many operations are under way at once at most; 0 for no other bound than the number of clients
 * @param keys how often each key is drawn
 * @param keyCount how many keys the clients that are made share
 * @param keyPrefix what their names begin with; a number from 1 follows
 * @param think pause of a client that is made after an operation that succeeded, at least 0
 * @param errorSleep its pause after an error, at least 0
 * @param packetLossPercent how many of its requests are never sent, 0 to 100
 */
public record LoadConfig(
        int clients,
        double rate,
        int inFlight,
        KeyDistribution keys,
        int keyCount,
        String keyPrefix,
        Duration think,
        Duration errorSleep,
        double packetLossPercent) {

    /** The config's own clients, as fast as they can. */
    public static final LoadConfig DEFAULT =
            new LoadConfig(0, 0, 0, KeyDistribution.UNIFORM, 1_000, "key", Duration.ZERO, Duration.ofMillis(1), 0);

    /** Returns this load with another number of clients to be made. */
    public LoadConfig withClients(int value) {
        return new LoadConfig(value, rate, inFlight, keys, keyCount, keyPrefix, think, errorSleep, packetLossPercent);
    }

    /** Returns this load at another rate. */
    public LoadConfig withRate(double value) {
        return new LoadConfig(
                clients, value, inFlight, keys, keyCount, keyPrefix, think, errorSleep, packetLossPercent);
    }

    /** Returns the clients to be made: {@code client_1}, {@code client_2}, ..., all on the same keys. */
    List<ClientConfig> made() {
        // One list for all: a thousand clients on a thousand keys need not hold a million names.
        List<String> names =
                IntStream.rangeClosed(1, keyCount).mapToObj(i -> keyPrefix + i).toList();
        List<String> shared = List.copyOf(names);
        return IntStream.rangeClosed(1, clients)
                .mapToObj(i -> new ClientConfig("client_" + i, shared, packetLossPercent, think, errorSleep))
                .toList();
    }
}
