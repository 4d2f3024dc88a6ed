package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a model threw from what the checker itself did: the one leaves the verdict open, the other is a fault of ours. Engines
 * ask a model through here, so that a null, which no model may answer, is thrown where it comes from.
 */
public final class ModelFault {
    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.");
    private static final String CHECKER = "dev.minos.checker.";
    private static final String MODELS = ModelFault.class.getPackageName() + ".";

    private ModelFault() {}

    /**
     * What the model says of the operation in that state.
     *
     * @throws NullPointerException if it says null, for which the model {@linkplain #isBehind is to blame}
     */
    public static <S> Step<S> step(Model<S> model, S state, Operation operation) {
        return Objects.requireNonNull(
                model.step(state, operation),
                () -> "step returned null for " + operation.f() + " of " + operation.input() + " in the state "
                        + state);
    }

    /**
     * The state that the model starts in.
     *
     * @throws NullPointerException if it starts in null, for which the model {@linkplain #isBehind is to blame}
     */
    public static <S> S initialOf(Model<S> model, @Nullable Object key) {
        return Objects.requireNonNull(model.initialOf(key), () -> "the initial state is null, of key " + key);
    }

    /**
     * Whether the model, or a state of it in {@code equals} or {@code hashCode}, is to blame: something of the model's class was
     * under way, or the innermost code that is not of the JDK is none of the checker's.
     */
    public static boolean isBehind(Model<?> model, Throwable thrown) {
        boolean innermost = true;
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getClassName();
            if (isOf(model.getClass(), name)) {
                return true;
            }
            if (innermost && JDK.stream().noneMatch(name::startsWith)) {
                if (!name.startsWith(CHECKER) || name.startsWith(MODELS)) {
                    return true;
                }
                innermost = false;
            }
        }
        return false;
    }

    /** What to say of it. */
    public static String inWords(Model<?> model, Throwable thrown) {
        return "the model " + model.name() + " threw " + thrown;
    }

    private static boolean isOf(Class<?> model, String name) {
        for (Class<?> type = model; type != null && type != Object.class; type = type.getSuperclass()) {
            if (type.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
