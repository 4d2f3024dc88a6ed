package dev.minos.harness.config;

import dev.minos.checker.json.JsonDocument;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a config as the JSON that {@link ConfigReader} reads, every value spelt out. */
public final class ConfigWriter {
    private ConfigWriter() {}

    /** Returns the config as a JSON object, as plain data that {@link JsonDocument} writes. */
    public static Map<String, @Nullable Object> toJson(Config config) {
        return ConfigFields.ALL.write(config);
    }
}
