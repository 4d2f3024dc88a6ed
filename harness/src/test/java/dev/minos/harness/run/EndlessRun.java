package dev.minos.harness.run;

import dev.minos.faults.Disruption;
import dev.minos.faults.DurationRange;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.Target;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.system.ReferenceSystems;
import dev.minos.harness.system.ServerMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A campaign in a process of its own, for tests that kill it. */
public final class EndlessRun {
    private EndlessRun() {}

    /**
     * Runs until it is killed, and keeps its history under the directory given; with a second argument, on a server in a
     * network namespace, whose links are struck again and again.
     */
    public static void main(String[] args) throws Exception {
        List<String> keys = List.of("key1", "key2");
        Config.Builder config = Config.builder()
                .duration(Duration.ofMinutes(5))
                .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 3.0)
                .clients(List.of(
                        new ClientConfig("client_1", keys, 5, Duration.ZERO, Duration.ZERO),
                        new ClientConfig("client_2", keys, 5, Duration.ZERO, Duration.ZERO)));
        if (args.length > 1) {
            config.target(Target.PROCESS)
                    .links(LinkMeans.NFTABLES)
                    .nemesis(List.of(new NemesisFault(
                            Disruption.BLACK_HOLE,
                            null,
                            DurationRange.parse("10ms"),
                            DurationRange.parse("10ms"),
                            NemesisFault.RANDOM,
                            Duration.ZERO,
                            NemesisFault.FOREVER)));
        }
        CampaignOptions options = CampaignOptions.into(Path.of(args[0]));
        new Campaign(
                        config.build("test"),
                        options,
                        new ReferenceSystems(ServerMain.class.getName(), List.of()),
                        line -> {})
                .run();
    }
}
