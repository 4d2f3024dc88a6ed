package dev.minos.harness.record;

import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.harness.client.Call;
import dev.minos.harness.service.Answer;
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
            add(invoke.process(), EventType.INVOKE, call, call.request().value(), null);
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

    private void complete(int process, Call call, Answer outcome) {
        Object asked = call.request().value();
        if (outcome instanceof Answer.Ok ok) {
            add(process, EventType.OK, call, ok.value(), null);
        } else if (outcome instanceof Answer.Refused refused) {
            add(process, EventType.FAIL, call, asked, refused.error());
        } else if (outcome instanceof Answer.Unknown unknown) {
            add(process, EventType.INFO, call, asked, unknown.reason());
        }
    }

    /** An event of a client. */
    private void add(int process, EventType type, Call call, @Nullable Object value, @Nullable Object error) {
        add(
                (long) process,
                type,
                call.request().f(),
                call.request().key(),
                value,
                error,
                call.client(),
                call.op(),
                call.isPut() ? call.attempt() : 0);
    }

    /** An event of none. */
    private void add(
            String process, String f, @Nullable Object key, @Nullable Object value, @Nullable String client, long op) {
        add(process, EventType.INFO, f, key, value, null, client, op, 0);
    }

    private void add(
            Object process,
            EventType type,
            String f,
            @Nullable Object key,
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
