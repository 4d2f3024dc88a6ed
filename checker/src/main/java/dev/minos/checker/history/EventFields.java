package dev.minos.checker.history;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of maps of fields, as JSON and EDN hold them, however the harness that wrote them calls its fields.
 *
 * <p>Beside the names of {@link Event}: the time may be called {@code time_ns} or {@code t_ns}. Maps that are no events, such
 * as a first line about the run or markers, are passed over with a warning. Keywords as {@code type}, {@code f} or {@code
 * process} count as their names.
 *
 * <p>Where invokes carry an {@code op_id}, {@link OperationIds} pairs completions with them, and tells operations of one process
 * that overlap apart.
 *
 * <p>One for each file. Not thread-safe.
 */
public final class EventFields {
    static final List<String> TIMES = List.of("time", "time_ns", "t_ns", "time-ns");
    /** Fields in which other tools name the caller, and the function. */
    private static final List<String> LIKE_PROCESS = List.of(
            "client",
            "client_id",
            "client-id",
            "clientId",
            "ClientId",
            "thread",
            "thread_id",
            "worker",
            "proc",
            "pid",
            "process_id",
            "node");

    private static final List<String> LIKE_F =
            List.of("op", "operation", "func", "function", "method", "action", "command", "name");
    /** Fields of those who write an operation on one line. */
    private static final List<Set<String>> INTERVALS = List.of(
            Set.of("call", "return"), Set.of("start", "end"), Set.of("invoke", "response"), Set.of("begin", "end"));

    private static final Set<String> ALWAYS_KNOWN = Set.of("index", "process", "type", "f", "key", "value", "error");
    /** Of more lines that are no events only the number is said. */
    private static final int PASSED_OVER_SAID = 3;

    private static final int MAX_SHOWN = 120;

    private final String source;
    private final EventSink sink;
    private int passedOver;

    private final OperationIds ids;
    private final Sequence sequence;
    private long entries;
    private long lines;
    /** The fields of the first map that is no event. */
    private @Nullable Set<String> fieldsOfNoEvent;

    private final Set<String> keywordProcesses = new HashSet<>();

    /** @param source what to call the file in messages */
    public EventFields(String source, ReadOptions options, EventSink sink) {
        this.source = source;
        this.sink = sink;
        ids = new OperationIds(source, sink);
        sequence = new Sequence(source, options.upToGap());
    }

    /**
     * Hands the event of those fields on; or nothing, with a warning, if they are none.
     *
     * @throws MalformedHistoryException if they are an event, but a broken one
     */
    public void add(Map<String, @Nullable Object> fields, long line, int position) {
        if (entries++ == 0 && !sequence.hasEvents() && fields.containsKey(HistoryPart.MARK)) {
            HistoryPart part = part(fields, line);
            sequence.isPart(part);
            sink.begins(part);
            return;
        }
        if (sequence.isOver()) {
            return;
        }
        Object processField = fields.get("process");
        EventType type = name(fields.get("type")) instanceof String name ? EventType.of(name) : null;
        if (processField == null && (type == null || (type == EventType.INFO && !ids.isOpen(fields)))) {
            passOver(line, fields);
            return;
        }
        Object process = processField == null && type != EventType.INVOKE && ids.isOpen(fields)
                ? null
                : process(processField, type, fields, line);
        boolean noClient = process instanceof String name && HistoryBuilder.isNoClient(name);
        if (type == null) {
            if (noClient) {
                passOver(line, fields);
                return;
            }
            throw malformed(
                    line,
                    "expected \"type\" to be invoke, ok, fail or info, got " + shown(fields.get("type"))
                            + (fields.get("type") == null ? instead(fields, List.of()) : ""));
        }
        OperationIds.Completed completed =
                noClient || type == EventType.INVOKE ? null : ids.complete(fields, process, line);
        Object function = name(fields.get("f"));
        if (function == null && completed != null) {
            function = completed.f();
        }
        if (!(function instanceof String f)) {
            if (noClient) {
                passOver(line, fields);
                return;
            }
            throw malformed(
                    line,
                    "expected \"f\" to be a string, got " + shown(fields.get("f"))
                            + (fields.get("f") == null ? instead(fields, LIKE_F) : ""));
        }
        Object caller = completed != null ? completed.process() : Objects.requireNonNull(process);
        if (type == EventType.INVOKE && !noClient) {
            caller = ids.begin(fields, caller, f, line);
        }
        if (type == EventType.OK && f.equals("get") && fields.get("key") != null && !fields.containsKey("value")) {
            sink.warn(line, "this get is ok and has no \"value\"; it is read as one of an absent key, \"value\":null");
        }
        Event event = event(fields, line, position, caller, type, f);
        boolean hasClient = event.client() != null;
        if (sequence.takes(
                line,
                event.index(),
                fields.get("index") != null,
                !noClient,
                hasClient,
                hasClient && event.op() > 0 && event.time() != Event.NO_TIME)) {
            sink.add(event);
        }
    }

