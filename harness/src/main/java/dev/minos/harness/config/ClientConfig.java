package dev.minos.harness.config;

import java.time.Duration;
import java.util.List;

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
}
