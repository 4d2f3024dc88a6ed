package dev.minos.harness.config;

import org.jspecify.annotations.Nullable;

/**
 * One field of an object in a config: its name, how it is read and written, its rule and its default. The field is also the key of
 * its value, so it is made once and kept. Immutable.
 *
 * @param <T> type of its values
 */
public final class Field<T> {
    private final String name;
    private final Kind<T> kind;
    private final @Nullable T usual;
    private final Rule<? super T> rule;
    private final @Nullable String advice;

    private Field(String name, Kind<T> kind, @Nullable T usual, Rule<? super T> rule, @Nullable String advice) {
        this.name = name;
        this.kind = kind;
        this.usual = usual;
        this.rule = rule;
        this.advice = advice;
    }

    /**
     * Makes a field.
     *
     * @param usual the value where none is given
     */
    public static <T> Field<T> of(String name, Kind<T> kind, T usual) {
        return new Field<>(name, kind, usual, (value, at, config) -> {}, null);
    }

    /** Makes a field that has no value, and is not written, where none is given. */
    public static <T> Field<T> optional(String name, Kind<T> kind) {
        return new Field<>(name, kind, null, (value, at, config) -> {}, null);
    }

    /** Returns this field with a rule for its values. */
    public Field<T> must(Rule<? super T> value) {
        return new Field<>(name, kind, usual, value, advice);
    }

    /**
     * Returns this field as one that a config may not leave out.
     *
     * @param value what to do about it, for the message
     */
    Field<T> required(String value) {
        return new Field<>(name, kind, usual, rule, value);
    }

    String name() {
        return name;
    }

    @Nullable T usual() {
        return usual;
    }

    /** Reads what an object has under the name of this field, if it has it. */
    void read(Given object) {
        if (object.has(name)) {
            T value = kind.read(object.json().get(name), object.at().in(name));
            if (value != null) {
                object.values().set(this, value);
            }
        } else if (advice != null) {
            object.require(name, advice);
        }
    }

    void check(T value, Place object, Config config) {
        Place at = object.in(name);
        rule.check(value, at, config);
        kind.check(value, at, config);
    }

    /** Returns JSON; null where the value is left out. */
    @Nullable Object write(T value) {
        return kind.write(value);
    }
}
