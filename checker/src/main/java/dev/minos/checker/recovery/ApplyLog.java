package dev.minos.checker.recovery;

import dev.minos.checker.history.History.AttemptId;
import dev.minos.checker.history.LineReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.JsonLine.NotJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a server says it applied, in the order of its mutex: a witness beside the history.
 *
 * <pre>
 * {"incarnation":"b2f4","begin":true}
 * {"incarnation":"b2f4","sequence":1,"key":"key1","value":"client_1-1-1","version":1,"client":"client_1","op":1,"attempt":1}
 * {"incarnation":"b2f4","end":true,"applied":1}
 * </pre>
 *
 * <p>Presence convicts or confirms at once. Absence counts only if every incarnation closed its log with an end marker that
 * fits: a server that was killed may have lost the tail.
 */
public final class ApplyLog {
    private final Map<AttemptId, List<Applied>> byAttempt = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Set<String> closed = new HashSet<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean cut;

    private ApplyLog() {}

    /** One put that the server applied; {@code version} is the new one. */
    public record Applied(@Nullable String key, @Nullable Object value, long version) {}

    /** One put that the server applied, and who had asked for it. */
    public record Entry(AttemptId attempt, Applied applied) {}

    /**
     * Reads an apply log.
     *
     * @throws MalformedHistoryException if a line, other than a cut last one, is none of an apply log
     */
    public static ApplyLog read(Path file) throws IOException {
        ApplyLog log = new ApplyLog();
        try (InputStream in = Files.newInputStream(file)) {
            LineReader lines = new LineReader(in, file.toString());
            while (lines.next()) {
                if (lines.isBlank()) {
                    continue;
                }
                try {
                    log.add(
                            JsonLine.read(lines.buffer(), lines.start(), lines.end(), UnaryOperator.identity()),
                            file.toString(),
                            lines.line());
                } catch (NotJsonException e) {
                    if (lines.terminated()) {
                        throw new MalformedHistoryException(
                                file.toString(), lines.line(), "expected one JSON object a line: " + e.getMessage());
                    }
                    // Whoever began it may have said nothing else: what is not in this log may have been applied.
                    log.cut = true;
                    log.warnings.add(file + ":" + lines.line() + ": the last line is cut and was dropped");
                }
            }
        }
        return log;
    }

    /**
     * Returns the complete log of a server that was watched while it ran, such as a simulated one.
     *
     * @param entries in the order in which they were applied
     */
    public static ApplyLog complete(Iterable<Entry> entries) {
        ApplyLog log = new ApplyLog();
        for (Entry entry : entries) {
            log.byAttempt
                    .computeIfAbsent(entry.attempt, a -> new ArrayList<>(1))
                    .add(entry.applied);
        }
        log.counts.put("watched", (long) log.byAttempt.size());
        log.closed.add("watched");
        return log;
    }

    /** What was applied for an attempt, in order; empty if nothing stands in the log. */
    public List<Applied> of(AttemptId attempt) {
        return byAttempt.getOrDefault(attempt, List.of());
    }

    /** Whether every incarnation closed its log: then what is not in it was not applied. */
    public boolean isComplete() {
        return !cut && !counts.isEmpty() && closed.containsAll(counts.keySet());
    }

    /** What was odd on reading. */
    public List<String> warnings() {
        return warnings;
    }

    private void add(Map<String, @Nullable Object> fields, String file, long line) {
        if (!(fields.get("incarnation") instanceof String incarnation)) {
            throw new MalformedHistoryException(
                    file, line, "expected \"incarnation\" to be a string, got " + fields.get("incarnation"));
        }
        if (Boolean.TRUE.equals(fields.get("begin"))) {
            counts.putIfAbsent(incarnation, 0L);
            return;
        }
        if (Boolean.TRUE.equals(fields.get("end"))) {
            long applied = counts.computeIfAbsent(incarnation, i -> 0L);
            if (fields.get("applied") instanceof Long said && said == applied) {
                closed.add(incarnation);
            } else {
                warnings.add(file + ":" + line + ": incarnation " + incarnation + " says that it applied "
                        + fields.get("applied") + " puts, but " + applied + " stand here: it counts as not closed");
            }
            return;
        }
        counts.merge(incarnation, 1L, Long::sum);
        closed.remove(incarnation);
        if (!(fields.get("version") instanceof Long version)) {
            throw new MalformedHistoryException(
                    file, line, "expected \"version\" to be a whole number, got " + fields.get("version"));
        }
        if (fields.get("client") instanceof String client
                && fields.get("op") instanceof Long op
                && fields.get("attempt") instanceof Long attempt) {
            byAttempt
                    .computeIfAbsent(new AttemptId(client, op, attempt.intValue()), a -> new ArrayList<>(1))
                    .add(new Applied(
                            fields.get("key") instanceof String key ? key : null, fields.get("value"), version));
        }
    }
}
