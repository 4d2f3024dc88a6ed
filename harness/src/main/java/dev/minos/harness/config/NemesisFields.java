package dev.minos.harness.config;

import dev.minos.faults.Direction;
import dev.minos.faults.Disruption;
import dev.minos.faults.DurationRange;
import dev.minos.faults.Durations;
import dev.minos.faults.Impairment;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.nemesis.NodeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields of a nemesis's faults and of the nodes that they strike: nothing is asked that could never be done. */
final class NemesisFields {
    private static final Duration NODE_TIMEOUT_MAX = Duration.ofMinutes(10);
    private static final long BYTES_PER_SECOND_MAX = 1_000_000_000;

    private static final Kind<DurationRange> RANGE = Kind.parsed(DurationRange::parse, DurationRange::toString);

    static final Kind<List<NemesisFault>> FAULTS = faultFields()
            .list("a fault such as {\"fault\": \"kill\", \"every\": \"3s\", \"for\": \"1s\", \"target\": \"random\"}");
    static final Kind<List<NodeConfig>> NODES = nodeFields()
            .list(
                    "a list, each element a node with its commands",
                    "a node with its commands",
                    i -> null,
                    NemesisFields::checkUnique);

    private NemesisFields() {}

    /** A missing value has been reported; a stand-in takes its place, so that the rules can judge the rest. */
    private static Fields<NemesisFault> faultFields() {
        Fields<NemesisFault> all = new Fields<>();
        Field<Disruption> fault = all.add(
                Field.of("fault", Kind.choice(Disruption.values(), Disruption::word), Disruption.PAUSE)
                        .required("say what is done, such as kill"),
                NemesisFault::fault);
        Field<Duration> at = all.add(Field.optional("at", Kind.DURATION), NemesisFault::at);
        Field<DurationRange> every = all.add(Field.optional("every", RANGE), NemesisFault::every);
        all.given(strike -> strike.requireOneOf("every", "at", "when"));
        Field<DurationRange> length = all.add(
                Field.of("for", RANGE, DurationRange.parse("1s")).required("say how long it lasts, such as 1s"),
                NemesisFault::length);
        Field<String> target = all.add(
                Field.of("target", Kind.TEXT, NemesisFault.ALL)
                        .required("name a node, or random, or all; of links a client, random, half or all"),
                NemesisFault::target);
        Field<Direction> direction = all.add(
                Field.of("direction", Kind.choice(Direction.values(), Direction::word), Direction.BOTH),
                strike -> strike.impairment().direction() == Direction.BOTH
                        ? null
                        : strike.impairment().direction());
        Field<Duration> delay = all.add(
                Field.of("delay", Kind.DURATION, Duration.ZERO),
                strike -> strike.impairment().delay().isZero()
                        ? null
                        : strike.impairment().delay());
        Field<Long> bytesPerSecond = all.add(
                Field.of("bytes_per_second", Kind.WHOLE, 0L),
                strike -> strike.impairment().bytesPerSecond() > 0
                        ? strike.impairment().bytesPerSecond()
                        : null);
        all.given(strike -> {
            Disruption done = strike.values().get(fault);
            boolean isOneWay = done.isOfLinks() && done != Disruption.RESET && done != Disruption.REFUSE;
            String misplaced = "is of no use to " + done.word();
            if (!isOneWay) {
                strike.refuse(misplaced, "direction");
            }
            if (done != Disruption.DELAY) {
                strike.refuse(misplaced, "delay");
            }
            if (done != Disruption.THROTTLE) {
                strike.refuse(misplaced, "bytes_per_second");
            }
            if (done == Disruption.DELAY) {
                strike.require("delay", "say how much later everything arrives, such as 100ms");
            }
            if (done == Disruption.THROTTLE) {
                strike.require("bytes_per_second", "say how much passes, such as 20000");
            }
        });
        Field<Duration> from = all.add(
                Field.of("from", Kind.DURATION, Duration.ZERO),
                strike -> strike.from().isZero() ? null : strike.from());
        Field<Duration> until = all.add(
                Field.of("until", Kind.DURATION, NemesisFault.FOREVER),
                strike -> strike.until().equals(NemesisFault.FOREVER) ? null : strike.until());
        return all.making(values -> new NemesisFault(
                values.get(fault),
                values.find(at),
                values.find(every),
                values.get(length),
                values.get(target),
                values.get(from),
                values.get(until),
                new Impairment(values.get(direction), values.get(delay), values.get(bytesPerSecond))));
    }

