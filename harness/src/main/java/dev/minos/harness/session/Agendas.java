package dev.minos.harness.session;

import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.LoadConfig;
import dev.minos.harness.workload.KeyChoice;
import dev.minos.harness.workload.KeyDistribution;
import dev.minos.harness.workload.VersionedKvStress;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes what each client of a config is to do. For one thread; the agendas are for one each. */
public final class Agendas {
    private final Config config;
    private final long seed;
    private final KeyDistribution distribution;
    private final @Nullable Arrivals arrivals;

    /** Keys of the client that came last, and the choice of them: thousands of clients may share one list. */
    private @Nullable List<String> keys;

    private @Nullable KeyChoice choice;

    /** @param seed of the run */
    public Agendas(Config config, long seed) {
        this.config = config;
        this.seed = seed;
        LoadConfig load = config.load();
        distribution = load == null ? KeyDistribution.UNIFORM : load.keys();
        arrivals = load == null || load.rate() == 0
                ? null
                : new Arrivals(load.rate(), config.operationsMax().orElse(Long.MAX_VALUE));
    }

    /** Returns what comes at the config's rate; null where operations have no times. */
    public @Nullable Arrivals arrivals() {
        return arrivals;
    }

    /**
     * Returns the agenda of one client: the same operations for the same seed, whatever the others do. Where they come at a
     * rate, which of them a client gets to depends on who is free.
     *
     * @param client its number among the config's, from 0
     */
    public Agenda of(int client) {
        ClientConfig of = config.clients().get(client);
        VersionedKvStress workload = new VersionedKvStress(choice(of.keys()), config.readFraction());
        SplittableRandom random = ClientSeeds.random(seed, of.name());
        return arrivals == null
                ? Agenda.of(workload, random, config.operationsOf(client))
                : Agenda.of(workload, random, arrivals);
    }

    @SuppressWarnings(
            "ReferenceEquality") // Comparing a thousand lists of a thousand keys would take longer than the rest.
    private KeyChoice choice(List<String> of) {
        KeyChoice known = choice;
        if (known == null || keys != of) {
            known = KeyChoice.of(of, distribution);
            choice = known;
            keys = of;
        }
        return known;
    }
}
