package dev.minos.checker.model;

import java.util.function.Supplier;

/** What a model says of one operation in one state: the next state, or why there is none. */
public sealed interface Step<S> {
    /** The operation is legal and leads to this state. */
    record Next<S>(S state) implements Step<S> {}

    /** The operation is illegal in that state; the reason is put into words only when somebody reads it. */
    record Illegal<S>(Supplier<String> reason) implements Step<S> {}

    static <S> Step<S> next(S state) {
        return new Next<>(state);
    }

    static <S> Step<S> illegal(Supplier<String> reason) {
        return new Illegal<>(reason);
    }
}
