package dev.minos.server.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every storage by its name: {@code memory}, {@code file} and {@code db}, and those of the class path that {@link
 * ServiceLoader} finds as {@link StorageProvider}. A name given twice belongs to the class path's.
 */
public final class Storages {
    /** The name of the storage that is used unless another one is chosen. */
    public static final String MEMORY = "memory";

    /** The name of the log in one flat file. */
    public static final String FILE = "file";

    /** The name of the embedded database. */
    public static final String DB = "db";

    private static final List<StorageProvider> OURS = List.of(
            new Ours(MEMORY, false, (directory, fsync) -> new InMemoryStorage()),
            new Ours(FILE, true, (directory, fsync) -> FileStorage.open(Objects.requireNonNull(directory), fsync)),
            new Ours(DB, true, (directory, fsync) -> DbStorage.open(Objects.requireNonNull(directory), fsync)));

    private Storages() {}

    /**
     * The storage of that name.
     *
     * @throws IllegalArgumentException if there is none; the message begins with {@code storage must be} and lists all names
     */
    public static StorageProvider named(String name) {
        StorageProvider found = all().get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "storage must be one of " + String.join(", ", names()) + ", got " + name);
        }
        return found;
    }

    /** All names, in alphabetical order. */
    public static SortedSet<String> names() {
        return new TreeSet<>(all().keySet());
    }

    private static Map<String, StorageProvider> all() {
        Map<String, StorageProvider> byName = new LinkedHashMap<>();
        OURS.forEach(provider -> byName.put(provider.name(), provider));
        for (StorageProvider provider : ServiceLoader.load(StorageProvider.class)) {
            byName.put(provider.name(), provider);
        }
        return byName;
    }

    @FunctionalInterface
    private interface Opening {
        Storage open(@Nullable Path directory, Fsync fsync) throws IOException;
    }

    private record Ours(String name, boolean needsDirectory, Opening opening) implements StorageProvider {
        @Override
        public Storage open(@Nullable Path directory, Fsync fsync) throws IOException {
            return opening.open(directory, fsync);
        }
    }
}
