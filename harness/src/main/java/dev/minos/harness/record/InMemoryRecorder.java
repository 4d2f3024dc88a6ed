package dev.minos.harness.record;

import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.Versioned;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.Outcome;
import dev.minos.harness.client.Request;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the history in memory as the checker knows one: event for event what its reader makes of the lines that
 * {@link SequentialRecorder} writes, without the lines. For a simulation that is judged at once and then forgotten, where writing
 * and reading would take longer than everything else. Not thread-safe.
 */
public final class InMemoryRecorder implements Recorder {
    private final Ticker ticker;
    private final HistoryBuilder history;
    private int nextIndex;

    /** @param source what to call the history in messages */
    public InMemoryRecorder(Ticker ticker, String source) {
        this.ticker = ticker;
        this.history = new HistoryBuilder(source);
    }

    @Override
    public long record(Event event) {
        if (event instanceof Event.Invoke invoke) {
            Call call = invoke.call();
            add(invoke.process(), EventType.INVOKE, call, asked(call), null);
        } else if (event instanceof Event.Completion completion) {
            complete(completion.process(), completion.call(), completion.outcome());
        } else if (event instanceof Event.FaultFired fault) {
            add("fault", fault.fault(), fault.key(), Map.of("invoke", fault.invoke()), null, 0);
        } else if (event instanceof Event.Claimed claim) {
            Map<String, ?> value = Map.of("attempts", claim.attempts(), "version", claim.version());
            add("recovery", "recovered", claim.key(), value, claim.client(), claim.op());
        } else if (event instanceof Event.NemesisActed nemesis) {
            add("nemesis", nemesis.action(), null, null, null, 0);
        }
        return nextIndex++;
    }

    private void complete(int process, Call call, Outcome outcome) {
        if (outcome instanceof Outcome.Ok ok) {
            Versioned answered = ok.value() == null ? null : new Versioned(ok.value(), ok.version());
            add(process, EventType.OK, call, answered, null);
        } else if (outcome instanceof Outcome.Fail fail) {
            add(process, EventType.FAIL, call, asked(call), error(fail));
        } else if (outcome instanceof Outcome.Info info) {
            add(process, EventType.INFO, call, asked(call), info.error());
        }
    }

    private static @Nullable Versioned asked(Call call) {
        return call.request() instanceof Request.Put put ? new Versioned(put.value(), put.version()) : null;
    }

    private static Object error(Outcome.Fail fail) {
        String word = fail.reason().word();
        return fail.reason() == Outcome.Reason.VERSION_MISMATCH && fail.currentVersion() > 0
                ? List.of(word, fail.currentVersion())
                : word;
    }

    /** An event of a client. */
    private void add(int process, EventType type, Call call, @Nullable Versioned value, @Nullable Object error) {
        add(
                (long) process,
                type,
                call.isPut() ? "put" : "get",
                call.request().key(),
                value,
                error,
                call.client(),
                call.op(),
                call.isPut() ? call.attempt() : 0);
    }

    /** An event of none. */
    private void add(
            String process, String f, @Nullable String key, @Nullable Object value, @Nullable String client, long op) {
        add(process, EventType.INFO, f, key, value, null, client, op, 0);
    }

    private void add(
            Object process,
            EventType type,
            String f,
            @Nullable String key,
            @Nullable Object value,
            @Nullable Object error,
            @Nullable String client,
            long op,
            int attempt) {
        history.add(new dev.minos.checker.history.Event(
                nextIndex + 1L,
                nextIndex,
                nextIndex,
                ticker.nanos(),
                process,
                type,
                f,
                key,
                value,
                error,
                client,
                op,
                attempt,
                Map.of()));
    }

    @Override
    public void log(LogLine line) {}

    @Override
    public void close() {}

    /** Returns what was taken down; nothing may be recorded afterwards. */
    public History history() {
        return history.build();
    }
}
