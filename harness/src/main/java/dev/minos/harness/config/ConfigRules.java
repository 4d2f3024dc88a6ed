package dev.minos.harness.config;

import dev.minos.faults.Decimals;
import dev.minos.faults.Durations;
import dev.minos.faults.FaultRule;
import dev.minos.faults.FaultRuleText;
import dev.minos.faults.SeededBug;
import dev.minos.harness.client.SeededBugs;
import dev.minos.harness.workload.KeyDistribution;
import dev.minos.server.storage.Storages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the values of a config must satisfy beyond their types. Finds every fault, not only the first. */
final class ConfigRules {
    /** Longer runs are several runs. */
    static final Duration DURATION_MAX = Duration.ofDays(7);

    static final Duration PAUSE_MAX = Duration.ofHours(1);
    /** Of the longest time that a message takes in a simulation. */
    static final Duration LATENCY_MAX_MIN = Duration.ofNanos(1_000);

    static final int CLIENTS_MAX = 1_000;
    static final int MADE_CLIENTS_MAX = 10_000;
    /** Each client remembers the version of each key that it has seen, in about a hundred bytes. */
    static final long REMEMBERED_MAX = 5_000_000;

    static final double RATE_MAX = 1_000_000;
    static final String RATE_RULE = "must be more than 0 and at most " + (long) RATE_MAX + " operations a second, got ";
    static final double SKEW_MAX = 10;
    static final int KEY_BYTES_MAX = 256;
    static final int KEYS_MAX = 100_000;
    static final int RETRIES_MAX = 1_000;
    static final long OPERATIONS_MAX = 1_000_000_000L;

    /** Names become directories, metadata values and parts of stored values. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

    static final String NAME_RULE =
            "must be 1 to 64 letters, digits, '_', '-' or '.', not beginning with '-' or '.', got ";

    /** The link to the newest run, and the tracked histories, have these names. */
    private static final Set<String> TAKEN_NAMES = Set.of("latest", "golden");

    private final List<Problem> problems = new ArrayList<>();

    private ConfigRules() {}

    static List<Problem> problems(Config.Builder config) {
        ConfigRules rules = new ConfigRules();
        rules.check(config);
        return rules.problems;
    }

    private void check(Config.Builder config) {
        if (!NAME.matcher(config.name).matches()) {
            add("name", NAME_RULE + quoted(config.name));
        } else if (TAKEN_NAMES.contains(config.name)) {
            add("name", "must not be " + quoted(config.name) + ", which stands for something else among the histories");
        }
        if (config.duration.isNegative() || config.duration.isZero() || config.duration.compareTo(DURATION_MAX) > 0) {
            add(
                    "test_duration_seconds",
                    "must be more than 0 and at most " + DURATION_MAX.toSeconds() + ", got "
                            + seconds(config.duration));
        }
        if (config.operationsMax.isPresent()) {
            range("operations", config.operationsMax.getAsLong(), 1, OPERATIONS_MAX);
        }
        range("port", config.port, 0, 65_535);
        range("link_port", config.linkPort, 0, 65_535 - Math.max(0, config.clients.size() - 1));
        storage(config);
        if (config.bug != null) {
            bug(config.bug);
        }
        percent("server_packet_loss_rate", config.serverPacketLossPercent);
        range("max_retries_server_packet_loss", config.networkRetriesMax, 0, RETRIES_MAX);
        range("max_retries_refused", config.refusalRetriesMax, 0, RETRIES_MAX);
        duration("request_timeout_ms", config.requestTimeout, Duration.ofMillis(1));
        if (!(config.readFraction >= 0 && config.readFraction <= 1)) {
            add("read_fraction", "must be from 0 to 1, got " + config.readFraction);
        }
        ours(config);
        simulation(config.simulation);
        for (int i = 0; i < config.faults.size(); i++) {
            fault("faults[" + i + "].", config.faults.get(i), config);
        }
        new NemesisRules(config, problems).check();
        require(config);
        LoadConfig load = config.load;
        if (load == null || load.clients() == 0) {
            clients(config.clients);
        }
        if (load != null) {
            load(load, config.clients);
        }
    }

