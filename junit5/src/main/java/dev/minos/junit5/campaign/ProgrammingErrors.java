package dev.minos.junit5.campaign;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the exceptions of sessions that only a mistake in code explains. Thread-safe.
 *
 * <p>Recorded as unknown outcomes they would hide what they stand for: a session that reads {@code map.get(key).value()} throws
 * where a value was lost, and the loss would pass.
 */
final class ProgrammingErrors {
    /** Thrown by code that is wrong, and their subclasses too. */
    private static final List<Class<? extends Throwable>> ALWAYS = List.of(
            NullPointerException.class,
            ClassCastException.class,
            IndexOutOfBoundsException.class,
            ArithmeticException.class,
            ArrayStoreException.class,
            NegativeArraySizeException.class,
            AssertionError.class,
            LinkageError.class);

    /** The same, but a library's own subclass may say something about the system, such as that it has no leader. */
    private static final List<Class<? extends Throwable>> OF_THE_JDK = List.of(
            IllegalArgumentException.class,
            UnsupportedOperationException.class,
            NoSuchElementException.class,
            ConcurrentModificationException.class,
            ReflectiveOperationException.class);

    private final Map<String, Long> byClass = new TreeMap<>();
    private long calls;
    private long undisturbed;
    private @Nullable Throwable first;
    private boolean firstUndisturbed;
    private String where = "";

    /** What was thrown in the end, without the wrappers that only carry it from another thread or out of reflection. */
    static Throwable unwrapped(Throwable thrown) {
        Throwable inner = thrown;
        while (inner.getCause() != null
                && (inner instanceof ExecutionException
                        || inner instanceof CompletionException
                        || inner instanceof InvocationTargetException
                        || inner instanceof UndeclaredThrowableException)) {
            inner = inner.getCause();
        }
        return inner;
    }

    /**
     * Whether only a mistake in code explains it. An {@link IllegalStateException} does not count: whatever is closed, full or
     * not connected throws it.
     */
    static boolean isOne(Throwable thrown) {
        Throwable inner = unwrapped(thrown);
        if (inner instanceof UnresolvedAddressException) {
            return false; // a name that does not resolve, whatever its superclass
        }
        return ALWAYS.stream().anyMatch(kind -> kind.isInstance(inner))
                || (inner.getClass().getName().startsWith("java.")
                        && OF_THE_JDK.stream().anyMatch(kind -> kind.isInstance(inner)));
    }

    /**
     * Counts a call.
     *
     * @param thrown what it threw, null if it answered
     * @param disturbed whether a fault was at work during the call or since the client's call before
     */
    synchronized void called(String client, Request request, @Nullable Throwable thrown, boolean disturbed) {
        calls++;
        if (thrown == null || !isOne(thrown)) {
            return;
        }
        Throwable inner = unwrapped(thrown);
        byClass.merge(inner.getClass().getName(), 1L, Long::sum);
        undisturbed += disturbed ? 0 : 1;
        if (first == null || (!disturbed && !firstUndisturbed)) {
            first = inner;
            firstUndisturbed = !disturbed;
            where = client + " in its " + request.inWords();
        }
    }

    /** The counts so far; null if no call threw such an exception. */
    synchronized CampaignRun.@Nullable ProgrammingErrors counted() {
        return first == null ? null : new CampaignRun.ProgrammingErrors(calls, byClass, undisturbed, where, first);
    }
}
