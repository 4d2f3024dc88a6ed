package dev.minos.server.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk in memory that forgets at a crash what a real one may forget. The seed and the calls decide what; on every JVM the
 * same. Thread-safe.
 *
 * <pre>{@code
 * SimulatedDisk disk = new SimulatedDisk(seed);
 * Storage storage = FileStorage.open(disk, Fsync.ALWAYS, FileStorage.COMPACT_BYTES);
 * storage.put("key1", "a", 0, AppliedListener.NONE);
 * disk.losePower();                    // or kill(): the storage is dead, and is not closed
 * storage = FileStorage.open(disk, Fsync.ALWAYS, FileStorage.COMPACT_BYTES);
 * }</pre>
 *
 * <p>{@link #kill} is the end of the process: whatever was written stays, the lock is free, and open files are of no more use.
 * {@link #losePower} takes away in addition, of each file, some of what was not forced: of the appends since the last force the
 * first ones stay, one is torn, and the others are gone. The torn one keeps a part of its bytes from its beginning, or has its
 * length and lacks some of its sectors of 512 bytes, which are zeros. A truncation that was not forced may come undone, and so may
 * the making, renaming and removing of files since names were last forced.
 */
public final class SimulatedDisk implements Disk {
    private static final int SECTOR_BYTES = 512;

    private final Random random;

    // Guarded by this.
    private SortedMap<String, Content> files = new TreeMap<>();
    private SortedMap<String, Content> durableFiles = new TreeMap<>();
    private boolean locked;
    private boolean dead;
    /** Counts the machine's lives: what was opened in an earlier one is of no more use. */
    private int life;

    private long operations;
    private long lastOperation = Long.MAX_VALUE;

    /** @param seed of everything that is left to chance */
    public SimulatedDisk(long seed) {
        this.random = new Random(seed);
    }

    /** Every later call fails, as it does for a process that is no more, until {@link #kill} or {@link #losePower}. */
    public static final class CrashException extends IOException {
        private static final long serialVersionUID = 1L;

        CrashException() {
            super("the simulated machine has crashed");
        }
    }

    /** Ends the process that uses the disk: what it wrote stays, forced or not. The disk can be used again at once. */
    public synchronized void kill() {
        life++;
        locked = false;
        dead = false;
        lastOperation = Long.MAX_VALUE;
    }

    /** Ends the process, and forgets what need not have reached the disk. The disk can be used again at once. */
    public synchronized void losePower() {
        kill();
        SortedMap<String, Content> left = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(durableFiles.keySet());
        names.addAll(files.keySet());
        for (String name : names) {
            Content before = durableFiles.get(name);
            Content now = files.get(name);
            Content kept = before == now || random.nextBoolean() ? now : before;
            if (kept != null) {
                left.put(name, kept);
            }
        }
        left.values().forEach(content -> content.losePower(random));
        files = left;
        durableFiles = new TreeMap<>(left);
    }

    /**
     * Makes the machine crash in the middle of a later operation that changes something: it does its work in part, or not at
     * all, or all of it, and throws {@link CrashException}; and so does every call after it.
     *
     * @param count how many such operations are completed before that one, &gt;= 0
     */
    public synchronized void crashAfter(long count) {
        lastOperation = operations + count;
    }

    /** How many operations that change something there have been. */
    public synchronized long operations() {
        return operations;
    }

    /** The bytes of a file as they would be read now; for tests that damage them. */
    synchronized byte[] contents(String file) {
        Content content = files.get(file);
        return content == null ? new byte[0] : Arrays.copyOf(content.bytes, content.size);
    }

    /** Replaces the bytes of a file, all of them forced; for tests. */
    synchronized void setContents(String file, byte[] bytes) {
        Content content = new Content();
        content.bytes = bytes.clone();
        content.size = bytes.length;
        content.force();
        files.put(file, content);
        durableFiles.put(file, content);
    }

    /** Counts an operation that changes something; whether the machine crashes in the middle of it. */
    private boolean isLast() throws CrashException {
        requireAlive();
        dead = operations++ >= lastOperation;
        return dead;
    }

    private void requireAlive() throws CrashException {
        if (dead) {
            throw new CrashException();
        }
    }

    /** Whether an operation that cannot be done in part takes place: always, but in the crash. */
    private boolean takesPlace(boolean last) {
        return !last || random.nextBoolean();
    }

    private void end(boolean last) throws CrashException {
        if (last) {
            throw new CrashException();
        }
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public synchronized void lock() throws IOException {
        requireAlive();
        if (locked) {
            throw new StorageException(name() + " is in use: close what uses it first");
        }
        locked = true;
    }

    @Override
    public synchronized List<String> list() throws IOException {
        requireAlive();
        return new ArrayList<>(files.keySet());
    }

    @Override
    public synchronized Log open(String file) throws IOException {
        Content content = files.get(file);
        if (content == null) {
            boolean last = isLast();
            content = new Content();
            if (takesPlace(last)) {
                files.put(file, content);
            }
            end(last);
        }
        requireAlive();
        return new OpenFile(content, life);
    }

    @Override
    public synchronized void replace(String from, String to) throws IOException {
        boolean last = isLast();
        if (takesPlace(last)) {
            Content content = files.remove(from);
            if (content == null) {
                throw new IOException("there is no file " + from);
            }
            files.put(to, content);
            if (takesPlace(last)) {
                durableFiles = new TreeMap<>(files);
            }
        }
        end(last);
    }

    @Override
    public synchronized void delete(String file) throws IOException {
        if (!files.containsKey(file)) {
            requireAlive();
            return;
        }
        boolean last = isLast();
        if (takesPlace(last)) {
            files.remove(file);
        }
        end(last);
    }

    @Override
    public synchronized void forceNames() throws IOException {
        boolean last = isLast();
        if (takesPlace(last)) {
            durableFiles = new TreeMap<>(files);
        }
        end(last);
    }

    @Override
    public synchronized void close() throws IOException {
        requireAlive();
        locked = false;
    }

    /** What a file holds, on the disk and on the way there. */
    private static final class Content {
        private byte[] bytes = new byte[SECTOR_BYTES];
        private int size;
        private int forced;
        /** Where the appends since the last force end. */
        private final List<Integer> appends = new ArrayList<>();
        /** What a truncation has cut off since the last force. */
        private byte[] cut = new byte[0];

        private void append(byte[] more) {
            if (size + more.length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more.length));
            }
            System.arraycopy(more, 0, bytes, size, more.length);
            size += more.length;
            appends.add(size);
            cut = new byte[0];
        }

        private void truncate(int length) {
            cut = Arrays.copyOfRange(bytes, length, size);
            size = length;
            forced = Math.min(forced, length);
            appends.removeIf(end -> end >= length);
        }

        private void force() {
            forced = size;
            appends.clear();
            cut = new byte[0];
        }

        private void losePower(Random random) {
            if (cut.length > 0 && random.nextBoolean()) {
                append(cut);
            } else if (!appends.isEmpty()) {
                int torn = random.nextInt(appends.size() + 1);
                if (torn < appends.size()) {
                    tear(torn == 0 ? forced : appends.get(torn - 1), appends.get(torn), random);
                }
            }
            force();
        }

        private void tear(int from, int to, Random random) {
            if (random.nextBoolean()) {
                size = from + random.nextInt(to - from + 1);
                return;
            }
            size = to;
            for (int at = from; at < to; at = (at / SECTOR_BYTES + 1) * SECTOR_BYTES) {
                if (random.nextBoolean()) {
                    Arrays.fill(bytes, at, Math.min(to, (at / SECTOR_BYTES + 1) * SECTOR_BYTES), (byte) 0);
                }
            }
        }
    }

    private final class OpenFile implements Log {
        private final Content content;
        private final int openedIn;

        OpenFile(Content content, int openedIn) {
            this.content = content;
            this.openedIn = openedIn;
        }

        private void requireUsable() throws CrashException {
            if (openedIn != life) {
                throw new CrashException();
            }
            requireAlive();
        }

        private boolean isLastHere() throws CrashException {
            requireUsable();
            return isLast();
        }

        @Override
        public long size() throws IOException {
            synchronized (SimulatedDisk.this) {
                requireUsable();
                return content.size;
            }
        }

        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireUsable();
                if (position + into.remaining() > content.size) {
                    throw new EOFException("the file ends at byte " + content.size);
                }
                into.put(content.bytes, (int) position, into.remaining());
            }
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            synchronized (SimulatedDisk.this) {
                boolean last = isLastHere();
                byte[] more = new byte[last ? random.nextInt(bytes.remaining() + 1) : bytes.remaining()];
                bytes.get(more);
                content.append(more);
                end(last);
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            synchronized (SimulatedDisk.this) {
                boolean last = isLastHere();
                if (takesPlace(last)) {
                    content.truncate((int) length);
                }
                end(last);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                boolean last = isLastHere();
                if (takesPlace(last)) {
                    content.force();
                }
                end(last);
            }
        }

        /** Does nothing, also in a dead process: closing a file keeps nothing and loses nothing. */
        @Override
        public void close() {}
    }
}
