package dev.minos.harness.config;

import dev.minos.faults.Disruption;
import dev.minos.faults.Durations;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.nemesis.NodeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a nemesis's schedule and the nodes it strikes must satisfy: nothing is asked that could never be done. */
final class NemesisRules {
    private static final Duration NODE_TIMEOUT_MAX = Duration.ofMinutes(10);
    private static final long BYTES_PER_SECOND_MAX = 1_000_000_000;

    private final Config.Builder config;
    private final List<Problem> problems;

    /** @param problems takes what is wrong */
    NemesisRules(Config.Builder config, List<Problem> problems) {
        this.config = config;
        this.problems = problems;
    }

    void check() {
        nodes();
        means();
        for (int i = 0; i < config.nemesis.size(); i++) {
            NemesisFault fault = config.nemesis.get(i);
            String path = "nemesis[" + i + "].";
            when(path, fault);
            if (fault.fault().isOfLinks()) {
                link(path, fault);
            } else {
                target(path, fault);
            }
        }
    }

    private void means() {
        if (config.links != LinkMeans.NFTABLES) {
            return;
        }
        if (!(config.target instanceof Target.ChildProcess)) {
            add(
                    "links",
                    "must be proxy where system is " + config.target + ": nftables stands before a server of ours in"
                            + " a network namespace of its own, which takes a process of its own, and system process");
        }
        if (config.linkPort != 0) {
            add("link_port", "is of no use to links by nftables, got " + config.linkPort);
        }
    }

    private void link(String path, NemesisFault fault) {
        if (fault.fault() == Disruption.DELAY && config.links == LinkMeans.NFTABLES) {
            add(
                    path + "fault",
                    "delay is nothing that nftables can do, which drops and rejects packets, but holds none: leave it out,"
                            + " or set links to proxy");
        }
        if (config.load != null) {
            add(
                    path + "fault",
                    fault.fault().word()
                            + " strikes the links of clients that have one each, and a load drives many over"
                            + " one connection: leave out either it, or load, --clients and --rate");
        }
        List<String> known = new ArrayList<>();
        config.clients.forEach(client -> known.add(client.name()));
        known.addAll(List.of(NemesisFault.SERVER, NemesisFault.RANDOM, NemesisFault.HALF, NemesisFault.ALL));
        if (!known.contains(fault.target())) {
            add(path + "target", "must be one of " + String.join(", ", known) + ", got \"" + fault.target() + '"');
        }
        if (fault.impairment().delay().compareTo(ConfigRules.PAUSE_MAX) > 0) {
            add(
                    path + "delay",
                    "must be at most 1h, got "
                            + Durations.text(fault.impairment().delay()));
        }
        long bytes = fault.impairment().bytesPerSecond();
        if (fault.fault() == Disruption.THROTTLE && (bytes < 1 || bytes > BYTES_PER_SECOND_MAX)) {
            add(path + "bytes_per_second", "must be from 1 to " + BYTES_PER_SECOND_MAX + ", got " + bytes);
        }
    }

    private void nodes() {
        if (!config.nodes.isEmpty() && !(config.target instanceof Target.Remote)) {
            add("nodes", "are of a system that somebody else runs, and system is " + config.target);
        }
        Set<String> names = new HashSet<>(Set.of(NemesisFault.RANDOM, NemesisFault.ALL));
        for (int i = 0; i < config.nodes.size(); i++) {
            NodeConfig node = config.nodes.get(i);
            String path = "nodes[" + i + "].";
            if (!node.name().isEmpty() && !ConfigRules.NAME.matcher(node.name()).matches()) {
                add(path + "name", ConfigRules.NAME_RULE + '"' + node.name() + '"');
            } else if (!names.add(node.name())) {
                add(path + "name", "must be unique, and neither random nor all, got \"" + node.name() + '"');
            }
            if (node.timeout().compareTo(NODE_TIMEOUT_MAX) > 0) {
                add(path + "timeout", "must be at most 10m, got " + Durations.text(node.timeout()));
            }
        }
    }

    private void when(String path, NemesisFault fault) {
        Duration first = Objects.requireNonNullElse(fault.at(), fault.from());
        String name = fault.at() == null ? "from" : "at";
        if (fault.every() != null) {
            first = first.plus(fault.every().min());
            name = "every";
        }
        if (first.compareTo(config.duration) >= 0) {
            add(
                    path + name,
                    "must let it strike before the run ends after " + Durations.text(config.duration) + ", got "
                            + Durations.text(first));
        } else if (fault.until().compareTo(first) <= 0) {
            add(
                    path + "until",
                    "must be later than the first strike at " + Durations.text(first) + ", got "
                            + Durations.text(fault.until()));
        }
        if (fault.length().max().compareTo(ConfigRules.PAUSE_MAX) > 0) {
            add(path + "for", "must be at most 1h, got " + fault.length());
        }
    }

    private void target(String path, NemesisFault fault) {
        List<String> nodes = nodeNames();
        if (nodes.isEmpty()) {
            add(
                    path + "fault",
                    fault.fault().word() + " needs a process to strike: set system to process, or for a system that"
                            + " somebody else runs name nodes with their commands; system is " + config.target);
            return;
        }
        boolean any =
                fault.target().equals(NemesisFault.RANDOM) || fault.target().equals(NemesisFault.ALL);
        if (!any && !nodes.contains(fault.target())) {
            add(
                    path + "target",
                    "must be " + String.join(", ", nodes) + ", random or all, got \"" + fault.target() + '"');
            return;
        }
        for (int i = 0; i < config.nodes.size(); i++) {
            if (any || config.nodes.get(i).name().equals(fault.target())) {
                commands(config.nodes.get(i), "nodes[" + i + "].", fault.fault(), path + "fault");
            }
        }
    }

    private void commands(NodeConfig node, String path, Disruption fault, String because) {
        switch (fault) {
            case KILL -> {
                require(path + "kill", node.kill(), fault, because);
                require(path + "start", node.start(), fault, because);
            }
            case RESTART -> {
                require(path + "stop", node.stop(), fault, because);
                require(path + "start", node.start(), fault, because);
            }
            case PAUSE -> {
                require(path + "pause", node.pause(), fault, because);
                require(path + "resume", node.resume(), fault, because);
            }
            case SLOW_START -> {
                require(path + "kill", node.kill(), fault, because);
                require(path + "start", node.start(), fault, because);
                require(path + "pause", node.pause(), fault, because);
                require(path + "resume", node.resume(), fault, because);
            }
            case BLACK_HOLE, RESET, REFUSE, DELAY, THROTTLE -> {}
        }
    }

    private void require(String path, @Nullable String command, Disruption fault, String because) {
        Problem missing = new Problem(path, "is missing: " + because + " is " + fault.word() + ", which needs it");
        boolean known = problems.stream().anyMatch(problem -> problem.path().equals(path));
        if (command == null && !known) {
            problems.add(missing);
        }
    }

    private List<String> nodeNames() {
        List<String> names = new ArrayList<>();
        if (config.target instanceof Target.ChildProcess) {
            names.add(NemesisFault.SERVER);
        }
        config.nodes.forEach(node -> names.add(node.name()));
        return names;
    }

    private void add(String path, String message) {
        problems.add(new Problem(path, message));
    }
}
