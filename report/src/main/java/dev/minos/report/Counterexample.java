package dev.minos.report;

import dev.minos.checker.BadKey;
import dev.minos.checker.Prefixes;
import dev.minos.checker.argument.Contradiction;
import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.argument.Words;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.FailReason;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.Model;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What there is to see of a key that is not linearizable: the operations that cannot all be true, a few around them, and where in
 * a legal order of everything that came before they would have stood.
 */
final class Counterexample {
    /** A story of more operations is told from its end. */
    private static final int MAX_SPEAKERS = 14;

    /** Events that are drawn at most, if the speakers leave room: with more the end of the story stands beyond the edge. */
    private static final int EVENTS_IN_SIGHT = 10;
    /** Of a key with more operations no order is sought: its records alone would take more memory than the rest of the report. */
    private static final int MAX_ORDERED = 200_000;

    private static final Duration ORDER_WITHIN = Duration.ofSeconds(1);
    private static final long ORDER_MEMORY = 64L << 20;

    private final History history;
    private final BadKey bad;
    /** Of the model that judged; empty where it is not known, so that what is claimed is what is true of any. */
    private final String modelName;

    private final List<Speaker> speakers = new ArrayList<>();
    private final Set<Integer> around = new TreeSet<>();
    /** Of operations that have one, their place in a legal order of what came before: the position of the event before it. */
    private final Map<Integer, Integer> effects = new LinkedHashMap<>();

    private final Map<Integer, Long> times;
    private int leftOut;

    /**
     * An operation that the proof rests on.
     *
     * @param number as the proof numbers it, from 1
     * @param shows what it shows, a clause each; empty where it speaks for itself
     */
    record Speaker(int number, int operation, List<String> shows) {}

    private Counterexample(History history, BadKey bad, @Nullable Model<?> model, EventTimes eventTimes) {
        this.history = history;
        this.bad = bad;
        modelName = model == null ? "" : model.name();
        findSpeakers();
        findAround();
        if (model != null) {
            order(model);
        }
        Set<Integer> positions = new HashSet<>();
        for (int op : shown()) {
            positions.add(history.invoked(op));
            if (history.returned(op) != Operation.NEVER) {
                positions.add(history.returned(op));
            }
        }
        times = eventTimes.at(positions);
    }

    /**
     * Of a key whose operations are at hand.
     *
     * @param model what the key was judged by; null if no legal order is to be looked for
     */
    static Counterexample of(History history, BadKey bad, @Nullable Model<?> model, EventTimes times) {
        return new Counterexample(history, bad, model, times);
    }

    private void findSpeakers() {
        Map<Integer, List<String>> all = new LinkedHashMap<>();
        Contradiction contradiction = bad.contradiction();
        if (contradiction != null) {
            for (Evidence evidence : contradiction.evidence()) {
                all.computeIfAbsent(evidence.operation(), op -> new ArrayList<>())
                        .add(evidence.shows());
            }
        }
        if (contradiction == null || contradiction.conclusion() == null || all.isEmpty()) {
            bad.core().forEach(op -> all.putIfAbsent(op, List.of()));
        }
        if (all.isEmpty()) {
            all.put(bad.firstBad().id(), List.of());
        }
        leftOut = Math.max(0, all.size() - MAX_SPEAKERS);
        int number = 0;
        for (Map.Entry<Integer, List<String>> entry : all.entrySet()) {
            if (++number > leftOut) {
                speakers.add(new Speaker(number, entry.getKey(), entry.getValue()));
            }
        }
    }

    /** The operations on the key that ended last before it broke, from the first speaker on, and writes that may still happen. */
    private void findAround() {
        int from = speakers.stream()
                .mapToInt(speaker -> history.invoked(speaker.operation()))
                .min()
                .orElse(0);
        int to = bad.firstBad().returned();
        int key = history.keyNumber(bad.firstBad().id());
        List<Integer> near = new ArrayList<>();
        for (int n = 0; n < history.sizeOfKey(key); n++) {
            int op = history.operationOfKey(key, n);
            boolean speaks = speakers.stream().anyMatch(speaker -> speaker.operation() == op);
            boolean mayHaveDoneSomething = history.outcome(op) == Outcome.INFO
                    && history.operation(op).input() != null
                    && history.invoked(op) > from;
            if (!speaks
                    && history.invoked(op) < to
                    && (history.outcome(op) == Outcome.INFO
                            ? mayHaveDoneSomething
                            : history.returned(op) > from && history.returned(op) < to)) {
                near.add(op);
            }
        }
        near.sort(Comparator.comparingInt(
                op -> to - (history.returned(op) == Operation.NEVER ? history.invoked(op) : history.returned(op))));
        int room = (EVENTS_IN_SIGHT - 2 * speakers.size()) / 2;
        around.addAll(near.subList(0, Math.max(0, Math.min(room, near.size()))));
        if (speakers.stream().noneMatch(s -> s.operation() == bad.firstBad().id())) {
            around.add(bad.firstBad().id());
        }
    }

