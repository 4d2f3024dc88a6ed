package dev.minos.checker.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pairs completions with invokes by the id that both carry, {@code op_id} or {@code op-id}.
 *
 * <p>An id belongs to its process: each process may count from 1. A completion that names its process completes the operation
 * that this process has open under the id; one that names none, but a client, that of the client's; one that names neither the
 * only one that is open under the id. Whatever leaves open which invoke is meant is refused, for a verdict would come from a
 * guess: an id that only another process has open, an id other than that of what the process has open, and a completion without
 * an id by a process with several operations open. Ids of operations that ended may come again.
 *
 * <p>A process that invokes while it is busy has operations that overlap; the later ones run on processes of their own.
 * Not thread-safe.
 */
final class OperationIds {
    private static final List<String> NAMES = List.of("op_id", "op-id");

    private final String source;
    private final EventSink sink;
    private final Map<Object, List<Open>> openById = new HashMap<>();
    private final Map<Object, List<Open>> openByProcess = new HashMap<>();
    private boolean anySeen;
    private boolean overlapSaid;

    private record Open(
            Object id,
            Object process,
            Object runsOn,
            @Nullable Object client,
            String f,
            long line) {
        @Override
        public String toString() {
            return "op_id " + EventFields.shown(id) + " (line " + line + ")";
        }
    }

    /**
     * The operation that a completion belongs to.
     *
     * @param process the one that it runs on
     */
    record Completed(Object process, String f) {}

    OperationIds(String source, EventSink sink) {
        this.source = source;
        this.sink = sink;
    }

    /** Whether any operation had an id. */
    boolean anySeen() {
        return anySeen;
    }

    /** Whether an operation is open under the id that the fields name. */
    boolean isOpen(Map<String, @Nullable Object> fields) {
        Object id = anySeen ? id(fields) : null;
        return id != null && openById.containsKey(id);
    }

    /**
     * Begins an operation, where it has an id.
     *
     * @return the process that it runs on: one of its own where its process is busy with another
     * @throws MalformedHistoryException if its process has an operation of that id open
     */
    Object begin(Map<String, @Nullable Object> fields, Object process, String f, long line) {
        Object id = id(fields);
        if (id == null) {
            return process;
        }
        anySeen = true;
        List<Open> ofProcess = openByProcess.computeIfAbsent(process, key -> new ArrayList<>(2));
        for (Open open : ofProcess) {
            if (open.id.equals(id)) {
                throw malformed(
                        line, "process " + process + " invokes " + open + " a second time while it is still open");
            }
        }
        Object runsOn = process;
        if (ofProcess.stream().anyMatch(open -> open.runsOn.equals(process))) {
            runsOn = process + "/" + id;
            if (!overlapSaid) {
                overlapSaid = true;
                sink.warn(
                        line,
                        "process " + process + " has several operations open at once; they are told apart by op_id"
                                + " and count as of processes of their own");
            }
        }
        Open opened = new Open(id, process, runsOn, fields.get("client"), f, line);
        ofProcess.add(opened);
        openById.computeIfAbsent(id, key -> new ArrayList<>(2)).add(opened);
        return runsOn;
    }

    /**
     * The operation that a completion ends.
     *
     * @param process the one that it names, null if none
     * @return null where no id says so, and the process alone does
     * @throws MalformedHistoryException if it cannot be told which one
     */
    @Nullable Completed complete(Map<String, @Nullable Object> fields, @Nullable Object process, long line) {
        if (!anySeen) {
            return null;
        }
        List<Open> ofProcess = process == null ? List.of() : openByProcess.getOrDefault(process, List.of());
        Object id = id(fields);
        if (id == null) {
            if (ofProcess.size() > 1) {
                throw malformed(
                        line,
                        "process " + process + " has several operations open, " + list(ofProcess)
                                + ", and this completion names none of them by its op_id");
            }
            return ofProcess.isEmpty() ? null : ended(ofProcess.get(0));
        }
        List<Open> ofId = openById.getOrDefault(id, List.of());
        List<Open> meant = ofId;
        if (process != null) {
            meant = ofProcess.stream().filter(open -> open.id.equals(id)).toList();
        } else if (fields.get("client") != null) {
            meant = ofId.stream()
                    .filter(open -> open.client == null || open.client.equals(fields.get("client")))
                    .toList();
        }
        if (meant.size() == 1) {
            return ended(meant.get(0));
        }
        if (meant.size() > 1) {
            throw malformed(
                    line,
                    "this completion names no process, and " + meant.size() + " have " + meant.get(0) + " open: "
                            + meant.stream()
                                    .map(open -> String.valueOf(open.process))
                                    .collect(Collectors.joining(", ")));
        }
        if (!ofProcess.isEmpty()) {
            throw malformed(
                    line,
                    "process " + process + " completes op_id " + EventFields.shown(id) + ", but what it has open is "
                            + list(ofProcess));
        }
        if (!ofId.isEmpty()) {
            throw malformed(
                    line,
                    (process == null ? "client " + EventFields.shown(fields.get("client")) : "process " + process)
                            + " completes " + ofId.get(0) + ", which process " + ofId.get(0).process
                            + " invoked: an operation is completed by the process that invoked it, or by a line that names"
                            + " none");
        }
        return null;
    }

    private Completed ended(Open open) {
        remove(openById, open.id, open);
        remove(openByProcess, open.process, open);
        return new Completed(open.runsOn, open.f);
    }

    private static void remove(Map<Object, List<Open>> from, Object key, Open open) {
        List<Open> there = from.get(key);
        if (there != null) {
            there.remove(open);
            if (there.isEmpty()) {
                from.remove(key);
            }
        }
    }

    private static String list(List<Open> open) {
        return open.stream().map(Open::toString).collect(Collectors.joining(", "));
    }

    private static @Nullable Object id(Map<String, @Nullable Object> fields) {
        for (String name : NAMES) {
            Object id = fields.get(name);
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    private MalformedHistoryException malformed(long line, String problem) {
        return new MalformedHistoryException(source, line, problem);
    }
}
