package dev.minos.checker.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's statement that exactly one of several attempts of unknown outcome took effect before this line: the
 * {@code recovered} event of process {@code recovery}.
 *
 * <pre>{"index":17,"process":"recovery","type":"info","f":"recovered","key":"key1","value":{"attempts":[12],"version":2},"client":"client_2","op":17}</pre>
 *
 * @param position where the claim stands in the history
 * @param index the file's index of the claim
 * @param attempts ids of the operations that the claim names; empty only where the history at hand does not hold them
 * @param client null where the claim names none
 */
public record Claim(
        int position,
        long index,
        @Nullable Object key,
        List<Integer> attempts,
        @Nullable String client,
        long op) {
    public Claim {
        attempts = List.copyOf(attempts);
    }
}
