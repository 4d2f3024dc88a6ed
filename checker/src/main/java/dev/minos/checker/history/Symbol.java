package dev.minos.checker.history;

/** A symbol of EDN, such as {@code not-found}. */
public record Symbol(String name) {
    @Override
    public String toString() {
        return name;
    }
}
