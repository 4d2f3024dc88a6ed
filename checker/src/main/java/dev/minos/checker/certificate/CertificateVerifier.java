package dev.minos.checker.certificate;

import dev.minos.checker.Prefixes;
import dev.minos.checker.Verdict;
import dev.minos.checker.argument.Argument;
import dev.minos.checker.argument.Words;
import dev.minos.checker.history.History;
import dev.minos.checker.history.LineReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.JsonLine.NotJsonException;
import dev.minos.checker.model.Model;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Replay;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Holds a certificate against its history: replays each linearization operation by operation, or goes through every order of the
 * core of a violation, or makes an {@linkplain Argument argument} against it. None of them shares anything with any engine. A core
 * that is too large for the one and has none of the other is searched anew by the engine that decides every model but versioned-kv;
 * {@link #means} says so.
 */
public final class CertificateVerifier {
    private static final Duration CORE_SEARCHED_WITHIN = Duration.ofMinutes(5);

    private static final SortedSet<String> FIRST_LINE_FIELDS = new TreeSet<>(Set.of(
            "minos-certificate",
            "verdict",
            "model",
            "initial",
            "independent",
            "history",
            "sha256",
            "operations",
            "keys"));
    private static final SortedSet<String> ORDER_FIELDS = new TreeSet<>(Set.of("key", "order"));
    private static final SortedSet<String> CORE_FIELDS = new TreeSet<>(Set.of("key", "first-bad", "core", "before"));
    private static final SortedSet<String> CORE_FIELDS_OF_FORMAT_1 = new TreeSet<>(Set.of("key", "first-bad", "core"));
    private static final SortedSet<String> BEFORE_FIELDS = new TreeSet<>(Set.of("key", "before"));
    private static final long FORMAT_1 = 1;
    private static final int NO_KEY = -1;

    private final Path file;
    private final List<Map<String, @Nullable Object>> lines;
    private String means = "";

    private CertificateVerifier(Path file, List<Map<String, @Nullable Object>> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Reads a certificate.
     *
     * @throws MalformedHistoryException if the file is none
     */
    public static CertificateVerifier read(Path file) throws IOException {
        List<Map<String, @Nullable Object>> lines = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            LineReader reader = new LineReader(in, file.toString(), Integer.MAX_VALUE - 8);
            while (reader.next()) {
                if (!reader.isBlank()) {
                    lines.add(JsonLine.read(reader.buffer(), reader.start(), reader.end(), UnaryOperator.identity()));
                }
            }
        } catch (NotJsonException e) {
            throw new MalformedHistoryException(
                    file.toString(), lines.size() + 1L, "expected one JSON object a line: " + e.getMessage());
        }
        if (lines.isEmpty()
                || !(lines.get(0).get("minos-certificate") instanceof Long format
                        && format >= FORMAT_1
                        && format <= Certificate.FORMAT)) {
            throw new MalformedHistoryException(
                    file.toString(),
                    1,
                    "expected a certificate of format 1 to " + Certificate.FORMAT + ", {\"minos-certificate\":"
                            + Certificate.FORMAT + ",…}");
        }
        CertificateVerifier certificate = new CertificateVerifier(file, lines);
        certificate.refuseUnknownFields();
        return certificate;
    }

    /** What nobody looks at may say anything, and a certificate that holds would seem to say so too. */
    private void refuseUnknownFields() {
        for (int line = 0; line < lines.size(); line++) {
            SortedSet<String> known = fields(line);
            for (String field : lines.get(line).keySet()) {
                if (!known.contains(field)) {
                    throw new MalformedHistoryException(
                            file.toString(),
                            line + 1L,
                            "expected no fields but " + String.join(", ", known) + ", got " + Words.datum(field));
                }
            }
        }
    }

    private SortedSet<String> fields(int line) {
        if (line == 0) {
            return FIRST_LINE_FIELDS;
        }
        if (verdict() == Verdict.LINEARIZABLE) {
            return ORDER_FIELDS;
        }
        return isOfFormat1() ? CORE_FIELDS_OF_FORMAT_1 : line == 1 ? CORE_FIELDS : BEFORE_FIELDS;
    }

    private boolean isOfFormat1() {
        return Long.valueOf(FORMAT_1).equals(lines.get(0).get("minos-certificate"));
    }

    /** The verdict that the certificate is for. */
    public Verdict verdict() {
        String name = text("verdict");
        for (Verdict verdict : Verdict.values()) {
            if (verdict.name().equals(name) && verdict != Verdict.UNKNOWN) {
                return verdict;
            }
        }
        throw new MalformedHistoryException(
                file.toString(), 1, "expected \"verdict\" to be LINEARIZABLE or NOT_LINEARIZABLE, got " + name);
    }

    /** The name of the model that judged. */
    public String model() {
        return text("model");
    }

    /** The initial value that the user gave, as typed; null for the model's own. */
    public @Nullable String initial() {
        return lines.get(0).get("initial") instanceof String text ? text : null;
    }

    /** Whether the history was read with every value a key and its value. */
    public boolean independent() {
        return Boolean.TRUE.equals(lines.get(0).get("independent"));
    }

    /** Where the history lies that was judged. */
    public Path history() {
        Path folder = file.toAbsolutePath().getParent();
        Path named = Path.of(text("history"));
        return folder == null ? named : folder.resolve(named).normalize();
    }

    /** What is wrong with the history's bytes, null if they are those that were judged. */
    public @Nullable String compareBytes() throws IOException {
        String now = Digest.sha256(history());
        String then = text("sha256");
        return now.equals(then)
                ? null
                : "the history " + history() + " is not the one that was judged: its SHA-256 is " + now + ", expected "
                        + then;
    }

    /**
     * What is wrong with the certificate, null if it holds.
     *
     * @param history as read from {@link #history}
     * @param model the one named, at its initial value
     */
    public @Nullable String verify(History history, Model<?> model) {
        if (!Long.valueOf(history.size()).equals(lines.get(0).get("operations"))) {
            return "the history has " + history.size() + " operations, the certificate is for "
                    + lines.get(0).get("operations");
        }
        if (!Long.valueOf(history.keys().size()).equals(lines.get(0).get("keys"))) {
            return "the number of keys is " + history.keys().size() + ", the certificate is for "
                    + lines.get(0).get("keys");
        }
        Map<Integer, Integer> byPosition = new HashMap<>();
        for (int op = 0; op < history.size(); op++) {
            byPosition.put(history.invoked(op), op);
        }
        Model<?> told = model.forHistory(history);
        return verdict() == Verdict.LINEARIZABLE
                ? verifyOrders(history, told, byPosition)
                : verifyCore(history, told, byPosition);
    }

    /** How the certificate that {@link #verify} held to be right was shown to be so, a clause; empty before. */
    public String means() {
        return means;
    }

    private @Nullable String verifyOrders(History history, Model<?> model, Map<Integer, Integer> byPosition) {
        Set<Integer> proved = new HashSet<>();
        for (Map<String, @Nullable Object> line : lines.subList(1, lines.size())) {
            List<Operation> order = operations(history, line.get("order"), byPosition);
            if (order == null) {
                return on(line.get("key")) + "the order names what is no operation of the history";
            }
            if (order.isEmpty()) {
                if (history.keys().stream().noneMatch(each -> names(line, each))) {
                    return on(line.get("key")) + "the history has no such key";
                }
                continue;
            }
            int key = history.keyNumber(order.get(0).id());
            if (!names(line, history.keys().get(key))) {
                return otherKey(history, key, line);
            }
            if (!proved.add(key)) {
                return on(line.get("key")) + "proved twice";
            }
            String problem = Replay.verify(model, history.operationsOfKey(key), order);
            if (problem != null) {
                return on(line.get("key")) + problem;
            }
        }
        for (int key = 0; key < history.keys().size(); key++) {
            if (!proved.contains(key) && Replay.verify(model, history.operationsOfKey(key), List.of()) != null) {
                return on(history.keys().get(key)) + "nothing proves it";
            }
        }
        means = "every linearization was replayed";
        return null;
    }

    private static boolean names(Map<String, @Nullable Object> line, @Nullable Object key) {
        return line.containsKey("key") && Objects.equals(line.get("key"), Certificate.keyName(key));
    }

    private static String otherKey(History history, int key, Map<String, @Nullable Object> line) {
        Object theirs = history.keys().get(key);
        return "expected \"key\" to be that of the operations, "
                + (theirs == null ? "null, for they name none" : Words.datum(theirs)) + ", got "
                + (line.containsKey("key") ? Words.datum(line.get("key")) : "none");
    }

    /** A history without keys is one of a single key, which has no name. */
    private static String on(@Nullable Object key) {
        return key == null ? "" : "key '" + key + "': ";
    }

    private @Nullable String verifyCore(History history, Model<?> model, Map<Integer, Integer> byPosition) {
        Map<String, @Nullable Object> line =
                lines.size() == 2 || (lines.size() > 2 && !isOfFormat1()) ? lines.get(1) : Map.of();
        List<Operation> core = operations(history, line.get("core"), byPosition);
        if (core == null || core.isEmpty() || !(line.get("first-bad") instanceof Long position)) {
            return "expected one core and its first bad position";
        }
        int key = history.keyNumber(core.get(0).id());
        if (core.stream().anyMatch(operation -> history.keyNumber(operation.id()) != key)) {
            return "the core names operations of several keys";
        }
        if (!names(line, history.keys().get(key))) {
            return otherKey(history, key, line);
        }
        if (history.operationsOfKey(key).stream().noneMatch(operation -> operation.returned() == position)) {
            return "no operation of the key completed at position " + position;
        }
        Set<Integer> kept = new HashSet<>();
        core.forEach(operation -> kept.add(operation.id()));
        List<Operation> prefix = Prefixes.prefix(model, history.operationsOfKey(key), position.intValue());
        List<Operation> relaxed =
                isOfFormat1() ? relaxedAsInFormat1(model, prefix, kept) : Prefixes.relaxed(model, prefix, kept);
        String problem = refuteCore(model, relaxed, kept);
        return problem == null ? verifyBefore(history, model, byPosition, position.intValue()) : problem;
    }

    /** There what was outside of the core kept its answer. */
    private static List<Operation> relaxedAsInFormat1(Model<?> model, List<Operation> operations, Set<Integer> kept) {
        return operations.stream()
                .filter(each -> kept.contains(each.id()) || (each.outcome() != Outcome.FAIL && model.mutates(each)))
                .map(each -> kept.contains(each.id()) ? each : each.beforeItsOk())
                .toList();
    }

    private @Nullable String refuteCore(Model<?> model, List<Operation> relaxed, Set<Integer> kept) {
        if (CoreEnumeration.refutes(model, relaxed, kept)) {
            means = "every order of its core of " + kept.size() + " was tried";
            return null;
        }
        if (Argument.against(model, relaxed) != null) {
            means = "the argument against its core of " + kept.size() + " was made anew";
            return null;
        }
        Search search = WingGongLoweSearch.search(
                model,
                relaxed,
                Budget.of(CORE_SEARCHED_WITHIN, Runtime.getRuntime().maxMemory() / 2));
        if (search instanceof Search.NotLinearizable) {
            means = "its core of " + kept.size() + " was searched anew by the engine that decides most models";
            return null;
        }
        return search instanceof Search.Unknown unknown
                ? "the core could not be searched: " + unknown.reason()
                : "the core can be true: its operations have a legal order";
    }

    /** Replays what is said to have come before the first bad completion, on every key of which something is said. */
    private @Nullable String verifyBefore(
            History history, Model<?> model, Map<Integer, Integer> byPosition, int firstBad) {
        Set<Integer> replayed = new HashSet<>();
        for (int n = 1; n < lines.size(); n++) {
            Map<String, @Nullable Object> line = lines.get(n);
            if (n == 1 && !line.containsKey("before")) {
                continue;
            }
            List<Operation> order = operations(history, line.get("before"), byPosition);
            int key = order == null ? NO_KEY : keyOf(history, line, order);
            if (order == null || key == NO_KEY) {
                return on(line.get("key")) + "expected \"before\" to name operations of the key, got "
                        + Words.datum(line.get("before"));
            }
            if (!names(line, history.keys().get(key))) {
                return otherKey(history, key, line);
            }
            if (!replayed.add(key)) {
                return on(line.get("key")) + "what came before is named twice";
            }
            String problem = replayBefore(history, model, key, order, firstBad);
            if (problem != null) {
                return on(line.get("key")) + "what is said to have come before position " + firstBad
                        + " is no linearization of it: " + problem;
            }
        }
        means += !lines.get(1).containsKey("before")
                ? ", that it is the first is not shown"
                : isLinearizableBefore(history, model, replayed, firstBad)
                        ? ", and what came before was replayed"
                        : ", and what came before on its key was replayed; that it is the first of all keys is not shown";
        return null;
    }

    /** Whether that was shown of every key; nothing needs to be said of one on which nothing had completed. */
    private static boolean isLinearizableBefore(History history, Model<?> model, Set<Integer> replayed, int firstBad) {
        for (int key = 0; key < history.keys().size(); key++) {
            if (!replayed.contains(key) && replayBefore(history, model, key, List.of(), firstBad) != null) {
                return false;
            }
        }
        return true;
    }

    private static int keyOf(History history, Map<String, @Nullable Object> line, List<Operation> order) {
        if (!order.isEmpty()) {
            return history.keyNumber(order.get(0).id());
        }
        for (int key = 0; key < history.keys().size(); key++) {
            if (names(line, history.keys().get(key))) {
                return key;
            }
        }
        return NO_KEY;
    }

    private static @Nullable String replayBefore(
            History history, Model<?> model, int key, List<Operation> order, int firstBad) {
        List<Operation> prefix = Prefixes.prefix(model, history.operationsOfKey(key), firstBad - 1);
        Map<Integer, Operation> byId = new HashMap<>();
        prefix.forEach(each -> byId.put(each.id(), each));
        List<Operation> asTheyWere = new ArrayList<>(order.size());
        for (Operation each : order) {
            Operation then = byId.get(each.id());
            if (then == null) {
                return "operation " + each.id() + " is none of the key's, had not been called, or was refused later";
            }
            asTheyWere.add(then);
        }
        return Replay.verify(model, prefix, asTheyWere);
    }

    private static @Nullable List<Operation> operations(
            History history, @Nullable Object positions, Map<Integer, Integer> byPosition) {
        if (!(positions instanceof List<?> listed)) {
            return null;
        }
        List<Operation> operations = new ArrayList<>(listed.size());
        for (Object position : listed) {
            Integer op = position instanceof Long at ? byPosition.get((int) Math.min(at, Integer.MAX_VALUE)) : null;
            if (op == null) {
                return null;
            }
            operations.add(history.operation(op));
        }
        return operations;
    }

    private String text(String name) {
        if (lines.get(0).get(name) instanceof String text) {
            return text;
        }
        throw new MalformedHistoryException(
                file.toString(),
                1,
                "expected \"" + name + "\" to be text, got " + lines.get(0).get(name));
    }
}
