package dev.minos.harness.config;

import dev.minos.faults.Decimals;
import dev.minos.faults.FaultRule;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.nemesis.NodeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of a config, in the order in which they are written: those of all systems, and those that a system has added.
 */
public final class ConfigFields {
    /** Longer runs are several runs. */
    private static final Duration DURATION_MAX = Duration.ofDays(7);
    /** The link to the newest run, and the tracked histories, have these names. */
    private static final Set<String> TAKEN_NAMES = Set.of("latest", "golden");

    private static final List<Field<?>> GENERAL = new ArrayList<>();

    static final Field<String> NAME = add(Field.of("name", Kind.TEXT, "default").must(ConfigFields::checkName));
    static final Field<Long> SEED = add(Field.optional("seed", Kind.WHOLE));
    static final Field<Target> SYSTEM =
            add(Field.of("system", Kind.parsed(Target::parse, Target::toString), Target.EMBEDDED));
    static final Field<LinkMeans> LINKS =
            add(Field.of("links", Kind.choice(LinkMeans.values(), LinkMeans::word), LinkMeans.PROXY)
                    .must(NemesisFields::checkLinks));
    static final Field<Integer> LINK_PORT =
            add(Field.of("link_port", Kind.INT, 0).must(NemesisFields::checkLinkPort));
    static final Field<Duration> DURATION = add(Field.of("test_duration_seconds", Kind.SECONDS, Duration.ofSeconds(30))
            .must(ConfigFields::checkDuration));
    static final Field<Long> OPERATIONS =
            add(Field.<Long>optional("operations", Kind.WHOLE).must(Rules.range(1, Rules.OPERATIONS_MAX)));
    static final Field<Duration> REQUEST_TIMEOUT = add(
            Field.of("request_timeout_ms", Kind.MILLIS, Duration.ofSeconds(1)).must(Rules.pause(1)));
    static final Field<Double> READ_FRACTION =
            add(Field.of("read_fraction", Kind.NUMBER, 0.2).must(Rules.FRACTION));
    static final Field<List<FaultRule>> FAULTS = add(Field.of("faults", FaultFields.LIST, List.of()));
    static final Field<SimulationConfig> SIMULATION =
            add(Field.of("simulation", SimulationConfig.FIELDS, SimulationConfig.DEFAULT));
    static final Field<List<NemesisFault>> NEMESIS = add(Field.of("nemesis", NemesisFields.FAULTS, List.of()));
    static final Field<List<NodeConfig>> NODES =
            add(Field.of("nodes", NemesisFields.NODES, List.<NodeConfig>of()).must(NemesisFields::checkNodes));
    static final Field<Map<String, Long>> REQUIRE =
            add(Field.of("require", Kind.COUNTS, Map.<String, Long>of()).must(ConfigFields::checkRequire));
    static final Field<LoadConfig> LOAD = add(Field.optional("load", LoadConfig.FIELDS));
    static final Field<List<ClientConfig>> CLIENTS =
            add(Field.of("clients", ClientConfig.LIST, List.<ClientConfig>of()).must(ClientConfig::checkAll));

    static final Fields<Config> ALL = with(ServiceLoader.load(SystemFields.class, SystemFields.class.getClassLoader()));

    private final Map<String, List<Field<?>>> own = new HashMap<>();
    private final Fields<Config> inFaults = new Fields<>();

    private ConfigFields() {}

    private static <T> Field<T> add(Field<T> field) {
        GENERAL.add(field);
        return field;
    }

    /**
     * Adds fields that one system has.
     *
     * @param general name of the field of all systems after which they are read and written
     * @throws IllegalArgumentException if there is no such field
     */
    public void after(String general, Field<?>... fields) {
        if (GENERAL.stream().noneMatch(field -> field.name().equals(general))) {
            throw new IllegalArgumentException("must be a field that all systems have: general=" + general);
        }
        own.computeIfAbsent(general, name -> new ArrayList<>()).addAll(List.of(fields));
    }

    /** Adds a field to the object that stands under {@code faults} where there is no list of faults. */
    public <T> void inFaults(Field<T> field) {
        inFaults.add(field, config -> config.find(field));
    }

    /** Returns the fields that all systems have, with those that some systems add. */
    static Fields<Config> with(Iterable<? extends SystemFields> systems) {
        ConfigFields fields = new ConfigFields();
        systems.forEach(system -> system.addTo(fields));
        return fields.merged();
    }

    private Fields<Config> merged() {
        Fields<Config> all = new Fields<>();
        for (Field<?> field : GENERAL) {
            if (field == FAULTS && !inFaults.isEmpty()) {
                all.addOrWithin(FAULTS, Config::faults, inFaults);
            } else {
                add(field, all);
            }
            own.getOrDefault(field.name(), List.of()).forEach(each -> add(each, all));
            if (field == NODES) {
                all.must((config, whole, same) -> NemesisFields.checkFaults(config, whole));
            }
        }
        all.given(config -> {
            if (config.has("clients") && config.has("load", "clients")) {
                config.at()
                        .in("load")
                        .in("clients")
                        .wrong("makes clients in place of those in the list clients: name one of them, got both");
            }
            LoadConfig load = config.values().find(LOAD);
            if (load != null && load.makesClients()) {
                config.values().set(CLIENTS, null);
            }
        });
        all.readFirst(Set.of(NAME.name(), DURATION.name(), OPERATIONS.name()));
        return all;
    }

    private static <T> void add(Field<T> field, Fields<Config> all) {
        all.add(field, config -> config.find(field));
    }

    private static void checkName(String name, Place at, Config config) {
        Rules.NAME.check(name, at, config);
        if (TAKEN_NAMES.contains(name)) {
            at.wrong("must not be \"" + name + "\", which stands for something else among the histories");
        }
    }

    private static void checkDuration(Duration duration, Place at, Config config) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(DURATION_MAX) > 0) {
            at.wrong("must be more than 0 and at most " + DURATION_MAX.toSeconds() + ", got "
                    + Decimals.text(duration, 9));
        }
    }

    private static void checkRequire(Map<String, Long> floors, Place at, Config config) {
        Set<String> known = new TreeSet<>(Requirement.words());
        config.nemesis().forEach(fault -> known.add(fault.fault().word()));
        config.faults().forEach(rule -> known.add(rule.fault().word()));
        floors.forEach((name, floor) -> {
            Place floorAt = at.in(name);
            if (known.contains(name)) {
                boolean isShare = name.equals(Requirement.ANSWERED_SHARE.word());
                Rules.range(1, isShare ? 100 : Rules.OPERATIONS_MAX).check(floor, floorAt, config);
            } else {
                floorAt.wrong("is nothing that this run counts; it counts " + String.join(", ", known));
            }
        });
    }
}
