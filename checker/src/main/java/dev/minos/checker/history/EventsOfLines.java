package dev.minos.checker.history;

import dev.minos.checker.json.Words;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of lines that {@link EventLine} took apart: the same events that {@link EventFields} makes of what Jackson reads,
 * at a small part of the cost. Names come again and again, of keys, functions and callers; most are given as the object that they
 * were given as before, whose hash is known by then. For one file, and not thread-safe.
 */
final class EventsOfLines {
    /** More than most histories have keys and callers; some dozens of KiB. */
    private static final int RECENT = 1 << 12;

    private static final String GET = "get";

    /** By hash, the last name that had it. */
    private final @Nullable String[] recent = new @Nullable String[RECENT];

    private Long lastProcess = 0L;

    /** Whether {@link EventFields} warns of such a line, which is its to make then: a get on a key that is ok and has no value. */
    static boolean isWarnedOf(EventLine line) {
        return line.type == EventType.OK
                && line.valueKind == EventLine.ABSENT
                && line.keyKind != EventLine.ABSENT
                && isText(GET, line.bytes, line.fFrom, line.fTo);
    }

    Event event(EventLine line, long number, int position) {
        return new Event(
                number,
                position,
                line.index < 0 ? position : line.index,
                line.time,
                process(line.process),
                line.type,
                name(line.bytes, line.fFrom, line.fTo),
                line.keyKind == EventLine.ABSENT ? null : name(line.bytes, line.keyFrom, line.keyTo),
                value(line),
                error(line),
                line.hasClient ? name(line.bytes, line.clientFrom, line.clientTo) : null,
                line.op,
                line.attempt,
                Map.of());
    }

    /** A completion often follows its invoke. */
    private Long process(long process) {
        if (lastProcess != process) {
            lastProcess = process;
        }
        return lastProcess;
    }

    private static @Nullable Object value(EventLine line) {
        return switch (line.valueKind) {
            case EventLine.STRING -> text(line.bytes, line.valueFrom, line.valueTo);
            case EventLine.NUMBER -> line.valueNumber;
            case EventLine.VERSIONED -> new Versioned(text(line.bytes, line.valueFrom, line.valueTo), line.valueNumber);
            default -> null;
        };
    }

    private @Nullable Object error(EventLine line) {
        if (line.errorKind == EventLine.ABSENT) {
            return null;
        }
        String name = name(line.bytes, line.errorFrom, line.errorTo);
        return line.errorKind == EventLine.VERSIONED ? List.of(name, line.errorVersion) : name;
    }

    private String name(byte[] bytes, int from, int to) {
        int at = Words.hash(bytes, from, to - from) & (RECENT - 1);
        String known = recent[at];
        if (known == null || !isText(known, bytes, from, to)) {
            known = text(bytes, from, to);
            recent[at] = known;
        }
        return known;
    }

    private static boolean isText(String text, byte[] bytes, int from, int to) {
        if (text.length() != to - from) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** Plain ASCII, as all texts of such a line are. */
    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
