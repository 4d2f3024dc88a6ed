package dev.minos.report;

import dev.minos.checker.history.Event;
import org.jspecify.annotations.Nullable;

/** What takes the operations of a history as they begin and end, in file order. */
interface CallListener {
    void called(Call call);

    /**
     * An operation ended: ok, fail or info. One without a completion never does.
     *
     * @param value what the completion says, its key taken off
     */
    void ended(Call call, Event completion, @Nullable Object value);

    /** An event that is of no client: of the nemesis, an injected fault, a recovery claim. */
    void noted(Event event);
}