    /** What the key had seen before its first bad completion is linearizable: one such order, if it is found soon. */
    private <S> void order(Model<S> model) {
        int key = history.keyNumber(bad.firstBad().id());
        if (history.sizeOfKey(key) > MAX_ORDERED) {
            return;
        }
        List<Operation> all = history.operationsOfKey(key);
        List<Operation> before = Prefixes.prefix(model, all, bad.firstBad().returned() - 1);
        Search search = WingGongLoweSearch.search(model, before, Budget.of(ORDER_WITHIN, ORDER_MEMORY));
        if (search instanceof Search.Linearizable found && bad.exact()) {
            int at = -1;
            for (Operation operation : found.linearization()) {
                at = Math.max(at, operation.invoked());
                effects.put(operation.id(), at);
            }
        }
    }

    History history() {
        return history;
    }

    BadKey bad() {
        return bad;
    }

    /** In the order of the argument, not empty. */
    List<Speaker> speakers() {
        return speakers;
    }

    /** How many earlier ones are not shown. */
    int leftOut() {
        return leftOut;
    }

    /** Whether the speakers speak against one of them, the {@link #broken} one. */
    boolean isArgument() {
        Contradiction contradiction = bad.contradiction();
        return contradiction != null && !contradiction.evidence().isEmpty() && speakers.size() > 1;
    }

    /** Where it breaks: the first bad operation where it speaks, else the last that does. */
    Speaker broken() {
        Speaker first = speaker(bad.firstBad().id());
        return first != null ? first : speakers.get(speakers.size() - 1);
    }

    /** Everything that is drawn, in order of calls. */
    List<Integer> shown() {
        Set<Integer> all = new TreeSet<>(around);
        speakers.forEach(speaker -> all.add(speaker.operation()));
        return List.copyOf(all);
    }

    @Nullable Speaker speaker(int op) {
        return speakers.stream().filter(s -> s.operation() == op).findFirst().orElse(null);
    }

    /** The operations of the legal order that are drawn, in that order, each with the position behind which it takes effect. */
    Map<Integer, Integer> effects() {
        Map<Integer, Integer> drawn = new LinkedHashMap<>();
        List<Integer> shown = shown();
        effects.forEach((op, at) -> {
            if (shown.contains(op)) {
                drawn.put(op, at);
            }
        });
        return drawn;
    }

    /** The time of an event that is shown, in nanoseconds of the recording; null where it is not known. */
    @Nullable Long time(int position) {
        return times.get(position);
    }

    /** What an operation asked: {@code put 'a'}. */
    static String call(Operation operation) {
        Object input = operation.input() instanceof Versioned put ? put.value() : operation.input();
        return input == null ? operation.f() : operation.f() + " " + Words.datum(input);
    }

    /** What an operation says of the object, in a few characters: {@code v2 → v3}, {@code saw v3}, {@code v ≠ 2, is 5}. */
    static String proves(Operation operation) {
        Long asked = operation.input() instanceof Versioned put ? (Long) put.version() : null;
        if (operation.outcome() == Outcome.INFO) {
            return asked == null ? "unknown" : "v" + asked + " → ?";
        }
        if (operation.outcome() == Outcome.FAIL) {
            return refusal(operation.error(), asked);
        }
        if (operation.output() instanceof Versioned seen) {
            return asked == null ? "saw v" + seen.version() : "v" + asked + " → v" + seen.version();
        }
        if (operation.output() == null) {
            return operation.key() != null && operation.input() == null ? "saw nothing" : "ok";
        }
        return operation.output().equals(operation.input()) ? "ok" : "→ " + Words.datum(operation.output());
    }

    /** Whether no request was sent, so that there was neither an answer nor a refusal. */
    static boolean isNeverSent(Operation operation) {
        return operation.outcome() == Outcome.FAIL && FailReason.of(operation.error()) == FailReason.NEVER_SENT;
    }

    private static String refusal(@Nullable Object error, @Nullable Long asked) {
        String name = Measurements.errorName(error);
        Object reported = error instanceof List<?> list && list.size() == 2 ? list.get(1) : null;
        return switch (name) {
            case "key-exists" -> "refused: v ≥ 1";
            case "key-not-found" -> "refused: absent";
            case "version-mismatch" ->
                "refused: " + (reported != null ? "v = " + reported : asked != null ? "v ≠ " + asked : "version");
            default -> FailReason.of(error).words();
        };
    }

    /** What follows, in one sentence. */
    String conclusion() {
        Contradiction contradiction = bad.contradiction();
        if (contradiction != null && contradiction.conclusion() != null) {
            return Objects.requireNonNull(contradiction.conclusion());
        }
        return claim() + ".";
    }

    /** What is claimed of the operations of the proof, a sentence without its end. */
    String claim() {
        return Explanation.claim(speakers.size(), modelName);
    }

    /** Rows for operations, each of one caller; one that overlaps another of its caller has a row of its own. */
    Map<Integer, Integer> rows() {
        Map<Integer, Integer> rows = new HashMap<>();
        List<Integer> lastOfRow = new ArrayList<>();
        for (int op : shown()) {
            int row = -1;
            for (int r = 0; r < lastOfRow.size() && row < 0; r++) {
                int last = lastOfRow.get(r);
                if (history.operation(last)
                                .process()
                                .equals(history.operation(op).process())
                        && history.returned(last) < history.invoked(op)) {
                    row = r;
                }
            }
            if (row < 0) {
                row = lastOfRow.size();
                lastOfRow.add(op);
            } else {
                lastOfRow.set(row, op);
            }
            rows.put(op, row);
        }
        return rows;
    }
}
