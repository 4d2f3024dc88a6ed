package dev.minos.harness.config;

import dev.minos.faults.Decimals;
import dev.minos.faults.DropManner;
import dev.minos.faults.FaultRule;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.nemesis.NodeConfig;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.Storages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    private final String name;
    private final Duration duration;
    private final OptionalLong operationsMax;
    private final OptionalLong seed;
    private final Target target;
    private final int port;
    private final LinkMeans links;
    private final int linkPort;
    private final String storage;
    private final @Nullable Path data;
    private final Fsync fsync;
    private final @Nullable String bug;
    private final double serverPacketLossPercent;
    private final DropManner dropManner;
    private final int networkRetriesMax;
    private final int refusalRetriesMax;
    private final Duration requestTimeout;
    private final Recovery recovery;
    private final double readFraction;
    private final @Nullable LoadConfig load;
    private final SimulationConfig simulation;
    private final List<FaultRule> faults;
    private final List<NemesisFault> nemesis;
    private final List<NodeConfig> nodes;
    private final Map<String, Long> require;
    private final List<ClientConfig> clients;

    private Config(Builder from) {
        name = from.name;
        duration = from.duration;
        operationsMax = from.operationsMax;
        seed = from.seed;
        target = from.target;
        port = from.port;
        links = from.links;
        linkPort = from.linkPort;
        storage = from.storage;
        data = from.data;
        fsync = from.fsync;
        bug = from.bug;
        serverPacketLossPercent = from.serverPacketLossPercent;
        dropManner = from.dropManner;
        networkRetriesMax = from.networkRetriesMax;
        refusalRetriesMax = from.refusalRetriesMax;
        requestTimeout = from.requestTimeout;
        recovery = from.recovery;
        readFraction = from.readFraction;
        load = from.load;
        simulation = from.simulation;
        faults = List.copyOf(from.faults);
        nemesis = List.copyOf(from.nemesis);
        nodes = List.copyOf(from.nodes);
        require = Collections.unmodifiableMap(new LinkedHashMap<>(from.require));
        clients = from.load != null && from.load.clients() > 0 ? from.load.made() : List.copyOf(from.clients);
    }

    /** Returns a builder with every default and no client. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns this config with some values changed.
     *
     * @param source who changes them, for the message, such as {@code command line}
     * @param changes applied to a builder that holds this config
     * @throws ConfigException if the result is not valid
     */
    public Config with(String source, UnaryOperator<Builder> changes) throws ConfigException {
        Builder builder = new Builder();
        builder.name = name;
        builder.duration = duration;
        builder.operationsMax = operationsMax;
        builder.seed = seed;
        builder.target = target;
        builder.port = port;
        builder.links = links;
        builder.linkPort = linkPort;
        builder.storage = storage;
        builder.data = data;
        builder.fsync = fsync;
        builder.bug = bug;
        builder.serverPacketLossPercent = serverPacketLossPercent;
        builder.dropManner = dropManner;
        builder.networkRetriesMax = networkRetriesMax;
        builder.refusalRetriesMax = refusalRetriesMax;
        builder.requestTimeout = requestTimeout;
        builder.recovery = recovery;
        builder.readFraction = readFraction;
        builder.simulation = simulation;
        builder.faults = faults;
        builder.nemesis = nemesis;
        builder.nodes = nodes;
        builder.require = require;
        builder.clients = load != null && load.clients() > 0 ? List.of() : clients;
        builder.load = load;
        return changes.apply(builder).build(source);
    }

    /** Returns the campaign's name, under which its runs are kept. */
    public String name() {
        return name;
    }

    /** Returns how long the campaign lasts, more than 0. */
    public Duration duration() {
        return duration;
    }

    /** Returns how many logical operations all clients together make at most; empty when only time ends the run. */
    public OptionalLong operationsMax() {
        return operationsMax;
    }

    /**
     * Returns one client's part of the operations, as even as can be; fixed, so that it does not depend on who is faster.
     *
     * @param client its number among the clients, from 0
     */
    public long operationsOf(int client) {
        if (operationsMax.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long operations = operationsMax.getAsLong();
        return operations / clients.size() + (client < operations % clients.size() ? 1 : 0);
    }

    /** Returns the seed of all randomness; empty when the run is to choose one. */
    public OptionalLong seed() {
        return seed;
    }

    /** Returns {@link #duration} in seconds, in digits. */
    public String durationSeconds() {
        return Decimals.text(duration, 9);
    }

    /** Returns the config in one line for its user, such as {@code 5 clients, 30 second test duration, 3.0% packet loss}. */
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%d %s, %s second test duration, %.1f%% packet loss",
                clients.size(),
                clients.size() == 1 ? "client" : "clients",
                durationSeconds(),
                serverPacketLossPercent);
    }

    /** Returns the system to drive. */
    public Target target() {
        return target;
    }

    /** Returns the port that a server of ours listens on, 0 to 65535; 0 takes any that is free. */
    public int port() {
        return port;
    }

    /** Returns by what links are struck, where the nemesis strikes any. */
    public LinkMeans links() {
        return links;
    }

    /**
     * Returns the port that the first client's link to the server listens on, where links are proxies; each other client's has
     * the next one. 0 takes any that are free.
     */
    public int linkPort() {
        return linkPort;
    }

    /** Returns whether the clients' connections are led through links that a nemesis can strike. */
    public boolean hasLinks() {
        return nemesis.stream().anyMatch(fault -> fault.fault().isOfLinks());
    }

    /** Returns the name of the storage of a server of ours. */
    public String storage() {
        return storage;
    }

    /** Returns the directory of a storage that keeps its keys in one; null for a new one below the run's own. */
    public @Nullable Path data() {
        return data;
    }

    /** Returns when such a storage forces what it writes to the disk. */
    public Fsync fsync() {
        return fsync;
    }

    /** Returns the name of the bug to seed in a server of ours, or in the clients; null for none. */
    public @Nullable String bug() {
        return bug;
    }

    /** Returns how many PUT responses a server of ours drops after the put was executed, 0 to 100 percent. */
    public double serverPacketLossPercent() {
        return serverPacketLossPercent;
    }

    /** Returns how a server of ours behaves when it drops a response. */
    public DropManner dropManner() {
        return dropManner;
    }

    /** Returns how often a put is retried after unknown outcomes, at least 0. */
    public int networkRetriesMax() {
        return networkRetriesMax;
    }

    /** Returns how often a put is retried after refusals by the store, at least 0. */
    public int refusalRetriesMax() {
        return refusalRetriesMax;
    }

    /** Returns how long a client waits for an answer, more than 0. */
    public Duration requestTimeout() {
        return requestTimeout;
    }

    /** Returns how clients settle the fate of a put whose outcome they did not see. */
    public Recovery recovery() {
        return recovery;
    }

    /** Returns the share of gets among the operations, 0 to 1. */
    public double readFraction() {
        return readFraction;
    }

    /** Returns the load, by a number of clients or a rate; null where the config lists its clients and asks for no rate. */
    public @Nullable LoadConfig load() {
        return load;
    }

    /** Returns what a simulated run is made on. */
    public SimulationConfig simulation() {
        return simulation;
    }

    /** Returns what befalls messages, beside the losses of requests and responses that have fields of their own. */
    public List<FaultRule> faults() {
        return faults;
    }

    /** Returns those of {@link #faults} that one side injects. */
    public List<FaultRule> faults(FaultRule.Side side) {
        return faults.stream().filter(rule -> rule.side() == side).toList();
    }

    /** Returns what strikes the system's nodes while the clients work. */
    public List<NemesisFault> nemesis() {
        return nemesis;
    }

    /** Returns the nodes of a system that somebody else runs, as far as they can be controlled. */
    public List<NodeConfig> nodes() {
        return nodes;
    }

    /** Returns how much of what, at least, makes the run a test, by the names of {@link Requirement}. */
    public Map<String, Long> require() {
        return require;
    }

    /** Returns the clients, at least one: those that the config names, or those that {@link #load} makes. */
    public List<ClientConfig> clients() {
        return clients;
    }

    /** Collects the values of a config. Every value not set has its default. Not thread-safe. */
    public static final class Builder {
        String name = "default";
        Duration duration = Duration.ofSeconds(30);
        OptionalLong operationsMax = OptionalLong.empty();
        OptionalLong seed = OptionalLong.empty();
        Target target = Target.EMBEDDED;
        int port;
        LinkMeans links = LinkMeans.PROXY;
        int linkPort;
        String storage = Storages.MEMORY;

        @Nullable Path data;

        Fsync fsync = Fsync.ALWAYS;

        @Nullable String bug;

        double serverPacketLossPercent;
        DropManner dropManner = DropManner.AT_ONCE;
        int networkRetriesMax = 3;
        int refusalRetriesMax = 10;
        Duration requestTimeout = Duration.ofSeconds(1);
        Recovery recovery = Recovery.READ_BACK;
        double readFraction = 0.2;

        @Nullable LoadConfig load;

        SimulationConfig simulation = SimulationConfig.DEFAULT;
        List<FaultRule> faults = List.of();
        List<NemesisFault> nemesis = List.of();
        List<NodeConfig> nodes = List.of();
        Map<String, Long> require = Map.of();
        List<ClientConfig> clients = List.of();

        private Builder() {}

        /** Sets {@link Config#name}. */
        public Builder name(String value) {
            name = value;
            return this;
        }

        /** Sets {@link Config#duration}. */
        public Builder duration(Duration value) {
            duration = value;
            return this;
        }

        /** Sets {@link Config#operationsMax}. */
        public Builder operationsMax(long value) {
            operationsMax = OptionalLong.of(value);
            return this;
        }

        /** Sets {@link Config#seed}. */
        public Builder seed(long value) {
            seed = OptionalLong.of(value);
            return this;
        }

        /** Sets {@link Config#target}. */
        public Builder target(Target value) {
            target = value;
            return this;
        }

        /** Sets {@link Config#port}. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Sets {@link Config#links()}. */
        public Builder links(LinkMeans value) {
            links = value;
            return this;
        }

        /** Sets {@link Config#linkPort}. */
        public Builder linkPort(int value) {
            linkPort = value;
            return this;
        }

        /** Sets {@link Config#storage}. */
        public Builder storage(String value) {
            storage = value;
            return this;
        }

        /** Sets {@link Config#data}. */
        public Builder data(@Nullable Path value) {
            data = value;
            return this;
        }

        /** Sets {@link Config#fsync}. */
        public Builder fsync(Fsync value) {
            fsync = value;
            return this;
        }

        /** Sets {@link Config#bug}. */
        public Builder bug(@Nullable String value) {
            bug = value;
            return this;
        }

        /** Sets {@link Config#serverPacketLossPercent}. */
        public Builder serverPacketLossPercent(double value) {
            serverPacketLossPercent = value;
            return this;
        }

        /** Sets {@link Config#dropManner}. */
        public Builder dropManner(DropManner value) {
            dropManner = value;
            return this;
        }

        /** Sets {@link Config#networkRetriesMax}. */
        public Builder networkRetriesMax(int value) {
            networkRetriesMax = value;
            return this;
        }

        /** Sets {@link Config#refusalRetriesMax}. */
        public Builder refusalRetriesMax(int value) {
            refusalRetriesMax = value;
            return this;
        }

        /** Sets {@link Config#requestTimeout}. */
        public Builder requestTimeout(Duration value) {
            requestTimeout = value;
            return this;
        }

        /** Sets {@link Config#recovery}. */
        public Builder recovery(Recovery value) {
            recovery = value;
            return this;
        }

        /** Sets {@link Config#readFraction}. */
        public Builder readFraction(double value) {
            readFraction = value;
            return this;
        }

        /** Returns the load that is set. */
        public @Nullable LoadConfig load() {
            return load;
        }

        /** Sets {@link Config#load}. A load that makes clients takes the place of those that were named. */
        public Builder load(@Nullable LoadConfig value) {
            load = value;
            if (value != null && value.clients() > 0) {
                clients = List.of();
            }
            return this;
        }

        /** Sets {@link Config#simulation}. */
        public Builder simulation(SimulationConfig value) {
            simulation = value;
            return this;
        }

        /** Sets {@link Config#faults}. */
        public Builder faults(List<FaultRule> value) {
            faults = value;
            return this;
        }

        /** Sets {@link Config#nemesis}. */
        public Builder nemesis(List<NemesisFault> value) {
            nemesis = value;
            return this;
        }

        /** Sets {@link Config#nodes}. */
        public Builder nodes(List<NodeConfig> value) {
            nodes = value;
            return this;
        }

        /** Sets {@link Config#require}. */
        public Builder require(Map<String, Long> value) {
            require = value;
            return this;
        }

        /** Adds to {@link Config#require}, and replaces what it names already. */
        public Builder requireToo(Map<String, Long> value) {
            Map<String, Long> both = new LinkedHashMap<>(require);
            both.putAll(value);
            return require(both);
        }

        /** Sets {@link Config#clients}, in place of those that a load would make. */
        public Builder clients(List<ClientConfig> value) {
            clients = value;
            if (load != null) {
                load = load.withClients(0);
            }
            return this;
        }

        /** Returns everything that is wrong, empty when the config can be built. */
        public List<Problem> problems() {
            return ConfigRules.problems(this);
        }

        /**
         * Builds the config.
         *
         * @param source where the values come from, for the message
         * @throws ConfigException if a value is not valid; all that are not are named
         */
        public Config build(String source) throws ConfigException {
            List<Problem> problems = problems();
            if (!problems.isEmpty()) {
                throw new ConfigException(source, problems);
            }
            return new Config(this);
        }
    }
}
