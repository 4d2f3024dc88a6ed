package dev.minos.report;

import dev.minos.checker.history.Event;
import org.jspecify.annotations.Nullable;

/**
 * An operation that was called.
 *
 * @param number in order of calls, from 0
 * @param lane the number of the row that it is drawn in
 * @param key null where it names none
 * @param value what was asked
 */
record Call(
        int number,
        Event invoke,
        int lane,
        @Nullable Object key,
        @Nullable Object value) {}
