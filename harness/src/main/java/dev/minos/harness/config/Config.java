package dev.minos.harness.config;

import dev.minos.faults.Decimals;
import dev.minos.faults.FaultRule;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.nemesis.NodeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign is to do. Immutable and always valid: whatever makes one checks all of it.
 *
 * <p>Read from a file by {@link ConfigReader}; single values are overridden with {@link #with}.
 */
public final class Config {
    private final Values values;
    private final List<ClientConfig> clients;

    private Config(Values values, List<ClientConfig> clients) {
        this.values = values;
        this.clients = clients;
    }

    /** Returns a builder with every default and no client. */
    public static Builder builder() {
        return new Builder(new Values());
    }

    /**
     * Returns this config with some values changed.
     *
     * @param source who changes them, for the message, such as {@code command line}
     * @param changes applied to a builder that holds this config
     * @throws ConfigException if the result is not valid
     */
    public Config with(String source, UnaryOperator<Builder> changes) throws ConfigException {
        return changes.apply(new Builder(values.copy())).build(source);
    }

    /** Returns the campaign's name, under which its runs are kept. */
    public String name() {
        return get(ConfigFields.NAME);
    }

    /** Returns how long the campaign lasts, more than 0. */
    public Duration duration() {
        return get(ConfigFields.DURATION);
    }

    /** Returns how many logical operations all clients together make at most; empty when only time ends the run. */
    public OptionalLong operationsMax() {
        return optional(find(ConfigFields.OPERATIONS));
    }

    /**
     * Returns one client's part of the operations, as even as can be; fixed, so that it does not depend on who is faster.
     *
     * @param client its number among the clients, from 0
     */
    public long operationsOf(int client) {
        OptionalLong all = operationsMax();
        if (all.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long operations = all.getAsLong();
        return operations / clients.size() + (client < operations % clients.size() ? 1 : 0);
    }

    /** Returns the seed of all randomness; empty when the run is to choose one. */
    public OptionalLong seed() {
        return optional(find(ConfigFields.SEED));
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Returns {@link #duration} in seconds, in digits. */
    public String durationSeconds() {
        return Decimals.text(duration(), 9);
    }

    /** Returns the system to drive. */
    public Target target() {
        return get(ConfigFields.SYSTEM);
    }

    /** Returns by what links are struck, where the nemesis strikes any. */
    public LinkMeans links() {
        return get(ConfigFields.LINKS);
    }

    /**
     * Returns the port that the first client's link to the server listens on, where links are proxies; each other client's has
     * the next one. 0 takes any that are free.
     */
    public int linkPort() {
        return get(ConfigFields.LINK_PORT);
    }

    /** Returns whether the clients' connections are led through links that a nemesis can strike. */
    public boolean hasLinks() {
        return nemesis().stream().anyMatch(fault -> fault.fault().isOfLinks());
    }

    /** Returns how long a client waits for an answer, more than 0. */
    public Duration requestTimeout() {
        return get(ConfigFields.REQUEST_TIMEOUT);
    }

    /** Returns the share of gets among the operations, 0 to 1. */
    public double readFraction() {
        return get(ConfigFields.READ_FRACTION);
    }

    /** Returns the load, by a number of clients or a rate; null where the config lists its clients and asks for no rate. */
    public @Nullable LoadConfig load() {
        return find(ConfigFields.LOAD);
    }

    /** Returns what a simulated run is made on. */
    public SimulationConfig simulation() {
        return get(ConfigFields.SIMULATION);
    }

    /** Returns what befalls messages, beside the losses of requests and responses that have fields of their own. */
    public List<FaultRule> faults() {
        return get(ConfigFields.FAULTS);
    }

    /** Returns those of {@link #faults} that one side injects. */
    public List<FaultRule> faults(FaultRule.Side side) {
        return faults().stream().filter(rule -> rule.side() == side).toList();
    }

    /** Returns what strikes the system's nodes while the clients work. */
    public List<NemesisFault> nemesis() {
        return get(ConfigFields.NEMESIS);
    }

    /** Returns the nodes of a system that somebody else runs, as far as they can be controlled. */
    public List<NodeConfig> nodes() {
        return get(ConfigFields.NODES);
    }

    /** Returns how much of what, at least, makes the run a test, by the names of {@link Requirement}. */
    public Map<String, Long> require() {
        return get(ConfigFields.REQUIRE);
    }

    /** Returns the clients, at least one: those that the config names, or those that {@link #load} makes. */
    public List<ClientConfig> clients() {
        return clients;
    }

    /**
     * Returns the value of a field, such as one that a system has added.
     *
     * @throws NullPointerException if the field has no default and the config has no value for it
     */
    public <T> T get(Field<T> field) {
        return values.get(field);
    }

    /** Returns the value of a field; null if the field has no default and the config has no value for it. */
    public <T> @Nullable T find(Field<T> field) {
        return values.find(field);
    }

    /** Collects the values of a config. Every value not set has its default. Not thread-safe. */
    public static final class Builder {
        private final Values values;

        Builder(Values values) {
            this.values = values;
        }

        /**
         * Sets the value of a field.
         *
         * @param value null for the field's default
         */
        public <T> Builder set(Field<T> field, @Nullable T value) {
            values.set(field, value);
            return this;
        }

        /** Sets {@link Config#name}. */
        public Builder name(String value) {
            return set(ConfigFields.NAME, value);
        }

        /** Sets {@link Config#duration}. */
        public Builder duration(Duration value) {
            return set(ConfigFields.DURATION, value);
        }

        /** Sets {@link Config#operationsMax}. */
        public Builder operationsMax(long value) {
            return set(ConfigFields.OPERATIONS, value);
        }

        /** Sets {@link Config#seed}. */
        public Builder seed(long value) {
            return set(ConfigFields.SEED, value);
        }

        /** Sets {@link Config#target}. */
        public Builder target(Target value) {
            return set(ConfigFields.SYSTEM, value);
        }

        /** Sets {@link Config#links()}. */
        public Builder links(LinkMeans value) {
            return set(ConfigFields.LINKS, value);
        }

        /** Sets {@link Config#linkPort}. */
        public Builder linkPort(int value) {
            return set(ConfigFields.LINK_PORT, value);
        }

        /** Sets {@link Config#requestTimeout}. */
        public Builder requestTimeout(Duration value) {
            return set(ConfigFields.REQUEST_TIMEOUT, value);
        }

        /** Sets {@link Config#readFraction}. */
        public Builder readFraction(double value) {
            return set(ConfigFields.READ_FRACTION, value);
        }

        /** Returns the load that is set. */
        public @Nullable LoadConfig load() {
            return values.find(ConfigFields.LOAD);
        }

        /** Sets {@link Config#load}. A load that makes clients takes the place of those that were named. */
        public Builder load(@Nullable LoadConfig value) {
            if (value != null && value.makesClients()) {
                set(ConfigFields.CLIENTS, null);
            }
            return set(ConfigFields.LOAD, value);
        }

        /** Sets {@link Config#simulation}. */
        public Builder simulation(SimulationConfig value) {
            return set(ConfigFields.SIMULATION, value);
        }

        /** Sets {@link Config#faults}. */
        public Builder faults(List<FaultRule> value) {
            return set(ConfigFields.FAULTS, List.copyOf(value));
        }

        /** Sets {@link Config#nemesis}. */
        public Builder nemesis(List<NemesisFault> value) {
            return set(ConfigFields.NEMESIS, List.copyOf(value));
        }

        /** Sets {@link Config#nodes}. */
        public Builder nodes(List<NodeConfig> value) {
            return set(ConfigFields.NODES, List.copyOf(value));
        }

        /** Sets {@link Config#require}. */
        public Builder require(Map<String, Long> value) {
            return set(ConfigFields.REQUIRE, Collections.unmodifiableMap(new LinkedHashMap<>(value)));
        }

        /** Adds to {@link Config#require}, and replaces what it names already. */
        public Builder requireToo(Map<String, Long> value) {
            Map<String, Long> both = new LinkedHashMap<>(values.get(ConfigFields.REQUIRE));
            both.putAll(value);
            return require(both);
        }

        /** Sets {@link Config#clients}, in place of those that a load would make. */
        public Builder clients(List<ClientConfig> value) {
            LoadConfig load = load();
            if (load != null) {
                set(ConfigFields.LOAD, load.withClients(0));
            }
            return set(ConfigFields.CLIENTS, List.copyOf(value));
        }

        /**
         * Builds the config.
         *
         * @param source where the values come from, for the message
         * @throws ConfigException if a value is not valid; all that are not are named
         */
        public Config build(String source) throws ConfigException {
            return build(source, List.of());
        }

        /** @param known problems of values that could not be read; what the rules say of their defaults is of no use */
        Config build(String source, List<Problem> known) throws ConfigException {
            Config config = new Config(values.copy(), values.get(ConfigFields.CLIENTS));
            List<Problem> broken = new ArrayList<>();
            ConfigFields.ALL.check(config, Place.whole(broken), config);
            broken.removeIf(
                    problem -> known.stream().anyMatch(other -> other.path().equals(problem.path())));
            List<Problem> problems = new ArrayList<>(known);
            problems.addAll(broken);
            if (!problems.isEmpty()) {
                throw new ConfigException(source, problems);
            }
            LoadConfig load = config.load();
            return load != null && load.makesClients() ? new Config(config.values, load.made()) : config;
        }
    }
}
