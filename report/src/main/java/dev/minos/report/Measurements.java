package dev.minos.report;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.FailReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be counted of a history in one pass over its events, in memory that does not grow with their number. */
final class Measurements implements CallListener {
    /** Beyond so many, keys are counted together. */
    private static final int MAX_KEYS = 10_000;

    /** So many rows of a table are quick to count in. */
    private static final int MAX_DENSE = 1_000;

    private static final int MAX_ERRORS = 1_000;
    static final String OTHERS = "(all others)";

    private final Tally all = Tally.ofMany("all");
    private final Map<String, Tally> byFunction = new TreeMap<>();
    /** The same by the names as they are. */
    private final Map<String, Tally> named = new HashMap<>();

    private final List<Tally> byLane = new ArrayList<>();
    private final Map<@Nullable Object, Tally> byKey = new LinkedHashMap<>();
    private final Tally otherKeys = Tally.ofMany(OTHERS);
    private final Map<String, Long> errors = new TreeMap<>();
    private final Map<String, Long> faults = new TreeMap<>();
    private final FaultBands bands = new FaultBands();
    private final OverTime overTime = new OverTime();
    private final Map<@Nullable Object, Integer> openByKey = new HashMap<>();
    private List<String> laneNames = List.of();
    private int open;
    private int concurrency;
    private int concurrencyOfKey;
    private long claims;
    private long origin = Event.NO_TIME;

    private Measurements() {}

    /**
     * Reads a history and counts.
     *
     * @throws dev.minos.checker.history.MalformedHistoryException if it is no history
     * @throws IOException if it cannot be read
     */
    static Measurements of(Subject subject) throws IOException {
        return of(subject, NOBODY);
    }

    /** The same for two in one reading. */
    static Measurements of(Subject subject, CallListener other) throws IOException {
        Measurements measurements = new Measurements();
        measurements.laneNames = Pairing.read(subject, measurements, other);
        return measurements;
    }

    private static final CallListener NOBODY = new CallListener() {
        @Override
        public void called(Call call) {}

        @Override
        public void ended(Call call, Event completion, @Nullable Object value) {}

        @Override
        public void noted(Event event) {}
    };

    @Override
    public void called(Call call) {
        reach(call.invoke());
        all.begin();
        tallyOfFunction(call).begin();
        while (byLane.size() <= call.lane()) {
            byLane.add(tally("", byLane.size()));
        }
        byLane.get(call.lane()).begin();
        tallyOfKey(call.key()).begin();
        concurrency = Math.max(concurrency, ++open);
        concurrencyOfKey = Math.max(concurrencyOfKey, openByKey.merge(call.key(), 1, Integer::sum));
    }

    @Override
    public void ended(Call call, Event completion, @Nullable Object value) {
        long time = reach(completion);
        long from = call.invoke().time();
        EventType how = completion.type();
        boolean isNeverSent = how == EventType.FAIL && FailReason.of(completion.error()) == FailReason.NEVER_SENT;
        // How quickly it was known that nothing could be sent is no latency of the system.
        long nanos = time == Event.NO_TIME || from == Event.NO_TIME || completion.time() < from || isNeverSent
                ? -1
                : completion.time() - from;
        all.ended(how, nanos);
        tallyOfFunction(call).ended(how, nanos);
        byLane.get(call.lane()).ended(how, nanos);
        tallyOfKey(call.key()).ended(how, nanos);
        if (time != Event.NO_TIME) {
            overTime.add(time, how, nanos);
        }
        if (how != EventType.OK) {
            count(errors, how.name().toLowerCase(Locale.ROOT) + " " + errorName(completion.error()));
        }
        open--;
        openByKey.computeIfPresent(call.key(), (key, n) -> n == 1 ? null : n - 1);
    }

    @Override
    public void noted(Event event) {
        long time = reach(event);
        switch (String.valueOf(event.process())) {
            case "nemesis" -> bands.add(event, time);
            case "fault" -> count(faults, Text.plain(event.f()));
            default -> claims++;
        }
    }

    /** Of an error that reports a version, its name. */
    static String errorName(@Nullable Object error) {
        Object name = error instanceof List<?> list && !list.isEmpty() ? list.get(0) : error;
        return name == null ? "without reason" : Text.plain(name);
    }

    /** When an event happened, in nanoseconds since the first; {@link Event#NO_TIME} where that is not known. */
    private long reach(Event event) {
        if (event.time() == Event.NO_TIME) {
            return Event.NO_TIME;
        }
        if (origin == Event.NO_TIME) {
            origin = event.time();
        }
        long time = Math.max(0, event.time() - origin);
        overTime.reach(time);
        return time;
    }

    private Tally tallyOfFunction(Call call) {
        return named.computeIfAbsent(
                call.invoke().f(), name -> byFunction.computeIfAbsent(Text.plain(name), Tally::ofMany));
    }

    private Tally tallyOfKey(@Nullable Object key) {
        Tally known = byKey.get(key);
        if (known != null) {
            return known;
        }
        if (byKey.size() >= MAX_KEYS) {
            return otherKeys;
        }
        Tally added = tally(key == null ? "(no key)" : Text.plain(key), byKey.size());
        byKey.put(key, added);
        return added;
    }

    /** For the one of that number: the first are many's. */
    private static Tally tally(String name, int number) {
        return number < MAX_DENSE
                ? Tally.ofMany(name)
                : number < MAX_KEYS ? Tally.ofFew(name) : Tally.withoutQuantiles(name);
    }

    private static void count(Map<String, Long> counts, String name) {
        counts.merge(counts.size() < MAX_ERRORS || counts.containsKey(name) ? name : OTHERS, 1L, Long::sum);
    }

    Tally all() {
        return all;
    }

    /** By name of the function. */
    List<Tally> functions() {
        return List.copyOf(byFunction.values());
    }

    /** A name and a tally for each row that callers are drawn in, by name, client_2 before client_10. */
    List<Map.Entry<String, Tally>> clients() {
        List<Map.Entry<String, Tally>> clients = new ArrayList<>();
        for (int lane = 0; lane < laneNames.size(); lane++) {
            clients.add(Map.entry(laneNames.get(lane), byLane.get(lane)));
        }
        clients.sort(Comparator.comparing(client -> Text.sortable(client.getKey())));
        return clients;
    }

    /** Those with most operations first; at the end those that were counted together. */
    List<Tally> keys() {
        List<Tally> keys = new ArrayList<>(byKey.values());
        keys.sort((a, b) -> Long.compare(b.called(), a.called()));
        if (otherKeys.called() > 0) {
            keys.add(otherKeys);
        }
        return keys;
    }

    /** How often each error came, with {@code fail} or {@code info} in front. */
    Map<String, Long> errors() {
        return errors;
    }

    /** How often each fault struck a message. */
    Map<String, Long> faults() {
        return faults;
    }

    List<FaultBands.Band> bands() {
        return bands.all();
    }

    OverTime overTime() {
        return overTime;
    }

    List<String> laneNames() {
        return laneNames;
    }

    long claims() {
        return claims;
    }

    /** Most operations that were under way at once. */
    int concurrency() {
        return concurrency;
    }

    /** Most operations on one key that were under way at once. */
    int concurrencyOfKey() {
        return concurrencyOfKey;
    }

    /** Whether events say when they happened. */
    boolean hasTimes() {
        return origin != Event.NO_TIME;
    }

    /** The time of the first event that has one. */
    long origin() {
        return origin;
    }
}
