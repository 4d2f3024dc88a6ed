package dev.minos.harness.workload;

import java.util.SplittableRandom;

/** Decides what one client does next. Implementations keep no state: the random generator passed in is the client's own. */
@FunctionalInterface
public interface Workload {

    /** Returns the client's next logical operation. */
    Intent next(SplittableRandom random);
}
