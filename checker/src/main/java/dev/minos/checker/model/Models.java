package dev.minos.checker.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every model by its name: those that come with Minos, and those of the class path that {@link ServiceLoader} finds as {@link
 * Model}. A name given twice belongs to the class path's.
 */
public final class Models {
    private static final List<Model<?>> OURS = List.of(
            new VersionedKvModel(),
            new RegisterModel(),
            new CasRegisterModel(),
            new MultiRegisterModel(),
            new MutexModel(),
            OwnedMutexModel.ownerMutex(),
            OwnedMutexModel.reentrantMutex(),
            new SetModel(),
            new UnorderedQueueModel(),
            new FifoQueueModel(),
            new AppendKvModel(),
            new NoopModel());

    private Models() {}

    /** The model of that name, null if there is none. */
    public static @Nullable Model<?> named(String name) {
        return all().get(name);
    }

    /** All names, in alphabetical order. */
    public static SortedSet<String> names() {
        return new TreeSet<>(all().keySet());
    }

    /** Whether the model comes with Minos. */
    public static boolean isOurs(Model<?> model) {
        return OURS.stream().anyMatch(ours -> ours.getClass().equals(model.getClass()));
    }

    private static Map<String, Model<?>> all() {
        Map<String, Model<?>> byName = new LinkedHashMap<>();
        OURS.forEach(model -> byName.put(model.name(), model));
        for (Model<?> model : ServiceLoader.load(Model.class)) {
            byName.put(model.name(), model);
        }
        return byName;
    }
}
