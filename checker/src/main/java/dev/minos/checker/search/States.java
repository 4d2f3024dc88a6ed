package dev.minos.checker.search;

import dev.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The distinct states that a search has come upon, each kept once and numbered from 0, and about how many bytes they take. */
final class States<S> {
    /** A place in the map and in the list, and the number. */
    private static final long PLACE_BYTES = 64;

    private final Model<S> model;
    private final Map<S, Integer> numbers = new HashMap<>();
    private final List<S> states = new ArrayList<>();
    private long bytes;

    States(Model<S> model) {
        this.model = model;
    }

    /** The number of a state; equal states have equal numbers. */
    int number(S state) {
        Integer known = numbers.get(state);
        if (known != null) {
            return known;
        }
        numbers.put(state, states.size());
        states.add(state);
        bytes += PLACE_BYTES + model.bytes(state);
        return states.size() - 1;
    }

    /** The state of a number. */
    S get(int number) {
        return states.get(number);
    }

    long bytes() {
        return bytes;
    }
}
