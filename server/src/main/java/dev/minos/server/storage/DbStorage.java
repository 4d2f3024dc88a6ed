package dev.minos.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A map of H2's MVStore, the engine of the database H2, in one file, {@code minos.mv.db}. Thread-safe, as {@link
 * CommittingStorage} tells.
 *
 * <p>A batch of puts is one commit of MVStore, which survives the end of the process, and one sync with {@link Fsync#ALWAYS},
 * which makes it survive a loss of power. Memory: MVStore's cache of pages, 16 MB. Opening it does not read what is stored.
 */
public final class DbStorage extends CommittingStorage {
    static final String FILE = "minos.mv.db";
    private static final String MAP = "values";
    private static final int FORMAT = 1;

    /**
     * How long MVStore leaves pages alone that a later commit has replaced. A commit copies a few pages of 4 KiB, so at
     * H2's 45 s the file of a busy server grows by gigabytes before it uses space again. H2 waits that long because a disk that
     * is not forced may write the new pages much later than the space of the old ones; where each commit is forced,
     * the old pages are of no use as soon as it returns. Not 0: then MVStore has been seen to use space again that it still
     * listed (h2database issues 2752 and 4083).
     */
    private static final int FORCED_RETENTION_MILLIS = 1_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(DbStorage.class);

    private final Disk directory;
    private final MVStore store;
    private final MVMap<String, VersionedValue> map;

    /** What the keys of the batch that is being committed held before it: the map already has what is not committed yet. */
    private final Map<String, Optional<VersionedValue>> before = new HashMap<>();

    private DbStorage(Disk directory, MVStore store, Fsync fsync) {
        super(fsync);
        this.directory = directory;
        this.store = store;
        this.map = openMap(store);
    }

    /**
     * Opens the storage in a directory, and makes it if the directory is empty or not there.
     *
     * @throws StorageException if the directory is in use, of something else, damaged, of a newer format, or cannot be read
     *     or written
     */
    public static DbStorage open(Path directory, Fsync fsync) throws StorageException {
        DirectoryDisk disk = new DirectoryDisk(directory);
        // Absolute: in what begins with a word and a colon H2 sees a file system of its own.
        Path file = directory.toAbsolutePath().resolve(FILE);
        return DataFile.open(disk, FILE, () -> {
            if (!DataFile.isThere(disk, FILE)) {
                create(file.resolveSibling(DataFile.unfinished(FILE)));
                disk.replace(DataFile.unfinished(FILE), FILE);
            }
            MVStore store = openStore(file);
            try {
                requireKnown(file, store);
                if (fsync == Fsync.ALWAYS) {
                    store.setRetentionTime(FORCED_RETENTION_MILLIS);
                }
                store.sync(); // a killed process leaves commits that were not: from now on they are seen
                return new DbStorage(disk, store, fsync);
            } catch (StorageException e) {
                store.closeImmediately();
                throw e;
            } catch (MVStoreException e) {
                store.closeImmediately();
                throw unusable(file, e);
            }
        });
    }

    private static void create(Path unfinished) throws IOException {
        MVStore store = openStore(unfinished);
        try {
            openMap(store);
            store.setStoreVersion(FORMAT);
            store.commit();
            store.sync();
            store.close();
        } catch (MVStoreException e) {
            store.closeImmediately();
            throw unusable(unfinished, e);
        }
    }

    private static MVStore openStore(Path file) throws StorageException {
        try {
            return new MVStore.Builder()
                    .fileName(file.toString())
                    .autoCommitDisabled()
                    .open();
        } catch (MVStoreException e) {
            throw unusable(file, e);
        }
    }

    private static MVMap<String, VersionedValue> openMap(MVStore store) {
        return store.openMap(
                MAP,
                new MVMap.Builder<String, VersionedValue>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(new StoredType()));
    }

    private static void requireKnown(Path file, MVStore store) throws StorageException {
        int format = store.getStoreVersion();
        if (format > FORMAT) {
            throw new StorageException(file + " has format " + format + ", and this version of Minos knows only format "
                    + FORMAT + ": use the version that wrote it, or name another directory");
        }
        if (format < 1 || !store.hasMap(MAP)) {
            throw new StorageException(file + " is a database of another program: name another directory");
        }
    }

    private static StorageException unusable(Path file, MVStoreException e) {
        return new StorageException(
                switch (e.getErrorCode()) {
                    case DataUtils.ERROR_FILE_LOCKED ->
                        file + " is in use by another program: stop it first, or name another directory";
                    case DataUtils.ERROR_FILE_CORRUPT, DataUtils.ERROR_UNSUPPORTED_FORMAT ->
                        file + " is damaged, or no database that H2's MVStore can read (" + e.getMessage()
                                + "): restore the directory from a copy, or name another directory";
                    default -> file + " cannot be used: " + e.getMessage();
                },
                e);
    }

    @Override
    @Nullable VersionedValue committedValue(String key) {
        synchronized (before) {
            Optional<VersionedValue> covered = before.get(key);
            return covered == null ? read(() -> map.get(key)) : covered.orElse(null);
        }
    }

    @Override
    SortedMap<String, VersionedValue> committedValues() {
        synchronized (before) {
            SortedMap<String, VersionedValue> values = read(() -> new TreeMap<>(map));
            before.forEach((key, value) -> value.ifPresentOrElse(v -> values.put(key, v), () -> values.remove(key)));
            return values;
        }
    }

    private static <T extends @Nullable Object> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MVStoreException e) {
            throw new UncheckedIOException(e.getMessage(), new IOException(e));
        }
    }

    @Override
    boolean commitsQuickly() {
        return false;
    }

    @Override
    void commit(List<Write> batch) throws IOException {
        try {
            synchronized (before) {
                for (Write write : batch) {
                    VersionedValue replaced = map.put(write.key(), write.stored());
                    before.putIfAbsent(write.key(), Optional.ofNullable(replaced));
                }
            }
            store.commit();
            if (fsync() == Fsync.ALWAYS) {
                store.sync();
            }
        } catch (MVStoreException e) {
            // MVStore names its own objects; what the file system said stands behind that.
            throw e.getCause() instanceof IOException said ? said : new IOException(e.getMessage(), e);
        }
    }

    @Override
    void publish(List<Write> batch) {
        synchronized (before) {
            before.clear();
        }
    }

    @Override
    void release() {
        try (directory) {
            store.close();
        } catch (IOException | MVStoreException e) {
            LOGGER.warn(
                    "{}: not closed as it should be ({}); what was acknowledged is safe",
                    directory.name(),
                    e.getMessage());
        }
    }

    /** {@code version (varint), length of the value in chars (varint), value}, as MVStore writes such things. */
    private static final class StoredType extends BasicDataType<VersionedValue> {
        private static final int OBJECT_BYTES = 80;

        @Override
        public int getMemory(VersionedValue stored) {
            return OBJECT_BYTES + 2 * stored.value().length();
        }

        @Override
        public void write(WriteBuffer to, VersionedValue stored) {
            int length = stored.value().length();
            to.putVarLong(stored.version()).putVarInt(length).putStringData(stored.value(), length);
        }

        @Override
        public VersionedValue read(ByteBuffer from) {
            long version = DataUtils.readVarLong(from);
            return new VersionedValue(DataUtils.readString(from), version);
        }

        @Override
        public VersionedValue[] createStorage(int size) {
            return new VersionedValue[size];
        }
    }
}
