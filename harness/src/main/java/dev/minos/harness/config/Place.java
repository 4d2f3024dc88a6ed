package dev.minos.harness.config;

import dev.minos.checker.json.JsonDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place in a config, such as {@code clients[2].keys}, where something can be wrong. Not thread-safe. */
public final class Place {
    private static final int SHOWN_MAX = 60;

    private final String path;
    private final List<Problem> problems;

    private Place(String path, List<Problem> problems) {
        this.path = path;
        this.problems = problems;
    }

    /**
     * Returns the config as a whole.
     *
     * @param problems takes what is wrong, in the order in which it is found
     */
    static Place whole(List<Problem> problems) {
        return new Place("", problems);
    }

    /** Returns the place of a field of the object that is here. */
    public Place in(String field) {
        return new Place(path.isEmpty() ? field : path + "." + field, problems);
    }

    /** Returns the place of an element of the list that is here, from 0. */
    Place at(int index) {
        return new Place(path + "[" + index + "]", problems);
    }

    /** Adds a problem here; the message is read after the path. */
    public void wrong(String message) {
        problems.add(new Problem(path, message));
    }

    /** Adds that something else was expected here. */
    void wrongType(String expected, @Nullable Object got) {
        wrong("must be " + expected + ", got " + shown(got));
    }

    /** Returns whether a problem is known here. */
    boolean isWrong() {
        return problems.stream().anyMatch(problem -> problem.path().equals(path));
    }

    /** Returns JSON for a message, shortened where it is long. */
    static String shown(@Nullable Object json) {
        String text = JsonDocument.compact(json);
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX - 3) + "...";
    }

    @Override
    public String toString() {
        return path;
    }
}
