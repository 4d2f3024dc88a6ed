package dev.minos.checker.history;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of maps of fields, as JSON and EDN hold them, however the harness that wrote them calls its fields.
 *
 * <p>Beside the names of {@link Event}: the time may be called {@code time_ns} or {@code t_ns}; a completion that names no
 * process finds its invoke by {@code op_id}, and by that too operations of one process that overlap are told apart. Maps
 * that are no events, such as a first line about the run or markers, are passed over with a warning. Keywords as {@code
 * type}, {@code f} or {@code process} count as their names.
 *
 * <p>One for each file. Not thread-safe.
 */
public final class EventFields {
    private static final List<String> TIMES = List.of("time", "time_ns", "t_ns", "time-ns");
    private static final List<String> OPERATION_IDS = List.of("op_id", "op-id");
    private static final Set<String> ALWAYS_KNOWN = Set.of("index", "process", "type", "f", "key", "value", "error");
    /** Of more lines that are no events only the number is said. */
    private static final int PASSED_OVER_SAID = 3;

    private final String source;
    private final EventSink sink;
    private int passedOver;

    private final Map<Object, OpenOperation> openById = new HashMap<>();
    /** The operation id that each process is busy with. */
    private final Map<Object, Object> busyWith = new HashMap<>();

    private boolean overlapSaid;
    private final Set<String> keywordProcesses = new HashSet<>();

    private record OpenOperation(
            Object process, String f, @Nullable Object key) {}

    /** @param source what to call the file in messages */
    public EventFields(String source, EventSink sink) {
        this.source = source;
        this.sink = sink;
    }

    /**
     * Hands the event of those fields on; or nothing, with a warning, if they are none.
     *
     * @throws MalformedHistoryException if they are an event, but a broken one
     */
    public void add(Map<String, @Nullable Object> fields, long line, int position) {
        Object processField = fields.get("process");
        EventType type = name(fields.get("type")) instanceof String name ? EventType.of(name) : null;
        Object operationId = first(fields, OPERATION_IDS);
        OpenOperation open =
                operationId == null || type == null || type == EventType.INVOKE ? null : openById.remove(operationId);
        if (processField == null && open == null && (type == null || type == EventType.INFO)) {
            passOver(line, fields);
            return;
        }
        Object process = open == null ? process(processField, type, line) : open.process;
        if (type == null) {
            if (process instanceof String name && HistoryBuilder.isNoClient(name)) {
                passOver(line, fields);
                return;
            }
            throw malformed(line, "expected \"type\" to be invoke, ok, fail or info, got " + fields.get("type"));
        }
        Object function = name(fields.get("f"));
        if (function == null && open != null) {
            function = open.f;
        }
        if (!(function instanceof String f)) {
            if (process instanceof String name && HistoryBuilder.isNoClient(name)) {
                passOver(line, fields);
                return;
            }
            throw malformed(line, "expected \"f\" to be a string, got " + fields.get("f"));
        }
        if (operationId != null) {
            if (type == EventType.INVOKE) {
                process = begin(operationId, process, f, fields.get("key"), line);
            } else {
                busyWith.remove(process, operationId);
            }
        }
        if (type == EventType.OK && f.equals("get") && fields.get("key") != null && !fields.containsKey("value")) {
            sink.warn(line, "this get is ok and has no \"value\"; it is read as one of an absent key, \"value\":null");
        }
        sink.add(event(fields, line, position, process, type, f));
    }

    /** Says what was passed over in all; to be called behind the last event. */
    public void finish() {
        if (passedOver > PASSED_OVER_SAID) {
            sink.warn(0, (passedOver - PASSED_OVER_SAID) + " more that are no events were passed over");
        }
    }

