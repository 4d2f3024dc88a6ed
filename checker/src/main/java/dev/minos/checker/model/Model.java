package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sequential specification: what the object does when operations come one at a time.
 *
 * <p>Models are pure. {@link #step} never changes a state, and equal states have equal hash codes: engines recognise a
 * configuration that they have already tried by its state. Implementations are thread-safe by having nothing to guard.
 *
 * <p>A history is judged one key at a time, and the model is told of one key's operations only: by locality (Herlihy &amp; Wing
 * 1990, theorem 1) a history is linearizable if and only if it is so for each object alone. An operation without a key is on
 * the one object that has none.
 *
 * <p>Required: {@link #name}, {@link #initial}, {@link #step}, {@link #mutates}. The rest has defaults that are always
 * right; {@link #mutates} and {@link #isEvidence} decide how strong and how fast a check is.
 *
 * @param <S> the state, immutable, with {@code equals} and {@code hashCode} by value
 */
public interface Model<S> {
    /** The name that the command line and run.json use, such as {@code versioned-kv}. */
    String name();

    /** The state before the first operation. */
    S initial();

    /**
     * The state of one object before its first operation: {@link #initial}, unless objects start in different states.
     *
     * @param key what {@link Operation#key} names the object by, null where operations name none
     */
    default S initialOf(@Nullable Object key) {
        return initial();
    }

    /**
     * What the operation does in that state.
     *
     * <p>An {@code ok} is legal where the object would have answered what was recorded. A refusal for which {@link
     * #isEvidence} holds is legal where the object would have refused so. An {@code info} is stepped as if it took effect:
     * illegal means that it cannot take effect here.
     */
    Step<S> step(S state, Operation operation);

    /**
     * Whether the operation, given its recorded result, changes the state in any state where it is legal.
     *
     * <p>An operation for which this is false is never branched on, and dropped if its outcome is unknown. Answering true
     * is always right and may be slow; false for an operation that does change a state makes verdicts wrong.
     */
    boolean mutates(Operation operation);

    /**
     * Whether it can matter to {@link #step} who called.
     *
     * <p>Where it does not, operations of unknown outcome that ask the same are tried only once. Answering true is always right
     * and may be slow; false for a model that looks at {@link Operation#process} makes verdicts wrong.
     */
    default boolean looksAtProcess() {
        return true;
    }

    /**
     * About how many bytes a state takes beside what it shares with operations and with other states. What a search may
     * remember is counted in them, each state once.
     *
     * <p>The default is right for text, for lists, sets and maps as {@code copyOf} makes them, and for small objects. Override it
     * where a state is an object that grows: else a search may fill the heap before it knows.
     */
    default long bytes(S state) {
        if (state instanceof String text) {
            return 56L + (isLatin1(text) ? 1L : 2L) * text.length();
        }
        if (state instanceof List<?> list) {
            return 64L + 4L * list.size();
        }
        if (state instanceof Collection<?> elements) {
            return 64L + 8L * elements.size();
        }
        return 64L + (state instanceof Map<?, ?> map ? 16L * map.size() : 0);
    }

    private static boolean isLatin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    /**
     * This model with another state before the first operation.
     *
     * @param value a plain datum, as a history would hold it
     * @throws IllegalArgumentException if the model cannot start there; the message says where it can
     */
    default Model<S> startingAt(@Nullable Object value) {
        throw new IllegalArgumentException("the model " + name() + " takes no initial value, got " + value);
    }

    /**
     * This model for one history, of which it is told before it judges any operation: for a model that cannot tell what one operation
     * means before it has seen what the others answered. What it learns must depend on the key of an operation alone.
     *
     * @param history the whole of it, or all operations on some of its keys; none of them has a {@linkplain #problem problem}
     */
    default Model<S> forHistory(History history) {
        return this;
    }

    /**
     * What a reader of the verdict should know of how this model read the history, a sentence each: they are among the warnings.
     *
     * @param history that of {@link #forHistory}
     */
    default List<String> notes(History history) {
        return List.of();
    }

    /**
     * The operation as its call alone tells of it: {@linkplain Operation#unanswered of unknown outcome}, with nothing of its answer.
     * So it counts in an argument that does not rest on it, and, unless {@link #beforeItsOk} says more, at any moment before it is
     * answered.
     *
     * <p>It must be able to do whatever the operation can do as it was answered. Override it where an invoke may lack what was asked
     * for.
     *
     * @param operation an ok, or one of unknown outcome
     */
    default Operation asCalled(Operation operation) {
        return operation.unanswered();
    }

    /**
     * The operation at a moment at which it was open, given that it completed with an ok later.
     *
     * <p>It must be able to do whatever the operation can do as it was answered, and nothing that it cannot do {@linkplain #asCalled
     * as it was called}.
     */
    default Operation beforeItsOk(Operation ok) {
        return asCalled(ok);
    }

    /** Whether a failed operation was refused by the object for a reason that says something of its state. */
    default boolean isEvidence(Operation failed) {
        return false;
    }

    /** What makes the operation none of this model's, null if nothing does. */
    default @Nullable Problem problem(Operation operation) {
        return null;
    }

    /**
     * Why an operation cannot be judged.
     *
     * @param position of the event at fault
     * @param message what was expected and what came
     */
    record Problem(int position, String message) {}
}
