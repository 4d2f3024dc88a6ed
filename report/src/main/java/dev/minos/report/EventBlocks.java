package dev.minos.report;

import dev.minos.checker.argument.Words;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.FailReason;
import dev.minos.checker.history.JsonText;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.recovery.JudgedClaim;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of a history for the browser: {@link #EVENTS_OF_BLOCK} at a time, each kind of field in a {@link Column} of
 * its own, all of a block's deflated together (RFC 1950), in base64, a line of HTML each. Nothing in base64 is markup, so no value of a
 * history can be. Held in memory are one block and the names of keys, callers and errors.
 *
 * <p>A block is a number of numbers: how many events, how many columns, the bytes of each column; then the columns in the order
 * of the enum {@code Part}. report.js reads it. Not thread-safe.
 */
final class EventBlocks implements CallListener {
    private static final int EVENTS_OF_BLOCK = 1 << 16;
    /** What a number in a browser holds exactly. */
    private static final long MAX_EXACT = 1L << 52;

    private static final int KIND_OF_INVOKE = 0;
    private static final int KIND_OF_FAULT = 4;
    private static final int KIND_OF_CLAIM = 5;

    /** A value that is not there; a completion's that is its invoke's; beyond these, the block's values by number. */
    private static final int NO_VALUE = 0;

    private static final int SAME_VALUE = 1;
    private static final int FIRST_VALUE = 2;

    /** The columns: of every event, of invokes, of invokes and completions, of completions, of faults and claims, of values. */
    private enum Part {
        KIND,
        GAP,
        INDEX,
        TIME,
        PROCESS,
        FUNCTION,
        KEY,
        OPERATION,
        ATTEMPT,
        VALUE,
        VERSION,
        ERROR,
        EXTRA,
        VALUE_LENGTH,
        VALUE_TEXT
    }

    private final OutputStream out;
    private final IntFunction<@Nullable JudgedClaim> judgedClaims;
    private final Map<Part, Column> columns = new EnumMap<>(Part.class);
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION);
    private final byte[] buffer = new byte[1 << 16];

    private final Names processes = new Names();
    private final List<Integer> laneOfProcess = new ArrayList<>();
    private final Names functions = new Names();
    private final Names keys = new Names();
    private final Names errors = new Names();
    private final Map<String, Integer> values = new HashMap<>();
    private final Map<Integer, Long> lastOperationOfLane = new HashMap<>();

    private int eventsInBlock;
    private int lastPosition = -1;
    private long lastIndexBeyond;
    private long lastTime;
    private long origin = Event.NO_TIME;
    private long events;
    private int calls;
    private int faults;
    private int claims;

    /** Numbers for names, in order of first use. */
    private static final class Names {
        private final Map<@Nullable Object, Integer> numbers = new LinkedHashMap<>();

        int of(@Nullable Object name) {
            Integer known = numbers.get(name);
            if (known == null) {
                known = numbers.size();
                numbers.put(name, known);
            }
            return known;
        }

        List<String> texts() {
            List<String> texts = new ArrayList<>();
            numbers.keySet().forEach(name -> texts.add(name == null ? "" : Text.plain(name)));
            return texts;
        }
    }

    /**
     * @param out takes the lines of HTML; not closed
     * @param judgedClaims what became of the claim at a position, null where that is not known
     */
    EventBlocks(OutputStream out, IntFunction<@Nullable JudgedClaim> judgedClaims) {
        this.out = out;
        this.judgedClaims = judgedClaims;
        for (Part part : Part.values()) {
            columns.put(part, new Column());
        }
    }

    @Override
    public void called(Call call) {
        calls++;
        Event invoke = call.invoke();
        begin(KIND_OF_INVOKE, invoke);
        int process = processes.of(invoke.process());
        if (process == laneOfProcess.size()) {
            laneOfProcess.add(call.lane());
        }
        column(Part.PROCESS).add(process);
        column(Part.FUNCTION).add(functions.of(invoke.f()));
        column(Part.KEY).add(keys.of(call.key()));
        long last = lastOperationOfLane.getOrDefault(call.lane(), 0L);
        column(Part.OPERATION).addSigned(invoke.op() - last);
        lastOperationOfLane.put(call.lane(), invoke.op());
        column(Part.ATTEMPT).add(Math.max(0, invoke.attempt()));
        value(call.value(), null);
        end();
    }

    @Override
    public void ended(Call call, Event completion, @Nullable Object value) {
        begin(kind(completion.type()), completion);
        column(Part.PROCESS).add(processes.of(completion.process()));
        boolean ok = completion.type() == EventType.OK;
        Object error = ok ? null : completion.error();
        long reported = !ok && error instanceof List<?> list && list.size() == 2 && list.get(1) instanceof Long version
                ? version
                : -1;
        column(Part.ERROR).add(error == null ? 0 : 1 + errors.of(reported < 0 ? error : ((List<?>) error).get(0)));
        if (ok) {
            value(value, call.value());
        } else {
            column(Part.VALUE).add(NO_VALUE);
            version(reported);
        }
        end();
    }

    @Override
    public void noted(Event event) {
        boolean isClaim = event.process().equals("recovery");
        Object said = event.value() instanceof Map<?, ?> map ? map.get(isClaim ? "attempts" : "invoke") : null;
        if (event.process().equals("fault") && said instanceof Long invoke) {
            faults++;
            begin(KIND_OF_FAULT, event);
            column(Part.PROCESS).add(errors.of(event.f()));
            column(Part.EXTRA).addSigned(event.index() - invoke);
            end();
        } else if (isClaim && event.f().equals("recovered") && said instanceof List<?> attempts) {
            claims++;
            begin(KIND_OF_CLAIM, event);
            JudgedClaim judged = judgedClaims.apply(event.position());
            column(Part.PROCESS).add(judged == null ? 0 : judged.isFalse() ? 3 : judged.isProved() ? 1 : 2);
            column(Part.EXTRA).add(attempts.size());
            for (Object attempt : attempts) {
                column(Part.EXTRA).addSigned(attempt instanceof Long index ? event.index() - index : 0);
            }
            end();
        }
    }

    /**
     * Writes what is left, and last what numbers stand for; then nothing may be added.
     *
     * @param facts what else the page needs, plain data by name
     */
    void finish(Map<String, @Nullable Object> facts) throws IOException {
        try {
            flush();
            Map<String, @Nullable Object> all = new LinkedHashMap<>(facts);
            all.put("events", events);
            all.put("operations", calls);
            all.put("faults", faults);
            all.put("claims", claims);
            all.put("processes", processes.texts());
            all.put("laneOfProcess", laneOfProcess);
            all.put("functions", functions.texts());
            all.put("keys", keys.texts());
            all.put("errors", errors.texts());
            all.put(
                    "failed",
                    errors.texts().stream()
                            .map(error -> FailReason.of(error).words())
                            .toList());
            StringBuilder json = new StringBuilder();
            new JsonText(json, lost -> {}).datum(all);
            byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
            write("facts", bytes, bytes.length);
        } finally {
            deflater.end();
        }
    }

    private static int kind(EventType how) {
        return switch (how) {
            case INVOKE -> KIND_OF_INVOKE;
            case OK -> 1;
            case FAIL -> 2;
            case INFO -> 3;
        };
    }

    private void begin(int kind, Event event) {
        column(Part.KIND).add(kind);
        column(Part.GAP).add(event.position() - lastPosition - 1L);
        lastPosition = event.position();
        long beyond = event.index() - event.position();
        column(Part.INDEX).addSigned(beyond - lastIndexBeyond);
        lastIndexBeyond = beyond;
        long time = lastTime;
        if (event.time() != Event.NO_TIME) {
            origin = origin == Event.NO_TIME ? event.time() : origin;
            time = event.time() - origin;
        }
        column(Part.TIME).addSigned(time - lastTime);
        lastTime = time;
    }

    private void end() {
        events++;
        if (++eventsInBlock == EVENTS_OF_BLOCK) {
            try {
                flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What is shown of a value: it has a column of its own for a version. */
    private static @Nullable Object shown(Object value) {
        return value instanceof Versioned versioned && versioned.version() < MAX_EXACT ? versioned.value() : value;
    }

    /** Whether two values are shown alike; nearly always a completion's text is that of its invoke, or another one. */
    private static boolean areAlike(Object value, Object asked) {
        Object one = shown(value);
        Object other = shown(asked);
        return (one instanceof String && one.equals(other)) || Words.datum(one).equals(Words.datum(other));
    }

    private void value(@Nullable Object value, @Nullable Object asked) {
        if (value == null) {
            column(Part.VALUE).add(NO_VALUE);
        } else if (asked != null && areAlike(value, asked)) {
            column(Part.VALUE).add(SAME_VALUE);
        } else {
            column(Part.VALUE).add(FIRST_VALUE + numberOfValue(Words.datum(shown(value))));
        }
        version(value instanceof Versioned versioned ? versioned.version() : -1);
    }

    private int numberOfValue(String text) {
        Integer known = values.get(text);
        if (known != null) {
            return known;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        column(Part.VALUE_LENGTH).add(bytes.length);
        column(Part.VALUE_TEXT).addBytes(bytes);
        values.put(text, values.size());
        return values.size() - 1;
    }

    private void version(long version) {
        column(Part.VERSION).add(version < 0 || version >= MAX_EXACT ? 0 : version + 1);
    }

    private Column column(Part part) {
        return Objects.requireNonNull(columns.get(part));
    }

    private void flush() throws IOException {
        if (eventsInBlock == 0) {
            return;
        }
        Column block = new Column();
        block.add(eventsInBlock);
        block.add(columns.size());
        for (Column column : columns.values()) {
            block.add(column.size());
        }
        for (Column column : columns.values()) {
            block.addAll(column);
            column.clear();
        }
        write("events", block.array(), block.size());
        values.clear();
        eventsInBlock = 0;
    }

    private void write(String id, byte[] bytes, int length) throws IOException {
        out.write(("<script type=\"text/plain\" class=\"data-" + id + "\">").getBytes(StandardCharsets.US_ASCII));
        OutputStream base64 = Base64.getEncoder().wrap(new Unclosed(out));
        deflater.reset();
        deflater.setInput(bytes, 0, length);
        deflater.finish();
        while (!deflater.finished()) {
            base64.write(buffer, 0, deflater.deflate(buffer));
        }
        base64.close();
        out.write("</script>\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Whose end is not that of the stream behind it. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() {
            // more is to come
        }
    }
}
