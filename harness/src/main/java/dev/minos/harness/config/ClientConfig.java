package dev.minos.harness.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One client of a campaign. Immutable; checked by the {@link Config} that holds it.
 *
 * @param name unique in the campaign, part of every value it writes
 * @param keys what it reads and writes, at least one
 * @param packetLossPercent how many of its requests are never sent, 0 to 100
 * @param successSleep pause after an operation that succeeded, at least 0
 * @param errorSleep pause after an error, at least 0
 */
public record ClientConfig(
        String name, List<String> keys, double packetLossPercent, Duration successSleep, Duration errorSleep) {
    public ClientConfig {
        keys = List.copyOf(keys);
    }

    private static final int CLIENTS_MAX = 1_000;
    private static final int KEY_BYTES_MAX = 256;

    static final Fields<ClientConfig> FIELDS = fields();

    /** An element that is no client has one in its place, so that the others keep their numbers. */
    static final Kind<List<ClientConfig>> LIST = FIELDS.list(
            "a list of clients",
            "an object with name and keys",
            i -> new ClientConfig("wrong-" + i, List.of("none"), 0, Duration.ZERO, Duration.ZERO),
            ClientConfig::checkName);

    private static Fields<ClientConfig> fields() {
        Fields<ClientConfig> all = new Fields<>();
        Field<String> name = all.add(
                Field.of("name", Kind.TEXT, "").must(Rules.NAME).required("give the client a name"),
                ClientConfig::name);
        Field<List<String>> keys = all.add(
                Field.of("keys", Kind.TEXTS, List.of())
                        .must(ClientConfig::checkKeys)
                        .required("name at least one key"),
                ClientConfig::keys);
        Field<Double> packetLossPercent = all.add(
                Field.of("client_packet_loss_rate", Kind.NUMBER, 0.0).must(Rules.PERCENT),
                ClientConfig::packetLossPercent);
        Field<Duration> successSleep = all.add(
                Field.of("success_sleep_ms", Kind.MILLIS, Duration.ZERO).must(Rules.pause(0)),
                ClientConfig::successSleep);
        Field<Duration> errorSleep = all.add(
                Field.of("error_sleep_ms", Kind.MILLIS, Duration.ZERO).must(Rules.pause(0)), ClientConfig::errorSleep);
        return all.making(values -> new ClientConfig(
                values.get(name),
                values.get(keys),
                values.get(packetLossPercent),
                values.get(successSleep),
                values.get(errorSleep)));
    }

    private static void checkKeys(List<String> keys, Place at, Config config) {
        if (keys.isEmpty()) {
            at.wrong("must name at least one key, got []");
        } else if (keys.size() > Rules.KEYS_MAX) {
            at.wrong("must name at most " + Rules.KEYS_MAX + " keys, got " + keys.size());
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            int bytes = key.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < 1 || bytes > KEY_BYTES_MAX) {
                at.at(i).wrong("must be 1 to " + KEY_BYTES_MAX + " bytes of UTF-8, got " + bytes);
            } else if (!seen.add(key)) {
                at.at(i).wrong("must not repeat a key, got \"" + key + "\" again");
            }
        }
    }

    /** Checks how many clients are named. */
    static void checkAll(List<ClientConfig> clients, Place at, Config config) {
        if (config.load() != null && config.load().makesClients()) {
            return;
        }
        if (clients.isEmpty() || clients.size() > CLIENTS_MAX) {
            at.wrong("must name 1 to " + CLIENTS_MAX + " clients, got " + (clients.isEmpty() ? "[]" : clients.size()));
        }
    }

    private static void checkName(List<ClientConfig> clients, int index, Place at) {
        String name = clients.get(index).name();
        int first = clients.stream().map(ClientConfig::name).toList().indexOf(name);
        if (first < index && Rules.isName(name)) {
            at.in("name").wrong("must be unique, got \"" + name + "\" which is also clients[" + first + "]");
        }
    }
}