    private static Fields<NodeConfig> nodeFields() {
        Fields<NodeConfig> all = new Fields<>();
        Field<String> name = all.add(
                Field.of("name", Kind.TEXT, "")
                        .must(NemesisFields::checkNodeName)
                        .required("give the node a name"),
                NodeConfig::name);
        Field<String> start = all.add(Field.optional("start", Kind.TEXT), NodeConfig::start);
        Field<String> stop = all.add(Field.optional("stop", Kind.TEXT), NodeConfig::stop);
        Field<String> kill = all.add(Field.optional("kill", Kind.TEXT), NodeConfig::kill);
        Field<String> pause = all.add(Field.optional("pause", Kind.TEXT), NodeConfig::pause);
        Field<String> resume = all.add(Field.optional("resume", Kind.TEXT), NodeConfig::resume);
        Field<String> health = all.add(Field.optional("health", Kind.TEXT), NodeConfig::health);
        Field<Duration> timeout = all.add(
                Field.of("timeout", Kind.DURATION, Duration.ofSeconds(30)).must(NemesisFields::checkNodeTimeout),
                NodeConfig::timeout);
        return all.making(values -> new NodeConfig(
                values.get(name),
                values.find(start),
                values.find(stop),
                values.find(kill),
                values.find(pause),
                values.find(resume),
                values.find(health),
                values.get(timeout)));
    }

    private static void checkNodeName(String name, Place at, Config config) {
        if (!name.isEmpty()) {
            Rules.NAME.check(name, at, config);
        }
    }

    private static void checkNodeTimeout(Duration timeout, Place at, Config config) {
        if (timeout.compareTo(NODE_TIMEOUT_MAX) > 0) {
            at.wrong("must be at most 10m, got " + Durations.text(timeout));
        }
    }

    /** Checks whether nodes may be named at all. */
    static void checkNodes(List<NodeConfig> nodes, Place at, Config config) {
        if (!nodes.isEmpty() && !(config.target() instanceof Target.Remote)) {
            at.wrong("are of a system that somebody else runs, and system is " + config.target());
        }
    }

    private static void checkUnique(List<NodeConfig> nodes, int index, Place at) {
        String name = nodes.get(index).name();
        boolean isTaken = name.equals(NemesisFault.RANDOM)
                || name.equals(NemesisFault.ALL)
                || nodes.subList(0, index).stream().anyMatch(node -> node.name().equals(name));
        if (isTaken && (name.isEmpty() || Rules.isName(name))) {
            at.in("name").wrong("must be unique, and neither random nor all, got \"" + name + '"');
        }
    }

    /** Checks by what links are struck. */
    static void checkLinks(LinkMeans links, Place at, Config config) {
        if (links == LinkMeans.NFTABLES && !(config.target() instanceof Target.ChildProcess)) {
            at.wrong("must be proxy where system is " + config.target() + ": nftables stands before a server of ours in"
                    + " a network namespace of its own, which takes a process of its own, and system process");
        }
    }

    /** Checks where the proxies of links listen. */
    static void checkLinkPort(int port, Place at, Config config) {
        Rules.range(0, 65_535 - Math.max(0, config.clients().size() - 1)).check(port, at, config);
        if (config.links() == LinkMeans.NFTABLES && port != 0) {
            at.wrong("is of no use to links by nftables, got " + port);
        }
    }

    /** Checks the faults of a config against the rest of it. */
    static void checkFaults(Config config, Place whole) {
        for (int i = 0; i < config.nemesis().size(); i++) {
            NemesisFault fault = config.nemesis().get(i);
            Place at = whole.in("nemesis").at(i);
            checkTimes(fault, at, config);
            if (fault.fault().isOfLinks()) {
                checkLink(fault, at, config);
            } else {
                checkTarget(fault, at, config, whole.in("nodes"));
            }
        }
    }

