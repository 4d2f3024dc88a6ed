package dev.minos.harness.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A config that cannot be used: everything that is wrong with it, one line each, such as
 * {@code config.json: clients[2].keys must name at least one key, got []}.
 */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Makes an exception.
     *
     * @param source what was read, such as a file's name
     * @param problems at least one
     */
    public ConfigException(String source, List<Problem> problems) {
        super(problems.stream().map(problem -> source + ": " + problem).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Returns everything that is wrong, in the order of the config. */
    public List<Problem> problems() {
        return problems;
    }
}
