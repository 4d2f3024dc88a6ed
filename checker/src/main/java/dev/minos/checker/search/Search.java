package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a search of one partition found. */
public sealed interface Search {
    /**
     * A legal order exists.
     *
     * @param linearization the operations in that order; those of unknown outcome that it does not need are left out
     */
    record Linearizable(List<Operation> linearization) implements Search {
        public Linearizable {
            linearization = List.copyOf(linearization);
        }
    }

    /** No legal order exists: all were tried or are dominated by one that was. */
    record NotLinearizable() implements Search {}

    /**
     * Time or memory ran out, or the model threw.
     *
     * @param reason in words
     * @param longestPrefix the most operations that one legal order covered
     * @param cause what the model threw, if it did
     */
    record Unknown(
            String reason, int longestPrefix, @Nullable Throwable cause) implements Search {}
}
