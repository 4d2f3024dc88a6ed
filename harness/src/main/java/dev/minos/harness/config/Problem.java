package dev.minos.harness.config;

/**
 * One thing that is wrong with a config. Immutable.
 *
 * @param path where, such as {@code clients[2].keys}; empty for the config as a whole
 * @param message what was expected and what was found, to be read after the path
 */
public record Problem(String path, String message) {
    @Override
    public String toString() {
        return path.isEmpty() ? message : path + " " + message;
    }
}
