package dev.minos.harness.config;

import dev.minos.faults.Decimals;
import dev.minos.faults.Direction;
import dev.minos.faults.Durations;
import dev.minos.faults.FaultRule;
import dev.minos.faults.Impairment;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.nemesis.NodeConfig;
import dev.minos.harness.workload.KeyDistribution;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a config as the JSON that {@link ConfigReader} reads, every value spelt out. */
public final class ConfigWriter {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SECONDS = 9;
    private static final int MILLIS = 6;

    private ConfigWriter() {}

    /** Returns the config as a JSON object. */
    public static ObjectNode toJson(Config config) {
        ObjectNode json = JSON.createObjectNode();
        json.put("name", config.name());
        config.seed().ifPresent(seed -> json.put("seed", seed));
        json.put("system", config.target().toString());
        json.put("port", config.port());
        json.put("links", config.links().word());
        json.put("link_port", config.linkPort());
        json.put("storage", config.storage());
        if (config.data() != null) {
            json.put("data", config.data().toString());
        }
        json.put("fsync", config.fsync().word());
        if (config.bug() != null) {
            json.put("bug", config.bug());
        }
        json.put("test_duration_seconds", Decimals.number(config.duration(), SECONDS));
        config.operationsMax().ifPresent(operations -> json.put("operations", operations));
        json.put("server_packet_loss_rate", config.serverPacketLossPercent());
        json.put("max_retries_server_packet_loss", config.networkRetriesMax());
        json.put("max_retries_refused", config.refusalRetriesMax());
        json.put("request_timeout_ms", Decimals.number(config.requestTimeout(), MILLIS));
        json.put("recovery", config.recovery().word());
        json.put("read_fraction", config.readFraction());
        if (config.faults().isEmpty()) {
            json.putObject("faults")
                    .put("drop_response_manner", config.dropManner().word());
        } else {
            config.faults().forEach(array(json, "faults", ConfigWriter::fault));
        }
        simulation(config.simulation(), json.putObject("simulation"));
        if (!config.nemesis().isEmpty()) {
            config.nemesis().forEach(array(json, "nemesis", ConfigWriter::nemesis));
        }
        if (!config.nodes().isEmpty()) {
            config.nodes().forEach(array(json, "nodes", ConfigWriter::node));
        }
        if (!config.require().isEmpty()) {
            config.require().forEach(json.putObject("require")::put);
        }
        LoadConfig load = config.load();
        if (load != null) {
            load(load, json.putObject("load"));
            if (load.clients() > 0) {
                return json;
            }
        }
        ArrayNode clients = json.putArray("clients");
        for (ClientConfig client : config.clients()) {
            ObjectNode node = clients.addObject();
            node.put("name", client.name());
            ArrayNode keys = node.putArray("keys");
            client.keys().forEach(keys::add);
            node.put("client_packet_loss_rate", client.packetLossPercent());
            node.put("success_sleep_ms", Decimals.number(client.successSleep(), MILLIS));
            node.put("error_sleep_ms", Decimals.number(client.errorSleep(), MILLIS));
        }
        return json;
    }

    private static <T> Consumer<T> array(ObjectNode json, String name, BiConsumer<T, ObjectNode> writer) {
        ArrayNode array = json.putArray(name);
        return element -> writer.accept(element, array.addObject());
    }

    private static void fault(FaultRule rule, ObjectNode json) {
        json.put("fault", rule.fault().word());
        json.put("side", rule.side().word());
        json.put("method", rule.method().word());
        if (rule.every() > 0) {
            json.put("every", rule.every());
        } else {
            json.put("percent", rule.percent());
        }
        if (!rule.delay().isZero()) {
            json.put("delay", Durations.text(rule.delay()));
        }
        json.put("manner", rule.manner().word());
        if (!rule.from().isZero()) {
            json.put("from", Durations.text(rule.from()));
        }
        if (!rule.until().equals(FaultRule.FOREVER)) {
            json.put("until", Durations.text(rule.until()));
        }
    }

    private static void nemesis(NemesisFault fault, ObjectNode json) {
        json.put("fault", fault.fault().word());
        if (fault.at() != null) {
            json.put("at", Durations.text(fault.at()));
        }
        if (fault.every() != null) {
            json.put("every", fault.every().toString());
        }
        json.put("for", fault.length().toString());
        json.put("target", fault.target());
        impairment(fault.impairment(), json);
        if (!fault.from().isZero()) {
            json.put("from", Durations.text(fault.from()));
        }
        if (!fault.until().equals(NemesisFault.FOREVER)) {
            json.put("until", Durations.text(fault.until()));
        }
    }

    private static void impairment(Impairment impairment, ObjectNode json) {
        if (impairment.direction() != Direction.BOTH) {
            json.put("direction", impairment.direction().word());
        }
        if (!impairment.delay().isZero()) {
            json.put("delay", Durations.text(impairment.delay()));
        }
        if (impairment.bytesPerSecond() > 0) {
            json.put("bytes_per_second", impairment.bytesPerSecond());
        }
    }

    private static void node(NodeConfig node, ObjectNode json) {
        json.put("name", node.name());
        command(json, "start", node.start());
        command(json, "stop", node.stop());
        command(json, "kill", node.kill());
        command(json, "pause", node.pause());
        command(json, "resume", node.resume());
        command(json, "health", node.health());
        json.put("timeout", Durations.text(node.timeout()));
    }

    private static void command(ObjectNode json, String name, @Nullable String command) {
        if (command != null) {
            json.put(name, command);
        }
    }

    private static void load(LoadConfig load, ObjectNode json) {
        if (load.rate() > 0) {
            json.put("rate", load.rate());
        }
        if (load.inFlight() > 0) {
            json.put("in_flight", load.inFlight());
        }
        ObjectNode keys = json.putObject("keys");
        KeyDistribution distribution = load.keys();
        keys.put("distribution", distribution.shape().word());
        if (distribution.shape() == KeyDistribution.Shape.ZIPF) {
            keys.put("skew", distribution.skew());
        } else if (distribution.shape() == KeyDistribution.Shape.HOT) {
            keys.put("hot_fraction", distribution.hotFraction()).put("hot_keys", distribution.hotKeys());
        }
        if (load.clients() > 0) {
            json.put("clients", load.clients());
            keys.put("count", load.keyCount()).put("prefix", load.keyPrefix());
            json.put("think_ms", Decimals.number(load.think(), MILLIS));
            json.put("error_sleep_ms", Decimals.number(load.errorSleep(), MILLIS));
            json.put("client_packet_loss_rate", load.packetLossPercent());
        }
    }

    private static void simulation(SimulationConfig simulation, ObjectNode json) {
        json.put("latency_min_ms", Decimals.number(simulation.latencyMin(), MILLIS));
        json.put("latency_max_ms", Decimals.number(simulation.latencyMax(), MILLIS));
        json.put("request_timeout_ms", Decimals.number(simulation.requestTimeout(), MILLIS));
        json.put("delay_rate", simulation.delayPercent());
        json.put("delay_max_ms", Decimals.number(simulation.delayMax(), MILLIS));
        json.put("duplicate_rate", simulation.duplicatePercent());
        json.put("late_rate", simulation.latePercent());
        json.put("crash_every_ms", Decimals.number(simulation.crashEvery(), MILLIS));
        json.put("pause_every_ms", Decimals.number(simulation.pauseEvery(), MILLIS));
        json.put("outage_max_ms", Decimals.number(simulation.outageMax(), MILLIS));
        json.put("memory", simulation.memory().word());
    }
}
