package dev.minos.edn;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.Versioned;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes of each key of a versioned-kv history a cas-register whose value is the key's version, 0 while it is absent.
 *
 * <table>
 *   <caption>What becomes of what</caption>
 *   <tr><td>get that saw version n</td><td>{@code :read n}</td></tr>
 *   <tr><td>put(value, e) acknowledged with version n</td><td>{@code :cas [e n]}, ok</td></tr>
 *   <tr><td>put(value, e) of unknown outcome</td><td>{@code :cas [e e+1]}, info</td></tr>
 *   <tr><td>put(value, e) refused</td><td>{@code :cas [e e+1]}, fail: Knossos takes no notice</td></tr>
 * </table>
 *
 * <p>Values and refusals are lost, so a history that is linearizable here is valid there, and not the other way round. Before
 * the first operation of a key its register is written to 0, so that no initial value has to be given to Knossos. Processes
 * are numbered anew, each a single time until an outcome is unknown, as Jepsen does; events of nemesis, fault and recovery
 * are left out. Not thread-safe.
 */
public final class KnossosProjection {
    private final Output output;
    private final Consumer<String> warnings;
    private final Set<@Nullable Object> begun = new HashSet<>();
    private final Map<Object, Long> processes = new HashMap<>();
    /** Of each process the expected version of its open put. */
    private final Map<Object, Call> open = new HashMap<>();

    private long nextProcess;
    private long nextIndex;
    private boolean warned;

    private record Call(Object key, String f, long expected) {}

    /** Takes the projected events of all keys in order. */
    public interface Output {
        /** Takes the next event; its own key is null, its index counts all events of all keys. */
        void write(Object key, Event event) throws IOException;
    }

    public KnossosProjection(Output output, Consumer<String> warnings) {
        this.output = output;
        this.warnings = warnings;
    }

    /**
     * Projects the next event.
     *
     * @throws IllegalArgumentException if it is none of versioned-kv
     */
    public void write(Event event) throws IOException {
        if (event.process() instanceof String name && EdnEventWriter.NO_CLIENTS.contains(name)) {
            return;
        }
        if (!warned) {
            warned = true;
            warnings.accept("knossos-cas keeps versions only: values and the reasons of refusals are left out");
        }
        if (event.type() == EventType.INVOKE) {
            invoke(event);
            return;
        }
        Call call = open.remove(event.process());
        Long process = processes.get(event.process());
        if (call == null || process == null) {
            return; // a remark
        }
        boolean ok = event.type() == EventType.OK;
        Object value;
        if (call.f.equals("put")) {
            value = List.of(call.expected, ok ? version(event) : call.expected + 1);
        } else {
            value = ok ? version(event) : null;
        }
        emit(event, call.key, process, event.type(), register(call.f), value);
        if (event.type() == EventType.INFO) {
            processes.remove(event.process());
        }
    }

    private void invoke(Event event) throws IOException {
        Object key = event.key();
        boolean put = event.f().equals("put");
        if (key == null
                || !(put ? event.value() instanceof Versioned : event.f().equals("get"))) {
            throw new IllegalArgumentException("line " + event.line()
                    + ": knossos-cas is made of get and put(value, version) on keys, got " + event.f() + " of "
                    + event.value() + (key == null ? " without a key" : ""));
        }
        Call call = new Call(key, event.f(), put ? version(event) : 0);
        Long process = processes.get(event.process());
        if (process == null || open.containsKey(event.process())) {
            process = nextProcess++;
            processes.put(event.process(), process);
        }
        open.put(event.process(), call);
        if (begun.add(key)) {
            emit(event, key, process, EventType.INVOKE, "write", 0L);
            emit(event, key, process, EventType.OK, "write", 0L);
        }
        emit(
                event,
                key,
                process,
                EventType.INVOKE,
                register(call.f),
                put ? List.of(call.expected, call.expected + 1) : null);
    }

    private void emit(Event from, Object key, Long process, EventType type, String f, @Nullable Object value)
            throws IOException {
        long index = nextIndex++;
        output.write(
                key,
                new Event(
                        from.line(),
                        from.position(),
                        index,
                        from.time(),
                        process,
                        type,
                        f,
                        null,
                        value,
                        type == EventType.INVOKE ? null : from.error(),
                        null,
                        0,
                        0,
                        Map.of()));
    }

    private static String register(String f) {
        return f.equals("put") ? "cas" : "read";
    }

    private static Long version(Event event) {
        return event.value() instanceof Versioned versioned ? versioned.version() : 0L;
    }
}