    private Event event(
            Map<String, @Nullable Object> fields, long line, int position, Object process, EventType type, String f) {
        String client = fields.get("client") instanceof String name ? name : null;
        long op = 0;
        int attempt = 0;
        if (client != null) {
            op = number(fields, "op", 0, Long.MAX_VALUE, line);
            attempt = (int) number(fields, "attempt", 0, Integer.MAX_VALUE, line);
        }
        String timeName = null;
        for (String candidate : TIMES) {
            if (fields.get(candidate) instanceof Long time && time >= 0) {
                timeName = candidate;
                break;
            }
        }
        return new Event(
                line,
                position,
                number(fields, "index", position, Long.MAX_VALUE, line),
                timeName == null ? Event.NO_TIME : (Long) Objects.requireNonNull(fields.get(timeName)),
                process,
                type,
                f,
                fields.get("key"),
                fields.get("value"),
                fields.get("error"),
                client,
                op,
                attempt,
                others(fields, timeName, client != null));
    }

    private static Map<String, @Nullable Object> others(
            Map<String, @Nullable Object> fields, @Nullable String timeName, boolean namesClient) {
        Map<String, @Nullable Object> others = null;
        for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
            String name = field.getKey();
            if (ALWAYS_KNOWN.contains(name)
                    || name.equals(timeName)
                    || (namesClient && (name.equals("client") || name.equals("op") || name.equals("attempt")))) {
                continue;
            }
            if (others == null) {
                others = new LinkedHashMap<>();
            }
            others.put(name, field.getValue());
        }
        return others == null ? Map.of() : Collections.unmodifiableMap(others);
    }

    private Object process(@Nullable Object field, @Nullable EventType type, long line) {
        if (field instanceof Long || field instanceof String) {
            return field;
        }
        if (field instanceof Keyword keyword) {
            // Knossos stops here; Jepsen itself never lets a keyword invoke.
            if (type == EventType.INVOKE
                    && !HistoryBuilder.isNoClient(keyword.name())
                    && keywordProcesses.add(keyword.name())) {
                sink.warn(line, "process " + keyword + " is a keyword; it is read as a client of that name");
            }
            return keyword.name();
        }
        throw malformed(line, "expected \"process\" to be a whole number of 64 bits or a string, got " + field);
    }

    /** The process that an operation with an id begins on: one of its own where its process is busy with another. */
    private Object begin(Object operationId, Object process, String f, @Nullable Object key, long line) {
        Object runsOn = process;
        if (busyWith.containsKey(process)) {
            runsOn = process + "/" + operationId;
            if (!overlapSaid) {
                overlapSaid = true;
                sink.warn(
                        line,
                        "process " + process + " has several operations open at once; they are told apart by op_id"
                                + " and count as of processes of their own");
            }
        } else {
            busyWith.put(process, operationId);
        }
        if (openById.put(operationId, new OpenOperation(runsOn, f, key)) != null) {
            throw malformed(line, "op_id " + operationId + " is invoked a second time while it is still open");
        }
        return runsOn;
    }

    /** Takes note of something that is no event; of many only the first are said, and then their number. */
    public void passOver(long line, String what) {
        if (++passedOver <= PASSED_OVER_SAID) {
            sink.warn(line, "no event, passed over: " + what);
        }
    }

    private void passOver(long line, Map<String, @Nullable Object> fields) {
        passOver(line, "its fields are " + fields.keySet());
    }

    private static @Nullable Object name(@Nullable Object datum) {
        return datum instanceof Keyword keyword ? keyword.name() : datum;
    }

    private static @Nullable Object first(Map<String, @Nullable Object> fields, List<String> names) {
        for (String name : names) {
            Object value = fields.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private long number(Map<String, @Nullable Object> fields, String name, long absent, long most, long line) {
        Object value = fields.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Long number && number >= 0 && number <= most) {
            return number;
        }
        throw malformed(line, "expected \"" + name + "\" to be a whole number from 0 to " + most + ", got " + value);
    }

    private MalformedHistoryException malformed(long line, String problem) {
        return new MalformedHistoryException(source, line, problem);
    }
}
