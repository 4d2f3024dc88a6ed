package dev.minos.server.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the machine's file system. Its lock is a file of its own, which holds the process id of whoever has it, and is
 * let go by the operating system when that process ends, in whatever way.
 */
public final class DirectoryDisk implements Disk {
    static final String LOCK_FILE = "minos.lock";

    /** Beyond what is written in the file: some systems let nobody read what is locked. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /**
     * What this process has locked. The operating system would grant one process a second lock, and drop both when either of
     * the two files is closed.
     */
    private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private @Nullable Path lockedHere;
    private @Nullable FileChannel lock;

    /** @param directory it need not be there */
    public DirectoryDisk(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return directory.toString();
    }

    @Override
    public void lock() throws IOException {
        makeDirectory();
        Path real = directory.toRealPath();
        if (!LOCKED_HERE.add(real)) {
            throw inUse("this process");
        }
        boolean locked = false;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    real.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock granted = tryLock(channel);
            if (granted == null) {
                throw inUse("another server, process " + holder(channel));
            }
            channel.truncate(0);
            write(
                    channel,
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            lock = channel;
            lockedHere = real;
            locked = true;
        } finally {
            if (!locked) {
                LOCKED_HERE.remove(real);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private StorageException inUse(String by) {
        return new StorageException(
                directory + " is in use by " + by + ": stop that server first, or name another directory");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // by another copy of this class in this process
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    }

    /** Makes the directory so that it outlives a crash: its name stands in its parent, which must be forced for that. */
    private void makeDirectory() throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path path = directory.toAbsolutePath(); path != null && !Files.exists(path); path = path.getParent()) {
            missing.addFirst(path);
        }
        try {
            Files.createDirectories(directory);
        } catch (NoSuchFileException e) {
            // Its parent is there, or would have been made: such a file system makes its directories itself.
            throw new StorageException(
                    directory + " cannot be made: the system allows no directory there; name another directory", e);
        }
        for (Path made : missing) {
            force(made.getParent());
        }
    }

    /** Forces the names in a directory to the disk, where the system has a way to do that. */
    private static void force(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            if (System.getProperty("os.name").startsWith("Windows")) {
                return; // a directory is no file there, and its journal keeps names in order
            }
            throw e;
        }
        try (channel) {
            channel.force(true);
        }
    }

    @Override
    public List<String> list() throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        if (!Files.isDirectory(directory)) {
            throw new StorageException(directory + " must be a directory, and is a file: name another place");
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.equals(LOCK_FILE))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Log open(String file) throws IOException {
        return new OpenFile(FileChannel.open(
                directory.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void replace(String from, String to) throws IOException {
        Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        force(directory);
    }

    @Override
    public void delete(String file) throws IOException {
        Files.deleteIfExists(directory.resolve(file));
    }

    @Override
    public void forceNames() throws IOException {
        force(directory);
    }

    /** The lock file stays: whoever removed it could remove one that the next server has just locked. */
    @Override
    public void close() throws IOException {
        FileChannel held = lock;
        if (held == null) {
            return;
        }
        lock = null;
        try {
            held.close();
        } finally {
            if (lockedHere != null) {
                LOCKED_HERE.remove(lockedHere);
            }
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * An interrupt of a thread that is in one of these methods closes the channel, which is how the JDK has it; the storage
     * then takes no more puts.
     */
    private static final class OpenFile implements Log {
        private final FileChannel channel;

        OpenFile(FileChannel channel) throws IOException {
            this.channel = channel;
            channel.position(channel.size());
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            long at = position;
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    throw new EOFException("the file ends at byte " + at);
                }
                at += count;
            }
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            write(channel, bytes);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
            channel.position(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