    private static void checkLink(NemesisFault fault, Place at, Config config) {
        if (fault.fault() == Disruption.DELAY && config.links() == LinkMeans.NFTABLES) {
            at.in("fault")
                    .wrong(
                            "delay is nothing that nftables can do, which drops and rejects packets, but holds none: leave"
                                    + " it out, or set links to proxy");
        }
        if (config.load() != null) {
            at.in("fault")
                    .wrong(fault.fault().word()
                            + " strikes the links of clients that have one each, and a load drives many over"
                            + " one connection: leave out either it, or load, --clients and --rate");
        }
        List<String> known = new ArrayList<>();
        config.clients().forEach(client -> known.add(client.name()));
        known.addAll(List.of(NemesisFault.SERVER, NemesisFault.RANDOM, NemesisFault.HALF, NemesisFault.ALL));
        if (!known.contains(fault.target())) {
            at.in("target").wrong("must be one of " + String.join(", ", known) + ", got \"" + fault.target() + '"');
        }
        if (fault.impairment().delay().compareTo(Rules.PAUSE_MAX) > 0) {
            at.in("delay")
                    .wrong("must be at most 1h, got "
                            + Durations.text(fault.impairment().delay()));
        }
        long bytes = fault.impairment().bytesPerSecond();
        if (fault.fault() == Disruption.THROTTLE && (bytes < 1 || bytes > BYTES_PER_SECOND_MAX)) {
            at.in("bytes_per_second").wrong("must be from 1 to " + BYTES_PER_SECOND_MAX + ", got " + bytes);
        }
    }

    private static void checkTimes(NemesisFault fault, Place at, Config config) {
        Duration first = Objects.requireNonNullElse(fault.at(), fault.from());
        String name = fault.at() == null ? "from" : "at";
        if (fault.every() != null) {
            first = first.plus(fault.every().min());
            name = "every";
        }
        if (first.compareTo(config.duration()) >= 0) {
            at.in(name)
                    .wrong("must let it strike before the run ends after " + Durations.text(config.duration())
                            + ", got " + Durations.text(first));
        } else if (fault.until().compareTo(first) <= 0) {
            at.in("until")
                    .wrong("must be later than the first strike at " + Durations.text(first) + ", got "
                            + Durations.text(fault.until()));
        }
        if (fault.length().max().compareTo(Rules.PAUSE_MAX) > 0) {
            at.in("for").wrong("must be at most 1h, got " + fault.length());
        }
    }

    private static void checkTarget(NemesisFault fault, Place at, Config config, Place nodesAt) {
        List<String> names = new ArrayList<>();
        if (config.target() instanceof Target.ChildProcess) {
            names.add(NemesisFault.SERVER);
        }
        List<NodeConfig> nodes = config.nodes();
        nodes.forEach(node -> names.add(node.name()));
        if (names.isEmpty()) {
            at.in("fault")
                    .wrong(fault.fault().word()
                            + " needs a process to strike: set system to process, or for a system that"
                            + " somebody else runs name nodes with their commands; system is " + config.target());
            return;
        }
        boolean any =
                fault.target().equals(NemesisFault.RANDOM) || fault.target().equals(NemesisFault.ALL);
        if (!any && !names.contains(fault.target())) {
            at.in("target")
                    .wrong("must be " + String.join(", ", names) + ", random or all, got \"" + fault.target() + '"');
            return;
        }
        for (int i = 0; i < nodes.size(); i++) {
            if (any || nodes.get(i).name().equals(fault.target())) {
                checkCommands(nodes.get(i), nodesAt.at(i), fault.fault(), at.in("fault"));
            }
        }
    }

    private static void checkCommands(NodeConfig node, Place at, Disruption fault, Place because) {
        switch (fault) {
            case KILL -> {
                requireCommand(at.in("kill"), node.kill(), fault, because);
                requireCommand(at.in("start"), node.start(), fault, because);
            }
            case RESTART -> {
                requireCommand(at.in("stop"), node.stop(), fault, because);
                requireCommand(at.in("start"), node.start(), fault, because);
            }
            case PAUSE -> {
                requireCommand(at.in("pause"), node.pause(), fault, because);
                requireCommand(at.in("resume"), node.resume(), fault, because);
            }
            case SLOW_START -> {
                requireCommand(at.in("kill"), node.kill(), fault, because);
                requireCommand(at.in("start"), node.start(), fault, because);
                requireCommand(at.in("pause"), node.pause(), fault, because);
                requireCommand(at.in("resume"), node.resume(), fault, because);
            }
            case BLACK_HOLE, RESET, REFUSE, DELAY, THROTTLE -> {}
        }
    }

    private static void requireCommand(Place at, @Nullable String command, Disruption fault, Place because) {
        if (command == null && !at.isWrong()) {
            at.wrong("is missing: " + because + " is " + fault.word() + ", which needs it");
        }
    }
}
