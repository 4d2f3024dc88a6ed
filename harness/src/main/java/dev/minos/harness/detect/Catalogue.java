package dev.minos.harness.detect;

import dev.minos.faults.Disruption;
import dev.minos.faults.DropManner;
import dev.minos.faults.DurationRange;
import dev.minos.faults.FaultRule;
import dev.minos.faults.MessageFault;
import dev.minos.faults.Need;
import dev.minos.faults.SeededBug;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.config.Target;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.run.CampaignOptions;
import dev.minos.harness.sim.Sweep;
import dev.minos.server.storage.Storages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who is to be caught and who is not: every bug, and the correct server on each of its storages, under the faults of one
 * config. In simulation those are the config's own. Real processes get a schedule that is the same for all, except that only
 * where something outlives a process it is killed.
 */
public final class Catalogue {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(1);
    private static final double FAULTS_PERCENT = 1;
    /** On a busy machine the first request takes longer than all that follow together. */
    private static final Duration UNTIL_WARM = Duration.ofSeconds(2);

    private static final Duration ERROR_SLEEP = Duration.ofMillis(5);
    private static final Duration LATE_BY = Duration.ofMillis(200);
    private static final NemesisFault KILLS =
            schedule(Disruption.KILL, Duration.ofMillis(1_000), Duration.ofMillis(20));
    private static final NemesisFault PAUSES =
            schedule(Disruption.PAUSE, Duration.ofMillis(300), Duration.ofMillis(50));
    private static final String SOURCE = "detect";

    private final Config config;
    private final Config simulated;
    private final Effort effort;

    /**
     * How much is done.
     *
     * @param trials how often each bug is caught anew in simulation
     * @param runsMax after how many simulated runs that show nothing it counts as survived
     * @param correctRuns simulated runs of each correct system
     * @param processTrials how often a bug that befalls processes is caught anew on a real one
     * @param processRunsMax after how many campaigns that show nothing it counts as survived there
     * @param correctProcessRuns campaigns of each correct system
     * @param processRun how long each of these lasts
     */
    public record Effort(
            int trials,
            int runsMax,
            int correctRuns,
            int processTrials,
            int processRunsMax,
            int correctProcessRuns,
            Duration processRun) {
        /** Medians of twenty. */
        public static final Effort FULL = new Effort(20, 60, 500, 5, 5, 5, Duration.ofSeconds(10));

        /** Every bug and every system once more than nothing, for each build. */
        public static final Effort QUICK = new Effort(3, 60, 40, 1, 5, 1, Duration.ofSeconds(7));
    }

    /**
     * @param config clients, their operations ({@link Sweep#OPERATIONS} a simulated run where it does not say), dropped messages
     *     and the simulation; its bug, if it has one, is what the correct systems are made wrong with
     * @throws ConfigException if the config does not go with a server of ours
     */
    public Catalogue(Config config, Effort effort) throws ConfigException {
        this.config = config;
        this.simulated = config.with(
                SOURCE,
                builder -> config.operationsMax().isPresent() ? builder : builder.operationsMax(Sweep.OPERATIONS));
        this.effort = effort;
    }

    /**
     * Returns these bugs in simulation.
     *
     * @throws ConfigException if the config does not go with that
     */
    public List<Suspect> simulated(List<? extends SeededBug> bugs) throws ConfigException {
        List<Suspect> suspects = new ArrayList<>();
        for (SeededBug bug : bugs) {
            Subject subject = Subject.simulated(
                    simulated.with(SOURCE, builder -> builder.set(ReferenceFields.BUG, bug.bugName())));
            suspects.add(new Suspect(bug, Where.SIMULATION, subject, effort.trials, effort.runsMax));
        }
        return suspects;
    }

    /**
     * Returns the correct server in simulation, on the storages that can be simulated.
     *
     * @throws ConfigException if the config does not go with that
     */
    public List<Innocent> simulated() throws ConfigException {
        List<Innocent> innocents = new ArrayList<>();
        for (String storage : List.of(Storages.MEMORY, Storages.FILE)) {
            Subject subject =
                    Subject.simulated(simulated.with(SOURCE, builder -> builder.set(ReferenceFields.STORAGE, storage)));
            innocents.add(new Innocent(storage, Where.SIMULATION, subject, effort.correctRuns));
        }
        return innocents;
    }

    /**
     * Returns those of these bugs that need what befalls a process, on real ones; each run leaves a directory.
     *
     * @throws ConfigException if the config does not go with that
     */
    public List<Suspect> onProcesses(List<? extends SeededBug> bugs, CampaignOptions options) throws ConfigException {
        List<Suspect> suspects = new ArrayList<>();
        for (SeededBug bug : bugs) {
            if (bug.need().isOfProcess()) {
                String storage = bug.need() == Need.RESTARTS ? Storages.FILE : Storages.MEMORY;
                Config wrong =
                        process(storage).with(SOURCE, builder -> builder.set(ReferenceFields.BUG, bug.bugName()));
                Subject subject = new ProcessSubject(wrong, options);
                suspects.add(new Suspect(bug, Where.PROCESS, subject, effort.processTrials, effort.processRunsMax));
            }
        }
        return suspects;
    }

    /**
     * Returns the correct server on each of its storages, in processes; each run leaves a directory.
     *
     * @throws ConfigException if the config does not go with that
     */
    public List<Innocent> onProcesses(CampaignOptions options) throws ConfigException {
        List<Innocent> innocents = new ArrayList<>();
        for (String storage : List.of(Storages.MEMORY, Storages.FILE, Storages.DB)) {
            Subject subject = new ProcessSubject(process(storage), options);
            innocents.add(new Innocent(storage, Where.PROCESS, subject, effort.correctProcessRuns));
        }
        return innocents;
    }

    private Config process(String storage) throws ConfigException {
        boolean outlives = Storages.named(storage).needsDirectory();
        return config.with(
                SOURCE,
                builder -> builder.target(new Target.ChildProcess())
                        .set(ReferenceFields.PORT, 0)
                        .set(ReferenceFields.STORAGE, storage)
                        .set(ReferenceFields.DATA, null)
                        .duration(effort.processRun)
                        .requestTimeout(REQUEST_TIMEOUT)
                        .faults(messageFaults())
                        .clients(patient())
                        .nemesis(outlives ? List.of(KILLS, PAUSES) : List.of(PAUSES))
                        .require(Map.of()));
    }

    /** While a server is down, clients need not ask every moment. */
    private List<ClientConfig> patient() {
        return config.clients().stream()
                .map(client -> new ClientConfig(
                        client.name(), client.keys(), client.packetLossPercent(), client.successSleep(), ERROR_SLEEP))
                .toList();
    }

    private static NemesisFault schedule(Disruption fault, Duration every, Duration length) {
        return new NemesisFault(
                fault,
                null,
                new DurationRange(every, every.multipliedBy(2)),
                new DurationRange(length, length.multipliedBy(4)),
                NemesisFault.SERVER,
                UNTIL_WARM,
                NemesisFault.FOREVER);
    }

    private static List<FaultRule> messageFaults() {
        List<FaultRule> rules = new ArrayList<>();
        for (MessageFault fault : MessageFault.values()) {
            boolean late = fault == MessageFault.LATE_DELIVERY;
            rules.add(new FaultRule(
                    fault,
                    FaultRule.Side.CLIENT,
                    FaultRule.Method.ANY,
                    FAULTS_PERCENT,
                    0,
                    late ? LATE_BY : fault.usualDelay(),
                    DropManner.AT_ONCE,
                    Duration.ZERO,
                    FaultRule.FOREVER));
        }
        return rules;
    }
}