    private void load(LoadConfig load, List<ClientConfig> named) {
        boolean makes = load.clients() != 0;
        int clients = makes ? load.clients() : named.size();
        if (makes) {
            range("load.clients", load.clients(), 1, MADE_CLIENTS_MAX);
            range("load.keys.count", load.keyCount(), 1, KEYS_MAX);
            if ((long) clients * load.keyCount() > REMEMBERED_MAX) {
                add(
                        "load.keys.count",
                        "times load.clients must be at most " + REMEMBERED_MAX
                                + ", for each client remembers the version of each key; got " + load.keyCount()
                                + " keys and " + clients + " clients");
            }
            if (!NAME.matcher(load.keyPrefix()).matches()) {
                add("load.keys.prefix", NAME_RULE + quoted(load.keyPrefix()));
            }
            duration("load.think_ms", load.think(), Duration.ZERO);
            duration("load.error_sleep_ms", load.errorSleep(), Duration.ZERO);
            percent("load.client_packet_loss_rate", load.packetLossPercent());
        }
        if (!(load.rate() >= 0 && load.rate() <= RATE_MAX)) {
            add("load.rate", RATE_RULE + load.rate());
        } else if (makes && load.think().compareTo(Duration.ZERO) > 0) {
            double reachable = clients / (load.think().toNanos() / 1e9);
            if (load.rate() > reachable) {
                add(
                        "load.rate",
                        "cannot be met: " + clients + " clients that pause for " + millis(load.think())
                                + " ms after each operation begin at most " + (long) reachable + " a second, got "
                                + load.rate());
            }
        }
        if (load.inFlight() < 0 || load.inFlight() > clients) {
            add(
                    "load.in_flight",
                    "must be from 1 to the number of clients, " + clients
                            + ", each of which does one thing at a time, got " + load.inFlight());
        }
        distribution(
                load.keys(),
                makes
                        ? load.keyCount()
                        : named.stream().mapToInt(c -> c.keys().size()).min().orElse(0));
    }

    private void distribution(KeyDistribution keys, int fewest) {
        switch (keys.shape()) {
            case UNIFORM -> {}
            case ZIPF -> {
                if (!(keys.skew() > 0 && keys.skew() <= SKEW_MAX)) {
                    add("load.keys.skew", "must be more than 0 and at most " + SKEW_MAX + ", got " + keys.skew());
                }
            }
            case HOT -> {
                if (!(keys.hotFraction() >= 0 && keys.hotFraction() <= 1)) {
                    add("load.keys.hot_fraction", "must be from 0 to 1, got " + keys.hotFraction());
                }
                if (keys.hotKeys() < 1 || keys.hotKeys() >= fewest) {
                    add(
                            "load.keys.hot_keys",
                            "must be at least 1 and fewer than there are keys to draw from, " + fewest + ", got "
                                    + keys.hotKeys());
                }
            }
        }
    }

    private void fault(String path, FaultRule rule, Config.Builder config) {
        Duration run = config.duration;
        if (rule.side() == FaultRule.Side.SERVER && config.target instanceof Target.Remote) {
            add(
                    path + "side",
                    "must be client where somebody else runs the server (" + config.target
                            + "): it injects what it was started with, such as minos server --fault '"
                            + FaultRuleText.of(rule) + "'");
        }
        percent(path + "percent", rule.percent());
        if (rule.every() != 0) {
            range(path + "every", rule.every(), 1, OPERATIONS_MAX);
        }
        duration(path + "delay", rule.delay(), Duration.ZERO);
        if (rule.from().compareTo(run) >= 0) {
            add(
                    path + "from",
                    "must be before the run ends after " + Durations.text(run) + ", got "
                            + Durations.text(rule.from()));
        } else if (rule.until().compareTo(rule.from()) <= 0) {
            add(
                    path + "until",
                    "must be later than from, " + Durations.text(rule.from()) + ", got "
                            + Durations.text(rule.until()));
        }
    }

    private void require(Config.Builder config) {
        Set<String> known = new TreeSet<>(Requirement.words());
        config.nemesis.forEach(fault -> known.add(fault.fault().word()));
        config.faults.forEach(rule -> known.add(rule.fault().word()));
        config.require.forEach((name, floor) -> {
            if (!known.contains(name)) {
                add("require." + name, "is nothing that this run counts; it counts " + String.join(", ", known));
            } else {
                boolean isShare = name.equals(Requirement.ANSWERED_SHARE.word());
                range("require." + name, floor, 1, isShare ? 100 : OPERATIONS_MAX);
            }
        });
    }

    private void simulation(SimulationConfig simulation) {
        duration("simulation.latency_min_ms", simulation.latencyMin(), Duration.ZERO);
        duration("simulation.latency_max_ms", simulation.latencyMax(), Duration.ZERO);
        if (simulation.latencyMax().compareTo(LATENCY_MAX_MIN) < 0) {
            // Else nothing takes time, and a run that ends by time never does.
            add(
                    "simulation.latency_max_ms",
                    "must be at least " + millis(LATENCY_MAX_MIN) + ", got " + millis(simulation.latencyMax()));
        } else if (simulation.latencyMax().compareTo(simulation.latencyMin()) < 0) {
            add(
                    "simulation.latency_max_ms",
                    "must be at least latency_min_ms, " + millis(simulation.latencyMin()) + ", got "
                            + millis(simulation.latencyMax()));
        }
        duration("simulation.request_timeout_ms", simulation.requestTimeout(), Duration.ofMillis(1));
        percent("simulation.delay_rate", simulation.delayPercent());
        duration("simulation.delay_max_ms", simulation.delayMax(), Duration.ZERO);
        percent("simulation.duplicate_rate", simulation.duplicatePercent());
        percent("simulation.late_rate", simulation.latePercent());
        every("simulation.crash_every_ms", simulation.crashEvery());
        every("simulation.pause_every_ms", simulation.pauseEvery());
        duration("simulation.outage_max_ms", simulation.outageMax(), Duration.ZERO);
    }

