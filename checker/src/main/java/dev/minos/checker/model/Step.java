package dev.minos.checker.model;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What a model says of one operation in one state: the next state, several that it may lead to, or why there is none. */
public sealed interface Step<S> {
    /** The operation is legal and leads to this state. */
    record Next<S>(S state) implements Step<S> {
        public Next {
            Objects.requireNonNull(state, "the next state is null");
        }
    }

    /**
     * The operation is legal, and the model cannot tell which of several states it leads to; the history may.
     *
     * @param states at least one, all different
     */
    record OneOf<S>(List<S> states) implements Step<S> {
        public OneOf {
            states = List.copyOf(states);
            if (states.isEmpty()) {
                throw new IllegalArgumentException("expected at least one state");
            }
        }
    }

    /** The operation is illegal in that state; the reason is put into words only when somebody reads it. */
    record Illegal<S>(Supplier<String> reason) implements Step<S> {
        public Illegal {
            Objects.requireNonNull(reason, "the reason is null");
        }
    }

    static <S> Step<S> next(S state) {
        return new Next<>(state);
    }

    /** One of these states, of which there is at least one. */
    static <S> Step<S> oneOf(List<S> states) {
        return states.size() == 1 ? new Next<>(states.get(0)) : new OneOf<>(states);
    }

    static <S> Step<S> illegal(Supplier<String> reason) {
        return new Illegal<>(reason);
    }

    /** Whether the operation is legal. */
    default boolean isLegal() {
        return !(this instanceof Illegal<S>);
    }

    /** How many states the operation may lead to; 0 if it is illegal. */
    default int choices() {
        return this instanceof OneOf<S> several ? several.states().size() : isLegal() ? 1 : 0;
    }

    /** The n-th of the states that the operation may lead to. */
    default S choice(int n) {
        if (this instanceof OneOf<S> several) {
            return several.states().get(n);
        }
        if (this instanceof Next<S> one && n == 0) {
            return one.state();
        }
        throw new IllegalArgumentException("expected n below " + choices() + ", got " + n);
    }
}
