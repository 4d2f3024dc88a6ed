package dev.minos.harness.run;

import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A campaign in a process of its own, for tests that kill it. */
public final class EndlessRun {
    private EndlessRun() {}

    /** Runs until it is killed, and keeps its history under the directory given. */
    public static void main(String[] args) throws Exception {
        List<String> keys = List.of("key1", "key2");
        Config config = Config.builder()
                .duration(Duration.ofMinutes(5))
                .serverPacketLossPercent(3)
                .clients(List.of(
                        new ClientConfig("client_1", keys, 5, Duration.ZERO, Duration.ZERO),
                        new ClientConfig("client_2", keys, 5, Duration.ZERO, Duration.ZERO)))
                .build("test");
        new Campaign(config, CampaignOptions.into(Path.of(args[0])), line -> {}).run();
    }
}
