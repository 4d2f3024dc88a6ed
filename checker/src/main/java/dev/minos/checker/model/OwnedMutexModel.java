package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lock that knows its owner: only who holds it may release it. Once ({@code owner-mutex}) or several times by the same owner
 * ({@code reentrant-mutex}).
 *
 * <p>The owner is what the operation's value names: its {@code client} where the value is a map, else the value itself, else
 * the process. Histories whose clients go on under another process after an unknown outcome should name their owners.
 */
public final class OwnedMutexModel implements Model<OwnedMutexModel.Lock> {
    private static final Lock FREE = new Lock(null, 0);

    private final String name;
    private final long mostHolds;

    private OwnedMutexModel(String name, long mostHolds) {
        this.name = name;
        this.mostHolds = mostHolds;
    }

    /** A lock that its owner holds once. */
    public static OwnedMutexModel ownerMutex() {
        return new OwnedMutexModel("owner-mutex", 1);
    }

    /** A lock that its owner may acquire any number of times. */
    public static OwnedMutexModel reentrantMutex() {
        return new OwnedMutexModel("reentrant-mutex", Long.MAX_VALUE);
    }

    /**
     * The state of a lock.
     *
     * @param owner null while it is free
     * @param holds how often the owner holds it
     */
    public record Lock(@Nullable Object owner, long holds) {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public Lock initial() {
        return FREE;
    }

    /** @param value the greatest number of times that a reentrant lock can be held, a whole number from 1 on */
    @Override
    public Model<Lock> startingAt(@Nullable Object value) {
        if (value instanceof Long most && most >= 1 && mostHolds > 1) {
            return new OwnedMutexModel(name, most);
        }
        throw new IllegalArgumentException(name
                + (mostHolds > 1
                        ? " takes the number of times that it can be held, got " + value
                        : " is free at first and takes no initial value, got " + value));
    }

    @Override
    public Step<Lock> step(Lock lock, Operation operation) {
        Object caller = caller(operation);
        if (operation.f().equals("acquire")) {
            if (lock.owner == null) {
                return Step.next(new Lock(caller, 1));
            }
            return lock.owner.equals(caller) && lock.holds < mostHolds
                    ? Step.next(new Lock(caller, lock.holds + 1))
                    : Step.illegal(() -> caller + " can't acquire: held by " + lock.owner);
        }
        if (!caller.equals(lock.owner)) {
            return Step.illegal(
                    () -> caller + " can't release: " + (lock.owner == null ? "not held" : "held by " + lock.owner));
        }
        return Step.next(lock.holds == 1 ? FREE : new Lock(caller, lock.holds - 1));
    }

    @Override
    public boolean mutates(Operation operation) {
        return true;
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        return Recorded.unlessOneOf(operation, List.of("acquire", "release"));
    }

    /** Whether the same owner may acquire the lock several times. */
    public boolean isReentrant() {
        return mostHolds > 1;
    }

    /** Who acquires or releases the lock. */
    public static Object caller(Operation operation) {
        Object value = Recorded.value(operation);
        if (value instanceof Map<?, ?> fields) {
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                if (Recorded.name(field.getKey()).equals("client") && field.getValue() != null) {
                    return field.getValue();
                }
            }
        }
        return value == null || value instanceof Map ? operation.process() : value;
    }
}
