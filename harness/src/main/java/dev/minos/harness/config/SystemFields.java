package dev.minos.harness.config;

/**
 * The fields of a config that only one kind of system has, found by {@code ServiceLoader}. The system brings them with their
 * rules, and reads their values by {@link Config#get}.
 *
 * <pre>{@code
 * public final class StoreFields implements SystemFields {
 *     public static final Field<Integer> PORT = Field.of("port", Kind.INT, 0).must(Rules.range(0, 65_535));
 *
 *     public void addTo(ConfigFields fields) {
 *         fields.after("system", PORT);
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface SystemFields {
    /** Adds the fields to those of all systems. */
    void addTo(ConfigFields fields);
}
