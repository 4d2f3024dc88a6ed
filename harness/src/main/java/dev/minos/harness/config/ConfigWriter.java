package dev.minos.harness.config;

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
        json.put("storage", config.storage());
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
        json.putObject("faults").put("drop_response_manner", config.dropManner().word());
        simulation(config.simulation(), json.putObject("simulation"));
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