    private HistoryPart part(Map<String, @Nullable Object> fields, long line) {
        HistoryPart part = HistoryPart.of(fields);
        if (part == null) {
            throw malformed(
                    line,
                    "this entry says that minos cut wrote it, and not in the form of this version: " + shown(fields));
        }
        return part;
    }

    /** Where events are noted that do not come by here. */
    Sequence sequence() {
        return sequence;
    }

    /** Takes note of how many lines the file has, where it is one of lines. */
    void hasLines(long count) {
        lines = count;
    }

    /** Whether completions are paired by ids, so that no event may go by here. */
    boolean pairsByIds() {
        return ids.anySeen();
    }

    /**
     * Says what was passed over in all, and which part the history is; to be called behind the last event.
     *
     * @throws MalformedHistoryException if something was passed over and nothing was an event
     */
    public void finish() {
        if (!sequence.hasEvents() && passedOver > 0) {
            throw malformed(0, noEvents());
        }
        if (passedOver > PASSED_OVER_SAID) {
            sink.warn(0, (passedOver - PASSED_OVER_SAID) + " more that are no events were passed over");
        }
        sequence.finish(sink, lines, entries);
    }

    private String noEvents() {
        Set<String> fields = fieldsOfNoEvent;
        String expected = "expected events with the fields process, type and f, and "
                + (passedOver == 1 ? "the one entry is none" : "none of its " + passedOver + " entries is one");
        if (fields == null) {
            return expected;
        }
        Set<String> lower = new HashSet<>();
        fields.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return expected + ": the first has the fields " + String.join(", ", fields)
                + (INTERVALS.stream().anyMatch(lower::containsAll)
                        ? ". It looks like one entry an operation, from its call to its return: write two instead, an invoke"
                                + " and an ok, fail or info, in the order of their times"
                        : "");
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

    private Object process(
            @Nullable Object field, @Nullable EventType type, Map<String, @Nullable Object> fields, long line) {
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
        throw malformed(
                line,
                "expected \"process\" to be a whole number of 64 bits or a string, got " + shown(field)
                        + (field == null ? instead(fields, LIKE_PROCESS) : ""));
    }

    /** Which field may have been meant; else which there are. */
    private static String instead(Map<String, @Nullable Object> fields, List<String> candidates) {
        for (String name : candidates) {
            if (fields.get(name) != null) {
                return ": the field is missing, and \"" + name + "\" (" + shown(fields.get(name))
                        + ") may stand in its place: rename that";
            }
        }
        return ": the field is missing, there are " + String.join(", ", fields.keySet());
    }

    /** The name of a key in a message: text as it is, any other datum as {@link #shown}. */
    static String named(@Nullable Object key) {
        return key instanceof String name ? name : shown(key);
    }

    /** A datum as it may stand in a message: as JSON has it, and not too long. */
    static String shown(@Nullable Object datum) {
        StringBuilder text = new StringBuilder();
        new JsonText(text, lost -> {}).datum(datum);
        return text.length() <= MAX_SHOWN
                ? text.toString()
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, MAX_SHOWN) - 1)) + "…";
    }

    /** Takes note of something that is no event; of many only the first are said, and then their number. */
    public void passOver(long line, String what) {
        if (++passedOver <= PASSED_OVER_SAID) {
            sink.warn(line, "no event, passed over: " + what);
        }
    }

    private void passOver(long line, Map<String, @Nullable Object> fields) {
        if (fieldsOfNoEvent == null) {
            fieldsOfNoEvent = new LinkedHashSet<>(fields.keySet());
        }
        passOver(line, "its fields are " + fields.keySet());
    }

    private static @Nullable Object name(@Nullable Object datum) {
        return datum instanceof Keyword keyword ? keyword.name() : datum;
    }

    private long number(Map<String, @Nullable Object> fields, String name, long absent, long most, long line) {
        Object value = fields.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Long number && number >= 0 && number <= most) {
            return number;
        }
        throw malformed(
                line, "expected \"" + name + "\" to be a whole number from 0 to " + most + ", got " + shown(value));
    }

    private MalformedHistoryException malformed(long line, String problem) {
        return new MalformedHistoryException(source, line, problem);
    }
}
