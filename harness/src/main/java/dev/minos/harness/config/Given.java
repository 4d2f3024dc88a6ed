package dev.minos.harness.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a config that is being read.
 *
 * @param at where it stands
 * @param json what stands there
 * @param values takes what is read
 */
record Given(Place at, Map<?, ?> json, Values values) {
    /** Returns whether it has a field, or an object that has one, and so on; be its value null. */
    boolean has(String... names) {
        @Nullable Object here = json;
        for (String name : names) {
            if (!(here instanceof Map<?, ?> object && object.containsKey(name))) {
                return false;
            }
            here = object.get(name);
        }
        return true;
    }

    /** Refuses a field, if it is there. */
    void refuse(String why, String... names) {
        if (has(names)) {
            Place place = at;
            for (String name : names) {
                place = place.in(name);
            }
            place.wrong(why);
        }
    }

    /** Adds a problem for a field that is not there. */
    void require(String name, String advice) {
        if (!has(name)) {
            at.in(name).wrong("is missing: " + advice);
        }
    }

    /** Refuses neither and both of two ways to say something. */
    void requireOneOf(String name, String other, String says) {
        if (has(name) == has(other)) {
            at.in(name)
                    .wrong("or " + other + " must say " + says + ", one of them, got " + (has(name) ? "both" : "none"));
        }
    }
}
