package dev.minos.harness.run;

import dev.minos.checker.json.JsonDocument;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigWriter;
import dev.minos.harness.session.OperationTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * {@code run.json}: what was run, with what, when, how it ended, and how to run it again. It is there from the first
 * operation on, with the outcome {@code running}, and completed at the end; it is replaced in one step, so that a reader
 * never sees half of it.
 */
public final class RunManifest {
    private final Path file;
    private final Map<String, @Nullable Object> json = new LinkedHashMap<>();

    /** @param file to be written */
    public RunManifest(Path file) {
        this.file = file;
    }

    /**
     * Writes what is run, and that it has begun.
     *
     * @param address where the system listens
     * @param applyLog whether the run has one
     */
    public void begin(
            Config config, long seed, CampaignOptions options, String address, boolean applyLog, Instant start)
            throws IOException {
        json.put("name", config.name());
        json.put("model", "versioned-kv");
        json.put("outcome", "running");
        json.put("start", start.toString());
        json.put("end", null);
        json.put("seed", seed);
        json.put("rerun", rerun(options.arguments(), seed));
        Map<String, @Nullable Object> versions = object(json, "versions");
        versions.put("minos", options.version());
        versions.put("java", Runtime.version().toString());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        Map<String, @Nullable Object> system = object(json, "system");
        system.put("kind", config.target().toString());
        system.put("address", address);
        system.put("apply_log", applyLog);
        Map<String, @Nullable Object> used = ConfigWriter.toJson(config);
        used.put("seed", seed);
        json.put("config", used);
        write();
    }

    /** Writes how it ended. */
    public void complete(RunResult result, Instant end) throws IOException {
        json.put("outcome", result.end().word());
        json.put("end", end.toString());
        if (result.failure() != null) {
            json.put("failure", result.failure());
        }
        RunResult.Counts counts = result.counts();
        Map<String, @Nullable Object> node = object(json, "counts");
        node.put("operations", counts.operations());
        node.put("attempts", counts.attempts());
        node.put("puts_ok", counts.putsOk());
        node.put("gets_ok", counts.getsOk());
        node.put("unknown", counts.unknown());
        node.put("claims", counts.claims());
        node.put("contended", counts.contended());
        node.put("concurrency_max", counts.concurrencyMax());
        node.put("key_concurrency_max", counts.keyConcurrencyMax());
        node.put("answered_share", Math.round(10 * counts.answeredPercent()) / 10.0);
        node.put("failures", counts.failures());
        node.put("faults", counts.faults());
        node.put("faults_by_server", counts.serverFaults());
        LoadCounts load = counts.load();
        if (load != null) {
            load(load, object(node, "load"));
        }
        json.put("missing", result.missing());
        json.put("warnings", result.warnings());
        write();
    }

    private static void load(LoadCounts load, Map<String, @Nullable Object> node) {
        node.put("rate", load.rate());
        node.put("due", load.due());
        node.put("never_begun", load.neverBegun());
        node.put("backlog_max", load.backlogMax());
        node.put("lag_max_ns", load.lagMaxNanos());
        times(load.puts(), object(node, "puts"));
        times(load.gets(), object(node, "gets"));
    }

    private static void times(OperationTimes times, Map<String, @Nullable Object> node) {
        percentiles(times.fromBegin(), object(node, "from_begin_ns"));
        if (times.fromIntended().getTotalCount() > 0) {
            percentiles(times.fromIntended(), object(node, "from_intended_ns"));
        }
    }

    private static void percentiles(Histogram histogram, Map<String, @Nullable Object> node) {
        node.put("count", histogram.getTotalCount());
        node.put("p50", histogram.getValueAtPercentile(50));
        node.put("p99", histogram.getValueAtPercentile(99));
        node.put("p99.9", histogram.getValueAtPercentile(99.9));
        node.put("max", histogram.getMaxValue());
    }

    private static Map<String, @Nullable Object> object(Map<String, @Nullable Object> in, String name) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        in.put(name, object);
        return object;
    }

    /** The command that was given, with the seed that was found if it did not name one. A plan has its own. */
    private static String rerun(List<String> arguments, long seed) {
        boolean named = arguments.stream()
                .anyMatch(a -> a.equals("--seed") || a.startsWith("--seed=") || a.startsWith("--plan"));
        return named ? command(arguments) : command(arguments) + " --seed " + seed;
    }

    /** Returns a command as a user can type it. */
    public static String command(List<String> arguments) {
        StringBuilder command = new StringBuilder("scripts/minos");
        arguments.forEach(argument -> command.append(' ').append(quoted(argument)));
        return command.toString();
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private void write() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, JsonDocument.pretty(json) + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