    private void every(String path, Duration value) {
        if (!value.isZero() && (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(PAUSE_MAX) > 0)) {
            add(path, "must be 0 for never, or from 1 to " + PAUSE_MAX.toMillis() + ", got " + millis(value));
        }
    }

    /** What only a server of ours can do must not be asked of somebody else's. */
    private void ours(Config.Builder config) {
        if (config.target instanceof Target.Remote && SeededBugs.ofServer(config.bug) != null) {
            add("bug", "cannot be seeded in a server that somebody else runs (" + config.target + ")");
        }
    }

    private void storage(Config.Builder config) {
        if (!Storages.names().contains(config.storage)) {
            add("storage", "must be one of " + String.join(", ", Storages.names()) + ", got " + quoted(config.storage));
        } else if (config.target instanceof Target.Remote && !config.storage.equals(Storages.MEMORY)) {
            add("storage", "cannot be chosen for a server that somebody else runs (" + config.target + ")");
        } else if (config.data != null && !Storages.named(config.storage).needsDirectory()) {
            add(
                    "data",
                    "is of no use to storage " + config.storage + ", which keeps no files, got "
                            + quoted(config.data.toString()));
        } else if (config.data != null && config.data.toString().isBlank()) {
            add("data", "must name a directory, got " + quoted(config.data.toString()));
        }
    }

    private void bug(String name) {
        try {
            SeededBug.named(name, SeededBugs.ALL);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            add("bug", message.startsWith("bug ") ? message.substring(4) : message);
        }
    }

    private void clients(List<ClientConfig> clients) {
        if (clients.isEmpty() || clients.size() > CLIENTS_MAX) {
            add(
                    "clients",
                    "must name 1 to " + CLIENTS_MAX + " clients, got " + (clients.isEmpty() ? "[]" : clients.size()));
        }
        Map<String, Integer> firstUse = new HashMap<>();
        for (int i = 0; i < clients.size(); i++) {
            ClientConfig client = clients.get(i);
            String path = "clients[" + i + "].";
            Integer earlier = firstUse.putIfAbsent(client.name(), i);
            if (!NAME.matcher(client.name()).matches()) {
                add(path + "name", NAME_RULE + quoted(client.name()));
            } else if (earlier != null) {
                add(
                        path + "name",
                        "must be unique, got " + quoted(client.name()) + " which is also clients[" + earlier + "]");
            }
            keys(path + "keys", client.keys());
            percent(path + "client_packet_loss_rate", client.packetLossPercent());
            duration(path + "success_sleep_ms", client.successSleep(), Duration.ZERO);
            duration(path + "error_sleep_ms", client.errorSleep(), Duration.ZERO);
        }
    }

    private void keys(String path, List<String> keys) {
        if (keys.isEmpty()) {
            add(path, "must name at least one key, got []");
        } else if (keys.size() > KEYS_MAX) {
            add(path, "must name at most " + KEYS_MAX + " keys, got " + keys.size());
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            int bytes = key.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < 1 || bytes > KEY_BYTES_MAX) {
                add(path + "[" + i + "]", "must be 1 to " + KEY_BYTES_MAX + " bytes of UTF-8, got " + bytes);
            } else if (!seen.add(key)) {
                add(path + "[" + i + "]", "must not repeat a key, got " + quoted(key) + " again");
            }
        }
    }

    private void percent(String path, double value) {
        if (!(value >= 0 && value <= 100)) {
            add(path, "must be a percentage from 0 to 100, got " + value);
        }
    }

    private void range(String path, long value, long min, long max) {
        if (value < min || value > max) {
            add(path, "must be from " + min + " to " + max + ", got " + value);
        }
    }

    private void duration(String path, Duration value, Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(PAUSE_MAX) > 0) {
            add(path, "must be from " + min.toMillis() + " to " + PAUSE_MAX.toMillis() + ", got " + millis(value));
        }
    }

    private static String seconds(Duration value) {
        return Decimals.text(value, 9);
    }

    private static String millis(Duration value) {
        return Decimals.text(value, 6);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private void add(String path, String message) {
        problems.add(new Problem(path, message));
    }
}
