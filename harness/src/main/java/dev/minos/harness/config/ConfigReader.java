package dev.minos.harness.config;

import dev.minos.checker.json.JsonDocument;
import dev.minos.checker.json.JsonLine.NotJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a config from JSON. Every field but {@code clients} has a default:
 *
 * <pre>{@code
 * {
 *   "name": "default", "seed": 42, "system": "embedded", "port": 0, "links": "proxy", "link_port": 0, "storage": "file", "data": "kept", "fsync": "always",
 *   "bug": "lost-update",
 *   "test_duration_seconds": 30, "operations": 100000,
 *   "server_packet_loss_rate": 3.0, "max_retries_server_packet_loss": 3, "max_retries_refused": 10,
 *   "request_timeout_ms": 1000, "recovery": "read-back", "read_fraction": 0.2,
 *   "simulation": {
 *     "latency_min_ms": 0.05, "latency_max_ms": 1, "request_timeout_ms": 10, "delay_rate": 1, "delay_max_ms": 5,
 *     "duplicate_rate": 1, "late_rate": 0.5, "crash_every_ms": 200, "pause_every_ms": 200, "outage_max_ms": 10,
 *     "memory": "kept"
 *   },
 *   "faults": [
 *     {"fault": "duplicate", "side": "client", "method": "put", "percent": 1, "delay": "5ms"},
 *     {"fault": "drop-response", "side": "server", "every": 100, "manner": "silence", "from": "2s", "until": "5s"}
 *   ],
 *   "nemesis": [
 *     {"fault": "kill", "every": "1s..3s", "for": "500ms", "target": "random", "from": "2s", "until": "20s"},
 *     {"fault": "pause", "at": "5s", "for": "2s", "target": "server"},
 *     {"fault": "black-hole", "every": "3s", "for": "1s", "target": "half", "direction": "to-client"},
 *     {"fault": "delay", "every": "3s", "for": "1s", "target": "client_1", "delay": "100ms"},
 *     {"fault": "throttle", "every": "3s", "for": "1s", "target": "all", "bytes_per_second": 20000}
 *   ],
 *   "nodes": [
 *     {"name": "n1", "start": "...", "stop": "...", "kill": "...", "pause": "...", "resume": "...", "health": "...",
 *      "timeout": "30s"}
 *   ],
 *   "load": {
 *     "clients": 1000, "rate": 50000, "in_flight": 500, "think_ms": 0, "error_sleep_ms": 1, "client_packet_loss_rate": 0,
 *     "keys": {"distribution": "zipf", "skew": 0.99, "count": 1000, "prefix": "key"}
 *   },
 *   "require": {"operations": 1000, "kills": 3},
 *   "clients": [
 *     {"name": "client_1", "keys": ["key1"], "client_packet_loss_rate": 5.0, "success_sleep_ms": 0.5, "error_sleep_ms": 1}
 *   ]
 * }
 * }</pre>
 *
 * <p>{@code load.clients} stands in place of {@code clients}; {@code "keys": {"distribution": "hot", "hot_fraction": 0.9,
 * "hot_keys": 1}} is the third distribution beside {@code uniform} and {@code zipf}.
 *
 * <p>{@code "faults": {"drop_response_manner": "silence"}} stands there where the only faults are those with fields of their own.
 *
 * <p>Nothing is passed over in silence: unknown fields, fields given twice, wrong types and impossible values are refused,
 * all of them at once, each with its path.
 */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads a config file.
     *
     * @throws ConfigException if it cannot be read or does not hold a valid config
     */
    public static Config read(Path file) throws ConfigException {
        String source = String.valueOf(file.getFileName());
        try {
            return parse(source, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw wrong(source, "there is no such file: " + file + "; name a config, or make one");
        } catch (IOException e) {
            throw wrong(source, "cannot be read: " + e);
        }
    }

    /**
     * Reads a config from text.
     *
     * @param source what to call it in messages
     * @throws ConfigException if it is not a valid config
     */
    public static Config parse(String source, String json) throws ConfigException {
        if (json.isBlank()) {
            throw wrong(source, "must be a JSON object, such as {\"clients\": 3}, got an empty file");
        }
        try {
            return of(source, JsonDocument.read(json));
        } catch (NotJsonException e) {
            String where = e.line() == 0 ? source : source + ":" + e.line() + ":" + e.column();
            throw wrong(where, "not valid JSON: " + e.getMessage());
        }
    }

    /**
     * Reads a config from JSON as {@link JsonDocument} reads it.
     *
     * @param source what to call it in messages
     * @throws ConfigException if it is not a valid config
     */
    public static Config of(String source, @Nullable Object json) throws ConfigException {
        if (!(json instanceof Map)) {
            throw wrong(source, "must be a JSON object, got " + Place.shown(json));
        }
        Values values = new Values();
        List<Problem> problems = new ArrayList<>();
        ConfigFields.ALL.readInto(values, json, Place.whole(problems));
        return new Config.Builder(values).build(source, problems);
    }

    private static ConfigException wrong(String source, String message) {
        return new ConfigException(source, List.of(new Problem("", message)));
    }
}
