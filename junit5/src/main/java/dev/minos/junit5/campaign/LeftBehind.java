package dev.minos.junit5.campaign;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.RegisterAccess;
import dev.minos.checker.model.SetModel;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.UnorderedQueueModel;
import dev.minos.checker.model.VersionedKvModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds an answer with a value that nobody had asked the service to keep by then: perhaps an earlier run did. A hint for a history
 * that is wrong already, where the service could not be asked before the first call.
 */
final class LeftBehind {
    private static final Set<String> TAKING = Set.of("read", "get", "dequeue");

    private LeftBehind() {}

    /** The first such answer in words; null if there is none, or if the values of the model's answers are not those of requests. */
    static @Nullable String in(History history, Model<?> model) {
        boolean keepsValues = RegisterAccess.isModelledBy(model)
                || model instanceof VersionedKvModel
                || model instanceof SetModel
                || model instanceof FifoQueueModel
                || model instanceof UnorderedQueueModel;
        if (!keepsValues) {
            return null;
        }
        Map<List<@Nullable Object>, Integer> askedAt = new HashMap<>();
        for (int op = 0; op < history.size(); op++) {
            Operation operation = history.operation(op);
            each(operation.input(), value -> askedAt.putIfAbsent(named(operation, value), operation.invoked()));
        }
        for (int op = 0; op < history.size(); op++) {
            Operation operation = history.operation(op);
            if (operation.outcome() != Outcome.OK || !TAKING.contains(operation.f()) || isInitial(model, operation)) {
                continue;
            }
            List<Object> unknown = new ArrayList<>();
            each(operation.output(), value -> {
                if (askedAt.getOrDefault(named(operation, value), Integer.MAX_VALUE) > operation.returned()) {
                    unknown.add(value);
                }
            });
            if (!unknown.isEmpty()) {
                return "By then nobody in this run had asked to keep " + PlainData.json(unknown.get(0)) + ", which "
                        + operation.f() + (operation.key() == null ? "" : " of key '" + operation.key() + "'")
                        + " answered at index " + history.index(operation.returned())
                        + ". If an earlier run left it, the service was not empty at the beginning: empty it before the run, or"
                        + " give each run objects of its own with keyPrefix = \"{run}-\"";
            }
        }
        return null;
    }

    private static List<@Nullable Object> named(Operation operation, Object value) {
        List<@Nullable Object> pair = new ArrayList<>();
        pair.add(operation.key());
        pair.add(value);
        return pair;
    }

    private static <S> boolean isInitial(Model<S> model, Operation operation) {
        return !(model.step(model.initialOf(operation.key()), operation) instanceof Step.Illegal<S>);
    }

    private static void each(@Nullable Object datum, Consumer<Object> values) {
        if (datum instanceof Collection<?> elements) {
            elements.forEach(element -> each(element, values));
        } else if (datum instanceof Versioned versioned) {
            each(versioned.value(), values);
        } else if (datum != null) {
            values.accept(datum);
        }
    }
}
