package dev.minos.report;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.JsonText;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.VersionedKvModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Histories of tests, event by event, a tenth of a millisecond apart. */
final class Recorded {
    static final long STEP_NANOS = 100_000;

    private final List<String> lines = new ArrayList<>();

    /** An event of a client's put or get; what is null is left out. */
    Recorded event(
            String type,
            long process,
            String f,
            @Nullable Object key,
            @Nullable Object value,
            @Nullable Object error,
            @Nullable String client) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("process", process);
        event.put("type", type);
        event.put("f", f);
        put(event, "key", key);
        put(event, "value", value);
        put(event, "error", error);
        put(event, "client", client);
        return line(event);
    }

    Recorded invokePut(long process, Object key, Object value, long version) {
        return event("invoke", process, "put", key, versioned(value, version), null, null);
    }

    Recorded okPut(long process, Object key, Object value, long version) {
        return event("ok", process, "put", key, versioned(value, version), null, null);
    }

    Recorded invokeGet(long process, Object key) {
        return event("invoke", process, "get", key, null, null, null);
    }

    Recorded okGet(long process, Object key, Object value, long version) {
        return event("ok", process, "get", key, versioned(value, version), null, null);
    }

    /** An event of no client. */
    Recorded note(String process, String f, Object value) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("process", process);
        event.put("type", "info");
        event.put("f", f);
        event.put("value", value);
        return line(event);
    }

    private Recorded line(Map<String, @Nullable Object> event) {
        event.put("index", (long) lines.size());
        event.put("time", lines.size() * STEP_NANOS);
        StringBuilder json = new StringBuilder();
        new JsonText(json, lost -> {}).datum(event);
        lines.add(json.toString());
        return this;
    }

    private static void put(Map<String, @Nullable Object> event, String name, @Nullable Object value) {
        if (value != null) {
            event.put(name, value);
        }
    }

    private static Map<String, Object> versioned(Object value, long version) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("value", value);
        map.put("version", version);
        return map;
    }

    /** Writes them down; what is known of them is where they are. */
    Subject in(Path directory) throws IOException {
        Path file = directory.resolve("history.jsonl");
        Files.write(file, lines);
        return Subject.of(file.toString(), file, ReadOptions.defaults(), true);
    }

    /** Writes them down and judges them. */
    Subject judgedIn(Path directory) throws IOException {
        return judged(in(directory), CheckOptions.defaults());
    }

    static Subject judged(Subject subject, CheckOptions options) throws IOException {
        History history = HistoryReader.read(subject.history());
        VersionedKvModel model = new VersionedKvModel();
        CheckResult result = new Checker(options).check(history, model);
        return subject.withResult(result, model);
    }

    /**
     * Two clients are both told that they made version 1.
     *
     * <pre>
     * 0: |--------|
     * 1:    |--------|
     * </pre>
     */
    static Recorded lostUpdate() {
        return lostUpdate("x", "a", "b");
    }

    static Recorded lostUpdate(String key, String one, String other) {
        return new Recorded()
                .invokePut(0, key, one, 0)
                .invokePut(1, key, other, 0)
                .okPut(0, key, one, 1)
                .okPut(1, key, other, 1);
    }
}
