package dev.minos.benchmarks;

import dev.minos.faults.FaultRule;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.config.LoadConfig;
import dev.minos.harness.config.Target;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.run.Campaign;
import dev.minos.harness.run.CampaignOptions;
import dev.minos.harness.run.RunResult;
import dev.minos.harness.system.ReferenceSystems;
import dev.minos.harness.system.SetupException;
import dev.minos.harness.system.Systems;
import dev.minos.harness.workload.KeyDistribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The harness's clients as a load: real campaigns, each client one operation at a time, without pauses and without
 * faults. Their files go to a temporary directory, which is removed at the end.
 */
final class Clients implements AutoCloseable {
    private static final int COUNT = 5;
    private static final int KEYS_EACH = 4;
    private static final long SEED = 20_261_122;

    private final Path directory;
    private int rounds;

    /** Which keys the clients use. */
    enum Keys {
        /** Each client its own: no put is refused, so every service is asked the same. */
        OWN,
        /** All the same ones: puts are refused and tried again. */
        SHARED
    }

    /**
     * What one round gave.
     *
     * @param operationsPerSecond wire attempts that were answered
     * @param latencyNanos of answered attempts, from the invoke to the completion
     */
    record Round(double operationsPerSecond, Histogram latencyNanos) {
        double micros(double percentile) {
            return latencyNanos.getValueAtPercentile(percentile) / 1e3;
        }
    }

    Clients() throws IOException {
        directory = Files.createTempDirectory("minos-bench");
    }

    /**
     * Drives a service for one round.
     *
     * @param address host and port
     * @param record whether a history is kept
     * @throws IOException if the service does not answer as it should
     */
    Round drive(String address, Keys keys, boolean record, Duration duration) throws IOException {
        return drive(address, keys, record, duration, List.of());
    }

    /** The same, with message faults, which must not strike. */
    Round drive(String address, Keys keys, boolean record, Duration duration, List<FaultRule> faults)
            throws IOException {
        return drive(new ReferenceSystems(), config(address, keys, ++rounds, duration, faults), record);
    }

    /** Drives a service with many clients on one thread, all on the same keys, which no round had before. */
    Round load(String address, int clients, int keys, boolean record, Duration duration) throws IOException {
        return load(new ReferenceSystems(), address, clients, keys, record, duration);
    }

    /** The same with a system of any kind. */
    Round load(Systems systems, String address, int clients, int keys, boolean record, Duration duration)
            throws IOException {
        LoadConfig load = new LoadConfig(
                clients,
                0,
                0,
                KeyDistribution.UNIFORM,
                keys,
                "round" + ++rounds + "-key",
                Duration.ZERO,
                Duration.ofMillis(1),
                0);
        return drive(systems, built(config(address, duration).load(load)), record);
    }

    private Round drive(Systems systems, Config config, boolean record) throws IOException {
        CampaignOptions options = CampaignOptions.into(directory);
        Campaign campaign = new Campaign(config, record ? options : options.withoutRecording(), systems, line -> {});
        RunResult result;
        try {
            result = campaign.run();
        } catch (SetupException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            empty();
        }
        RunResult.Counts counts = result.counts();
        // The attempts under way at the end are cut off; any other that has no answer means that something is broken.
        if (result.end() != RunResult.End.COMPLETED
                || counts.unknown() > config.clients().size()) {
            throw new IOException("the round " + result.end().word() + " with " + counts.unknown()
                    + " attempts without an answer: " + result.failure());
        }
        Histogram latency = new Histogram(counts.putNanos());
        latency.add(counts.putNanos());
        latency.add(counts.getNanos());
        return new Round(latency.getTotalCount() / (result.elapsed().toNanos() / 1e9), latency);
    }

    private static Config config(String address, Keys keys, int round, Duration duration, List<FaultRule> faults) {
        List<ClientConfig> clients = new ArrayList<>();
        for (int client = 0; client < COUNT; client++) {
            List<String> names = new ArrayList<>();
            for (int key = 0; key < KEYS_EACH; key++) {
                // A campaign begins with every key absent, so each round has keys that none had before.
                names.add("round" + round + "-key" + (keys == Keys.OWN ? client * KEYS_EACH + key : key));
            }
            clients.add(new ClientConfig("client_" + client, names, 0, Duration.ZERO, Duration.ZERO));
        }
        return built(config(address, duration).faults(faults).clients(clients));
    }

    private static Config.Builder config(String address, Duration duration) {
        return Config.builder()
                .name("bench")
                .target(Target.parse(address))
                .duration(duration)
                .requestTimeout(Duration.ofSeconds(10))
                .set(ReferenceFields.REFUSAL_RETRIES_MAX, 1_000)
                .seed(SEED);
    }

    private static Config built(Config.Builder config) {
        try {
            return config.build("benchmark");
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes what a round left, so that many rounds do not fill the disk. */
    private void empty() throws IOException {
        try (Stream<Path> inside = Files.walk(directory)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory)) {
                    Files.delete(path);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        empty();
        Files.delete(directory);
    }
}
