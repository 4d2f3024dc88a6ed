package dev.minos.harness.config;

import dev.minos.harness.workload.KeyDistribution;
import dev.minos.harness.workload.KeyDistribution.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
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

    private static final int CLIENTS_MAX = 10_000;
    /** Each client remembers the version of each key that it has seen, in about a hundred bytes. */
    private static final long REMEMBERED_MAX = 5_000_000;

    private static final double RATE_MAX = 1_000_000;
    private static final String RATE_RULE =
            "must be more than 0 and at most " + (long) RATE_MAX + " operations a second, got ";
    private static final double SKEW_MAX = 10;
    private static final String MADE_ONLY = "is of the clients that load.clients makes, and there is none";

    static final Fields<LoadConfig> FIELDS = fields();

    /** The config's own clients, as fast as they can. */
    public static final LoadConfig DEFAULT = FIELDS.usual();

    private static Fields<LoadConfig> fields() {
        Fields<LoadConfig> all = new Fields<>();
        Field<Double> rate = all.add(Field.of("rate", Kind.NUMBER, 0.0), load -> load.rate > 0 ? load.rate : null);
        all.given(load -> {
            if (load.has("rate") && !(load.values().get(rate) > 0)) {
                load.at().in("rate").wrong(RATE_RULE + load.values().get(rate));
            }
        });
        Field<Integer> inFlight =
                all.add(Field.of("in_flight", Kind.INT, 0), load -> load.inFlight > 0 ? load.inFlight : null);
        all.given(load -> {
            if (load.has("in_flight") && load.values().get(inFlight) < 1) {
                load.at()
                        .in("in_flight")
                        .wrong("must be at least 1, got " + load.values().get(inFlight));
            }
        });
        Fields<LoadConfig> ofKeys = new Fields<>();
        KeyDistribution usual = KeyDistribution.UNIFORM;
        Field<Shape> shape = ofKeys.add(
                Field.of("distribution", Kind.choice(Shape.values(), Shape::word), usual.shape()),
                load -> load.keys.shape());
        Field<Double> skew = ofKeys.add(
                Field.of("skew", Kind.NUMBER, usual.skew()).must(LoadConfig::checkSkew),
                ifShape(Shape.ZIPF, KeyDistribution::skew));
        Field<Double> hotFraction = ofKeys.add(
                Field.of("hot_fraction", Kind.NUMBER, usual.hotFraction()).must(Rules.FRACTION),
                ifShape(Shape.HOT, KeyDistribution::hotFraction));
        Field<Integer> hotKeys = ofKeys.add(
                Field.of("hot_keys", Kind.INT, usual.hotKeys()).must(LoadConfig::checkHotKeys),
                ifShape(Shape.HOT, KeyDistribution::hotKeys));
        ofKeys.given(keys -> {
            Shape drawn = keys.values().get(shape);
            String misplaced = "is of no use to the distribution " + drawn.word();
            if (drawn != Shape.ZIPF) {
                keys.refuse(misplaced, "skew");
            }
            if (drawn != Shape.HOT) {
                keys.refuse(misplaced, "hot_fraction");
                keys.refuse(misplaced, "hot_keys");
            }
        });
        Field<Integer> keyCount = ofKeys.add(
                Field.of("count", Kind.INT, 1_000).must(LoadConfig::checkKeyCount), ifMade(LoadConfig::keyCount));
        Field<String> keyPrefix =
                ofKeys.add(Field.of("prefix", Kind.TEXT, "key").must(Rules.NAME), ifMade(LoadConfig::keyPrefix));
        all.within("keys", ofKeys);
        Field<Integer> clients = all.add(
                Field.of("clients", Kind.INT, 0).must(Rules.range(1, CLIENTS_MAX)), ifMade(LoadConfig::clients));
        all.given(load -> {
            if (load.has("clients") && load.values().get(clients) < 1) {
                load.at()
                        .in("clients")
                        .wrong("must be from 1 to " + CLIENTS_MAX + ", got "
                                + load.values().get(clients));
            }
        });
        Field<Duration> think = all.add(
                Field.of("think_ms", Kind.MILLIS, Duration.ZERO).must(Rules.pause(0)), ifMade(LoadConfig::think));
        Field<Duration> errorSleep = all.add(
                Field.of("error_sleep_ms", Kind.MILLIS, Duration.ofMillis(1)).must(Rules.pause(0)),
                ifMade(LoadConfig::errorSleep));
        Field<Double> packetLossPercent = all.add(
                Field.of("client_packet_loss_rate", Kind.NUMBER, 0.0).must(Rules.PERCENT),
                ifMade(LoadConfig::packetLossPercent));
        all.given(load -> {
            if (!load.has("clients")) {
                load.refuse(MADE_ONLY, "think_ms");
                load.refuse(MADE_ONLY, "error_sleep_ms");
                load.refuse(MADE_ONLY, "client_packet_loss_rate");
                load.refuse(MADE_ONLY, "keys", "count");
                load.refuse(MADE_ONLY, "keys", "prefix");
            }
        });
        all.must(LoadConfig::checkRate);
        all.must(LoadConfig::checkInFlight);
        return all.making(values -> new LoadConfig(
                values.get(clients),
                values.get(rate),
                values.get(inFlight),
                new KeyDistribution(values.get(shape), values.get(skew), values.get(hotFraction), values.get(hotKeys)),
                values.get(keyCount),
                values.get(keyPrefix),
                values.get(think),
                values.get(errorSleep),
                values.get(packetLossPercent)));
    }

    /** Returns a value of the distribution that only one shape has. */
    private static <T> Fields.Of<LoadConfig, T> ifShape(Shape shape, Function<KeyDistribution, T> of) {
        return load -> load.keys.shape() == shape ? of.apply(load.keys) : null;
    }

    /** Returns a value that matters only where the load makes clients. */
    private static <T> Fields.Of<LoadConfig, T> ifMade(Function<LoadConfig, T> of) {
        return load -> load.makesClients() ? of.apply(load) : null;
    }

    private static void checkSkew(double skew, Place at, Config config) {
        if (!(skew > 0 && skew <= SKEW_MAX)) {
            at.wrong("must be more than 0 and at most " + SKEW_MAX + ", got " + skew);
        }
    }

    private static void checkHotKeys(int hotKeys, Place at, Config config) {
        LoadConfig load = Objects.requireNonNull(config.load());
        int fewest = load.makesClients()
                ? load.keyCount
                : config.clients().stream()
                        .mapToInt(client -> client.keys().size())
                        .min()
                        .orElse(0);
        if (hotKeys < 1 || hotKeys >= fewest) {
            at.wrong("must be at least 1 and fewer than there are keys to draw from, " + fewest + ", got " + hotKeys);
        }
    }

    private static void checkKeyCount(int keyCount, Place at, Config config) {
        Rules.range(1, Rules.KEYS_MAX).check(keyCount, at, config);
        int clients = Objects.requireNonNull(config.load()).clients;
        if ((long) clients * keyCount > REMEMBERED_MAX) {
            at.wrong("times load.clients must be at most " + REMEMBERED_MAX
                    + ", for each client remembers the version of each key; got " + keyCount + " keys and " + clients
                    + " clients");
        }
    }

    private static void checkRate(LoadConfig load, Place at, Config config) {
        if (!(load.rate >= 0 && load.rate <= RATE_MAX)) {
            at.in("rate").wrong(RATE_RULE + load.rate);
        } else if (load.makesClients() && load.think.compareTo(Duration.ZERO) > 0) {
            double reachable = load.clients / (load.think.toNanos() / 1e9);
            if (load.rate > reachable) {
                at.in("rate")
                        .wrong("cannot be met: " + load.clients + " clients that pause for "
                                + Rules.millis(load.think) + " ms after each operation begin at most "
                                + (long) reachable + " a second, got " + load.rate);
            }
        }
    }

    private static void checkInFlight(LoadConfig load, Place at, Config config) {
        int clients = load.makesClients() ? load.clients : config.clients().size();
        if (load.inFlight < 0 || load.inFlight > clients) {
            at.in("in_flight")
                    .wrong("must be from 1 to the number of clients, " + clients
                            + ", each of which does one thing at a time, got " + load.inFlight);
        }
    }

    /** Returns whether clients are made, in place of those that the config names. */
    boolean makesClients() {
        return clients != 0;
    }

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
