package dev.minos.harness.detect;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.ApplyLog;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.run.Campaign;
import dev.minos.harness.run.CampaignOptions;
import dev.minos.harness.run.RunResult;
import dev.minos.harness.system.ReferenceSystems;
import dev.minos.harness.system.ServerSettings;
import dev.minos.harness.system.SetupException;
import dev.minos.harness.system.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server in a process of its own, driven over the wire. Each run leaves its directory. */
final class ProcessSubject implements Subject {
    /** A server that is killed every other second lives too short for an optimizing compiler to be of use to it. */
    private static final Systems QUICK_START =
            new ReferenceSystems().withServerJvm(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

    /** A server that does not come up in time on a machine that is too busy says nothing about bugs. */
    private static final int STARTS_MAX = 2;

    private final Config config;
    private final CampaignOptions options;

    ProcessSubject(Config config, CampaignOptions options) {
        this.config = config;
        this.options = options;
    }

    @Override
    public Finding run(long seed) throws SetupException, IOException, InterruptedException {
        Config seeded;
        try {
            seeded = config.with("detect", builder -> builder.seed(seed));
        } catch (ConfigException e) {
            throw new IllegalStateException("a valid config with a seed is valid", e);
        }
        RunResult run = started(seeded);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (run.failure() != null) {
            throw new SetupException("the run in " + run.directory() + " stopped early: " + run.failure(), null);
        }
        return judged(run);
    }

    private RunResult started(Config seeded) throws SetupException {
        for (int starts = 1; ; starts++) {
            try {
                return new Campaign(seeded, options, QUICK_START, line -> {}).run();
            } catch (SetupException e) {
                if (starts == STARTS_MAX || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private static Finding judged(RunResult run) throws IOException {
        Path history = run.directory().resolve("history.jsonl");
        Path log = run.directory().resolve(ServerSettings.APPLY_LOG);
        CheckResult result = new Checker(CheckOptions.defaults())
                .check(
                        HistoryReader.read(history),
                        new VersionedKvModel(),
                        Files.isRegularFile(log) ? ApplyLog.read(log) : null);
        return Finding.of(result, EventTimes.of(history, ReadOptions.defaults()), run.elapsed(), run.missing());
    }
}
