package dev.minos.checker.certificate;

import dev.minos.checker.Prefixes;
import dev.minos.checker.Verdict;
import dev.minos.checker.argument.Argument;
import dev.minos.checker.explain.Words;
import dev.minos.checker.history.History;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Operation;
import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.JsonLine.NotJsonException;
import dev.minos.checker.json.LineReader;
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
    private static final SortedSet<String> CORE_FIELDS = new TreeSet<>(Set.of("key", "first-bad", "core"));

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
                || !Long.valueOf(Certificate.FORMAT).equals(lines.get(0).get("minos-certificate"))) {
            throw new MalformedHistoryException(
                    file.toString(), 1, "expected a certificate, {\"minos-certificate\":" + Certificate.FORMAT + ",…}");
        }
        CertificateVerifier certificate = new CertificateVerifier(file, lines);
        certificate.refuseUnknownFields();
        return certificate;
    }

    /** What nobody looks at may say anything, and a certificate that holds would seem to say so too. */
    private void refuseUnknownFields() {
        Set<String> known = verdict() == Verdict.LINEARIZABLE ? ORDER_FIELDS : CORE_FIELDS;
        for (int line = 0; line < lines.size(); line++) {
            for (String field : lines.get(line).keySet()) {
                if (!(line == 0 ? FIRST_LINE_FIELDS : known).contains(field)) {
                    throw new MalformedHistoryException(
                            file.toString(),
                            line + 1L,
                            "expected no fields but " + String.join(", ", line == 0 ? FIRST_LINE_FIELDS : known)
                                    + ", got " + Words.datum(field));
                }
            }
        }
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
        Map<String, @Nullable Object> line = lines.size() == 2 ? lines.get(1) : Map.of();
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
        List<Operation> relaxed = Prefixes.relaxed(
                model, Prefixes.prefix(model, history.operationsOfKey(key), position.intValue()), kept);
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
