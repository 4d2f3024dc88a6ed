package dev.minos.server.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hash map in memory and a log of its puts in one flat file, {@code minos.kvlog}, which is replayed on opening. Thread-safe, as
 * {@link CommittingStorage} tells.
 *
 * <p>Committing a batch of puts is appending one record to the log, and forcing it with {@link Fsync#ALWAYS}. So at most one
 * record of the file has not been forced, and it is the last: what a crash leaves of it is cut off on opening, since nobody has
 * seen its puts, and whatever else is wrong with the file is damage, and refused ({@link LogReader}).
 *
 * <p>When the log has grown to twice what it began with, and to at least {@value #COMPACT_BYTES} bytes, it is replaced by one
 * that begins with what the keys hold. The new file is written and forced under another name, and renamed when it is
 * complete; a crash at any moment leaves one of the two. This happens between two batches, and takes time linear in what is stored;
 * reads go on meanwhile. Memory: everything stored.
 */
public final class FileStorage extends CommittingStorage {
    /** How long a log may grow before it is ever compacted. */
    public static final long COMPACT_BYTES = 16 << 20;

    static final String FILE = "minos.kvlog";
    private static final int STATE_RECORD_BYTES = 1 << 18;
    private static final Logger LOGGER = LoggerFactory.getLogger(FileStorage.class);

    private final Disk disk;
    private final long compactBytes;
    private final long bytesCut;
    private final Map<String, VersionedValue> values;

    // Used by whoever commits, and by one thread at a time.
    private final LogBuffer buffer = new LogBuffer();
    private Disk.Log log;
    private long records;
    private long size;
    private long compactAt;

    private FileStorage(Disk disk, Fsync fsync, long compactBytes, Disk.Log log, LogReader.Contents contents) {
        super(fsync);
        this.disk = disk;
        this.compactBytes = compactBytes;
        this.log = log;
        this.values = contents.values();
        this.records = contents.records();
        this.size = contents.end();
        this.bytesCut = contents.bytesBehind();
        this.compactAt = Math.max(compactBytes, 2 * contents.stateEnd());
    }

    /**
     * Opens the storage in a directory of the file system, and makes it if the directory is empty or not there.
     *
     * @throws StorageException if the directory is in use, of something else, damaged, of a newer format, or cannot be read
     *     or written; nothing has been changed then
     */
    public static FileStorage open(Path directory, Fsync fsync) throws StorageException {
        FileStorage storage = open(new DirectoryDisk(directory), fsync, COMPACT_BYTES);
        if (storage.bytesCut() > 0) {
            LOGGER.warn(
                    "{}: cut off the last {} bytes, a record that a crash left unfinished; nobody has seen its puts",
                    directory.resolve(FILE),
                    storage.bytesCut());
        }
        return storage;
    }

    /**
     * Opens the storage on any disk, which is locked from now on, and closed with the storage or when opening fails.
     *
     * @param compactBytes how long the log may grow before it is ever compacted, &gt;= 0
     * @throws StorageException as {@link #open(Path, Fsync)}
     */
    public static FileStorage open(Disk disk, Fsync fsync, long compactBytes) throws StorageException {
        return DataFile.open(disk, FILE, () -> {
            if (!DataFile.isThere(disk, FILE)) {
                create(disk);
            }
            Disk.Log log = disk.open(FILE);
            boolean usable = false;
            try {
                LogReader.Contents contents = new LogReader(disk.name() + "/" + FILE, log).read();
                if (contents.bytesBehind() > 0) {
                    log.truncate(contents.end());
                }
                // A killed process leaves records that were written and not forced. From now on they are seen.
                log.force();
                usable = true;
                return new FileStorage(disk, fsync, compactBytes, log, contents);
            } finally {
                if (!usable) {
                    log.close();
                }
            }
        });
    }

    private static void create(Disk disk) throws IOException {
        LogBuffer empty = new LogBuffer();
        empty.fileHeader();
        empty.beginRecord(LogFormat.END_OF_STATE);
        empty.endRecord(1);
        try (Disk.Log log = disk.open(DataFile.unfinished(FILE))) {
            log.append(empty.written());
            log.force();
        }
        disk.replace(DataFile.unfinished(FILE), FILE);
    }

    /** How many bytes of a record that a crash left unfinished were cut off on opening; 0 after a clean end. */
    public long bytesCut() {
        return bytesCut;
    }

    @Override
    @Nullable VersionedValue committedValue(String key) {
        return values.get(key);
    }

    @Override
    SortedMap<String, VersionedValue> committedValues() {
        return new TreeMap<>(values);
    }

    @Override
    boolean commitsQuickly() {
        return fsync() == Fsync.NONE && size < compactAt;
    }

    @Override
    void commit(List<Write> batch) throws IOException {
        if (size >= compactAt) {
            compact();
        }
        buffer.clear();
        buffer.beginRecord(LogFormat.PUTS);
        for (Write write : batch) {
            buffer.entry(write.key(), write.stored());
        }
        buffer.endRecord(records + 1);
        log.append(buffer.written());
        if (fsync() == Fsync.ALWAYS) {
            log.force();
        }
        records++;
        size += buffer.length();
    }

    @Override
    void publish(List<Write> batch) {
        for (Write write : batch) {
            values.put(write.key(), write.stored());
        }
    }

    /** Replaces the log by one that begins with what the keys hold now. Nobody changes them meanwhile: we are committing. */
    private void compact() throws IOException {
        String unfinished = DataFile.unfinished(FILE);
        disk.delete(unfinished);
        Disk.Log fresh = disk.open(unfinished);
        boolean complete = false;
        try {
            records = 0;
            size = 0;
            buffer.clear();
            buffer.fileHeader();
            buffer.beginRecord(LogFormat.STATE);
            for (Map.Entry<String, VersionedValue> entry : values.entrySet()) {
                buffer.entry(entry.getKey(), entry.getValue());
                if (buffer.recordLength() >= STATE_RECORD_BYTES) {
                    appendRecord(fresh);
                    buffer.beginRecord(LogFormat.STATE);
                }
            }
            appendRecord(fresh);
            buffer.beginRecord(LogFormat.END_OF_STATE);
            appendRecord(fresh);
            fresh.force();
            complete = true;
        } finally {
            if (!complete) {
                fresh.close();
            }
        }
        log.close();
        log = fresh; // an open file keeps being itself under its new name
        disk.replace(unfinished, FILE);
        compactAt = Math.max(compactBytes, 2 * size);
    }

    private void appendRecord(Disk.Log to) throws IOException {
        buffer.endRecord(++records);
        to.append(buffer.written());
        size += buffer.length();
        buffer.clear();
    }

    @Override
    void release() {
        try (disk) {
            log.close();
        } catch (IOException e) {
            LOGGER.warn(
                    "{}: not closed as it should be ({}); what was acknowledged is safe", disk.name(), e.getMessage());
        }
    }
}
