package dev.minos.harness.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object in a config, in the order in which they are read, checked and, but for {@link #readFirst}, written. All are added before the first
 * use; from then on thread-safe.
 *
 * @param <O> type of the object
 */
final class Fields<O> implements Kind<O> {
    private Function<Values, O> make = values -> {
        throw new IllegalStateException("these fields make no object of their own");
    };
    private final List<Part<O>> parts = new ArrayList<>();
    private final List<Part<O>> written = new ArrayList<>();
    private final SortedSet<String> names = new TreeSet<>();

    /** One step of reading, checking and writing an object. */
    private record Part<O>(
            String name,
            Consumer<Given> read,
            Rule<? super O> check,
            BiConsumer<O, Map<String, @Nullable Object>> write) {}

    /** How the value of a field is found in an object. */
    @FunctionalInterface
    interface Of<O, T> {
        /** Returns the value; null where there is none to be checked and written. */
        @Nullable T in(O object);
    }

    /** A rule for one element of a list. */
    @FunctionalInterface
    interface Among<O> {
        /** Checks the element of that index, from 0. */
        void check(List<O> all, int index, Place at);
    }

    /** Sets what makes the object from the values of its fields. */
    Fields<O> making(Function<Values, O> value) {
        make = value;
        return this;
    }

    /** Returns the object in which every field has its default. */
    O usual() {
        return make.apply(new Values());
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Adds a field, and returns it. */
    <T> Field<T> add(Field<T> field, Of<O, T> of) {
        add(new Part<>(
                field.name(),
                field::read,
                (object, at, config) -> {
                    T value = of.in(object);
                    if (value != null) {
                        field.check(value, at, config);
                    }
                },
                (object, json) -> {
                    T value = of.in(object);
                    Object written = value == null ? null : field.write(value);
                    if (written != null) {
                        json.put(field.name(), written);
                    }
                }));
        return field;
    }

    /** Adds fields of the same object that stand in an object of that name. */
    void within(String name, Fields<O> inner) {
        add(new Part<>(
                name,
                object -> {
                    if (object.has(name)) {
                        inner.readInto(
                                object.values(),
                                object.json().get(name),
                                object.at().in(name));
                    }
                },
                (object, at, config) -> inner.check(object, at.in(name), config),
                (object, json) -> json.put(name, inner.write(object))));
    }

    /** Adds a list. Where it is empty, an object of its name, with other fields, stands in its place. */
    <T> void addOrWithin(Field<List<T>> list, Of<O, List<T>> of, Fields<O> inner) {
        Fields<O> either = new Fields<>();
        either.add(list, of);
        either.within(list.name(), inner);
        Part<O> asList = either.parts.get(0);
        Part<O> asObject = either.parts.get(1);
        add(new Part<>(
                list.name(),
                object -> (object.json().get(list.name()) instanceof List ? asList : asObject).read.accept(object),
                either::check,
                (object, json) -> {
                    List<T> elements = of.in(object);
                    (elements == null || elements.isEmpty() ? asObject : asList).write.accept(object, json);
                }));
    }

    /** Adds a rule for which fields are given. It sees the values of the fields before it. */
    void given(Consumer<Given> reading) {
        parts.add(new Part<>("", reading, (object, at, config) -> {}, (object, json) -> {}));
    }

    /** Adds a rule for several fields. */
    void must(Rule<? super O> rule) {
        parts.add(new Part<>("", object -> {}, rule, (object, json) -> {}));
    }

    private void add(Part<O> part) {
        names.add(part.name);
        parts.add(part);
        written.add(part);
    }

    /** Reads and checks some fields before all others, so that what is wrong with them is said first. */
    void readFirst(Set<String> first) {
        List<Part<O>> moved =
                parts.stream().filter(part -> first.contains(part.name)).toList();
        parts.removeAll(moved);
        parts.addAll(0, moved);
    }

    @Override
    public @Nullable O read(@Nullable Object json, Place at) {
        Values values = new Values();
        return readInto(values, json, at) ? make.apply(values) : null;
    }

    /**
     * Reads the fields of an object. A field that is not known is a problem: misspelt, it must not silently take its default.
     *
     * @return whether there is an object
     */
    boolean readInto(Values values, @Nullable Object json, Place at) {
        if (!(json instanceof Map<?, ?> object)) {
            at.wrongType("an object", json);
            return false;
        }
        Given given = new Given(at, object, values);
        parts.forEach(part -> part.read.accept(given));
        for (Object key : object.keySet()) {
            String name = String.valueOf(key);
            if (!names.contains(name)) {
                at.in(name).wrong("is not known; known here are " + String.join(", ", names));
            }
        }
        return true;
    }

    @Override
    public void check(O object, Place at, Config config) {
        parts.forEach(part -> part.check.check(object, at, config));
    }

    @Override
    public Map<String, @Nullable Object> write(O object) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        written.forEach(part -> part.write.accept(object, json));
        return json;
    }

    /**
     * Returns the kind of a list of these objects, written where there is one.
     *
     * @param each what an element is, for the message
     */
    Kind<List<O>> list(String each) {
        return list("a list, each element " + each, each, i -> null, (all, i, at) -> {});
    }

    /**
     * Returns the kind of a list of these objects, written where there is one.
     *
     * @param list what the list is, for the message
     * @param each what an element is
     * @param instead stands for an element that is none, so that the others keep their places; null to drop it
     * @param among checks an element against those before it
     */
    Kind<List<O>> list(String list, String each, IntFunction<@Nullable O> instead, Among<O> among) {
        return new Kind<>() {
            @Override
            public @Nullable List<O> read(@Nullable Object json, Place at) {
                if (!(json instanceof List<?> elements)) {
                    at.wrongType(list, json);
                    return null;
                }
                for (int i = 0; i < elements.size(); i++) {
                    if (!(elements.get(i) instanceof Map)) {
                        at.at(i).wrongType(each, elements.get(i));
                    }
                }
                List<O> objects = new ArrayList<>();
                for (int i = 0; i < elements.size(); i++) {
                    O object = elements.get(i) instanceof Map<?, ?> given
                            ? Fields.this.read(given, at.at(i))
                            : instead.apply(i);
                    if (object != null) {
                        objects.add(object);
                    }
                }
                return List.copyOf(objects);
            }

            @Override
            public @Nullable Object write(List<O> objects) {
                return objects.isEmpty()
                        ? null
                        : objects.stream().map(Fields.this::write).toList();
            }

            @Override
            public void check(List<O> objects, Place at, Config config) {
                for (int i = 0; i < objects.size(); i++) {
                    among.check(objects, i, at.at(i));
                    Fields.this.check(objects.get(i), at.at(i), config);
                }
            }
        };
    }
}
