package dev.minos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.minos.server.storage.PutResult.Applied;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log of the flat file: what a crash leaves is cut off, and what a crash cannot have left is refused. */
class FileStorageTest {
    private static final int BOUND_SECONDS = 60;
    private static final String LOG = FileStorage.FILE;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private static FileStorage open(Disk disk) throws StorageException {
        return FileStorage.open(disk, Fsync.ALWAYS, FileStorage.COMPACT_BYTES);
    }

    private static PutResult put(Storage storage, String key, String value, long expectedVersion) {
        return storage.put(key, value, expectedVersion, AppliedListener.NONE);
    }

    /** A log of some puts, and what it held when it had each of its lengths; compacted at so many bytes. */
    private static final class Sample {
        private final byte[] bytes;
        private final List<Integer> ends;
        private final List<SortedMap<String, VersionedValue>> states;

        private Sample(byte[] bytes, List<Integer> ends, List<SortedMap<String, VersionedValue>> states) {
            this.bytes = bytes;
            this.ends = ends;
            this.states = states;
        }

        static Sample of(List<String> values, long compactBytes) throws IOException {
            SimulatedDisk disk = new SimulatedDisk(1);
            List<Integer> ends = new ArrayList<>();
            List<SortedMap<String, VersionedValue>> states = new ArrayList<>();
            try (FileStorage storage = FileStorage.open(disk, Fsync.ALWAYS, compactBytes)) {
                ends.add(disk.contents(LOG).length);
                states.add(storage.snapshot());
                for (int i = 0; i < values.size(); i++) {
                    String key = "key" + i % 3;
                    assertThat(put(storage, key, values.get(i), i / 3)).isEqualTo(new Applied(i / 3 + 1));
                    int end = disk.contents(LOG).length;
                    if (end < ends.get(ends.size() - 1)) {
                        ends.clear();
                        states.clear();
                    }
                    ends.add(end);
                    states.add(storage.snapshot());
                }
            }
            return new Sample(disk.contents(LOG), ends, states);
        }

        /** What a log cut to this length holds. */
        SortedMap<String, VersionedValue> stateAt(int length) {
            int whole = 0;
            while (whole + 1 < ends.size() && ends.get(whole + 1) <= length) {
                whole++;
            }
            return states.get(whole);
        }

        int firstEnd() {
            return ends.get(0);
        }

        int lastStart() {
            return ends.get(ends.size() - 2);
        }
    }

    private static final List<String> SHORT_VALUES = List.of("a", "", "value_3", "четыре", "\0\0", "six", "7");

    /** Values of which some reach over one or two sectors. */
    private static final List<String> LONG_VALUES =
            List.of("a", "b".repeat(700), "c", "\0".repeat(600), "d".repeat(1300));

    private static SimulatedDisk diskWith(byte[] log) {
        SimulatedDisk disk = new SimulatedDisk(1);
        disk.setContents(LOG, log);
        return disk;
    }

    private static void assertHolds(byte[] log, SortedMap<String, VersionedValue> expected) throws IOException {
        SimulatedDisk disk = diskWith(log);
        try (FileStorage storage = open(disk)) {
            assertThat(storage.snapshot()).isEqualTo(expected);
            // It goes on where it was cut, also over the torn end.
            assertThat(put(storage, "after", "x", 0)).isEqualTo(new Applied(1));
        }
        SortedMap<String, VersionedValue> more = new TreeMap<>(expected);
        more.put("after", new VersionedValue("x", 1));
        try (FileStorage storage = open(disk)) {
            assertThat(storage.snapshot()).isEqualTo(more);
            assertThat(storage.bytesCut()).isZero();
        }
    }

    private static void assertRefused(byte[] log, String where) {
        SimulatedDisk disk = diskWith(log);
        assertThatThrownBy(() -> open(disk))
                .as(where)
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("simulated/minos.kvlog ")
                .hasMessageMatching("(?s).*(restore|Restore|use the version that wrote it).*");
        assertThat(disk.contents(LOG)).as("a refused log, " + where).isEqualTo(log);
    }

    // Every cut

    @Test
    void recoversFromEveryPossibleCut() throws IOException {
        for (Sample sample : List.of(
                Sample.of(SHORT_VALUES, FileStorage.COMPACT_BYTES),
                Sample.of(LONG_VALUES, FileStorage.COMPACT_BYTES))) {
            for (int length = sample.firstEnd(); length <= sample.bytes.length; length++) {
                assertHolds(Arrays.copyOf(sample.bytes, length), sample.stateAt(length));
            }
        }
    }

    @Test
    void refusesEveryCutOfWhatWasThereBeforeTheFileGotItsName() throws IOException {
        Sample compacted = Sample.of(Collections.nCopies(20, "v".repeat(100)), 1_000);
        assertThat(compacted.states.get(0).size()).as("keys in the state").isGreaterThan(1);
        for (Sample sample : List.of(compacted, Sample.of(List.of(), FileStorage.COMPACT_BYTES))) {
            for (int length = 0; length < stateEnd(sample.bytes); length++) {
                assertRefused(Arrays.copyOf(sample.bytes, length), "cut at " + length);
            }
        }
        for (int length = stateEnd(compacted.bytes); length <= compacted.bytes.length; length++) {
            try (FileStorage storage = open(diskWith(Arrays.copyOf(compacted.bytes, length)))) {
                assertThat(storage.snapshot()).isNotEmpty();
            }
        }
    }

    private static int stateEnd(byte[] log) throws IOException {
        try (Disk.Log file = diskWith(log).open(LOG)) {
            return (int) new LogReader("log", file).read().stateEnd();
        }
    }

    @Test
    void cutsOffWhatCrashLeftOfGrownFile() throws IOException {
        Sample sample = Sample.of(LONG_VALUES, FileStorage.COMPACT_BYTES);
        SortedMap<String, VersionedValue> before = sample.states.get(sample.states.size() - 2);
        int start = sample.lastStart();
        int end = sample.bytes.length;
        // Zeros from anywhere in the last record on: the file has grown, and the rest never got there.
        for (int sector = start; sector < end; sector = (sector / 512 + 1) * 512) {
            byte[] log = sample.bytes.clone();
            Arrays.fill(log, sector, end, (byte) 0);
            assertHolds(log, before);
            assertHolds(Arrays.copyOf(log, end + 2_000), before);
        }
        // One sector that never got there, between others that did.
        for (int sector = start; sector < end; sector = (sector / 512 + 1) * 512) {
            byte[] log = sample.bytes.clone();
            Arrays.fill(log, sector, Math.min(end, (sector / 512 + 1) * 512), (byte) 0);
            assertHolds(log, before);
        }
    }

    // Every flipped byte

    @Test
    void refusesEverySingleFlippedByte() throws IOException {
        Sample sample = Sample.of(SHORT_VALUES, FileStorage.COMPACT_BYTES);
        for (int at = 0; at < sample.bytes.length; at++) {
            for (int flip = 1; flip < 256; flip++) {
                byte[] log = sample.bytes.clone();
                log[at] ^= (byte) flip;
                assertRefused(log, "byte " + at + " flipped by " + flip);
            }
        }
    }

    @Test
    void refusesEverySingleZeroedOrFlippedByteOfLogAcrossSectors() throws IOException {
        Sample sample = Sample.of(LONG_VALUES, FileStorage.COMPACT_BYTES);
        for (int at = 0; at < sample.bytes.length; at++) {
            for (int wrong : new int[] {0, sample.bytes[at] ^ 1, ~sample.bytes[at]}) {
                byte[] log = sample.bytes.clone();
                log[at] = (byte) wrong;
                if (log[at] != sample.bytes[at]) {
                    assertRefused(log, "byte " + at + " is " + wrong);
                }
            }
        }
    }

    /** Records that end or begin with few bytes in a sector: there is least to tell rot from a sector that was not written. */
    @Test
    void refusesThreeZeroedBytesWhereverRecordsMeetSectors() throws IOException {
        for (int length = 300; length < 512; length++) {
            Sample sample = Sample.of(List.of("a".repeat(length), "\0", "z"), FileStorage.COMPACT_BYTES);
            for (int start : List.of(sample.ends.get(1), sample.lastStart())) {
                for (int at = start - 8; at < Math.min(start + 40, sample.bytes.length - 2); at++) {
                    byte[] log = sample.bytes.clone();
                    log[at] = 0;
                    log[at + 1] = 0;
                    log[at + 2] = 0;
                    if (!Arrays.equals(log, sample.bytes)) {
                        assertRefused(log, "bytes " + at + " to " + (at + 2) + " are zero, first value of " + length);
                    }
                }
            }
        }
    }

    // Damage of other kinds

    @Test
    void refusesRecordInTheMiddleThatIsMissingDoubledOrZeroed() throws IOException {
        Sample sample = Sample.of(SHORT_VALUES, FileStorage.COMPACT_BYTES);
        byte[] log = sample.bytes;
        for (int i = 0; i + 2 < sample.ends.size(); i++) {
            int from = sample.ends.get(i);
            int to = sample.ends.get(i + 1);
            assertRefused(joined(Arrays.copyOf(log, from), Arrays.copyOfRange(log, to, log.length)), "without " + i);
            assertRefused(joined(Arrays.copyOf(log, to), Arrays.copyOfRange(log, from, log.length)), "twice " + i);
            byte[] zeroed = log.clone();
            Arrays.fill(zeroed, from, to, (byte) 0);
            assertRefused(zeroed, "zeros for " + i);
        }
        assertRefused(joined(log, log), "two files in one");
        assertRefused(joined(log, new byte[] {'x'}), "something behind");
        assertRefused(
                joined(log, "{\"a line\": \"of another program\"}\n".getBytes(StandardCharsets.UTF_8)), "text behind");
    }

    @Test
    void refusesZeroedSectorWithWholeRecordsBehind() throws IOException {
        List<String> values = IntStream.range(0, 60).mapToObj(i -> "value-" + i).toList();
        Sample sample = Sample.of(values, FileStorage.COMPACT_BYTES);
        for (int sector = 512; sector + 1024 < sample.bytes.length; sector += 512) {
            byte[] log = sample.bytes.clone();
            Arrays.fill(log, sector, sector + 512, (byte) 0);
            assertRefused(log, "sector at " + sector + " zeroed");
        }
    }

    @Test
    void saysWhereTheDamageIsAndWhatToDo() throws IOException {
        Sample sample = Sample.of(SHORT_VALUES, FileStorage.COMPACT_BYTES);
        byte[] log = sample.bytes;
        int start = sample.ends.get(2);
        log[start + 30] ^= 4;
        assertThatThrownBy(() -> open(diskWith(log)))
                .hasMessage("simulated/minos.kvlog is damaged at byte " + start + " of " + log.length
                        + ": record 4 does not check, and no crash leaves it so; whole records follow from byte "
                        + sample.ends.get(3) + " on. Nothing was changed, since going on would forget puts that were"
                        + " acknowledged. Restore the directory from a copy, or, to give up every put from byte "
                        + start
                        + " on for good, cut the file there: truncate -s " + start + " simulated/minos.kvlog");
    }

    @Test
    void refusesNewerFormat() throws IOException {
        LogBuffer header = new LogBuffer();
        header.fileHeader();
        byte[] log = new byte[LogFormat.FILE_HEADER_BYTES];
        header.written().get(log);
        ByteBuffer.wrap(log).putInt(8, 2);
        CRC32C crc = new CRC32C();
        crc.update(log, 0, 12);
        ByteBuffer.wrap(log).putInt(12, (int) crc.getValue());

        assertThatThrownBy(() -> open(diskWith(log)))
                .isInstanceOf(StorageException.class)
                .hasMessage("simulated/minos.kvlog has format 2, and this version of Minos knows only format 1: use the"
                        + " version that wrote it, or name another directory");
    }

    @Test
    void refusesFileOfAnotherProgramAndDirectoryOfAnotherProgram() throws IOException {
        assertThatThrownBy(() -> open(diskWith("my diary, which has this name".getBytes(StandardCharsets.UTF_8))))
                .hasMessage("simulated/minos.kvlog must begin with MinosLog, and does not: it is damaged, or of another"
                        + " program; restore it from a copy, or name another directory");

        SimulatedDisk other = new SimulatedDisk(1);
        other.setContents("diary.txt", new byte[10]);
        assertThatThrownBy(() -> open(other))
                .hasMessage("simulated must be empty, or a directory of this storage with minos.kvlog in it; it holds"
                        + " diary.txt, of another storage or another program: name another directory");
        assertThat(other.list()).containsExactly("diary.txt");
        other.lock();
    }

    @Test
    void givesDirectoryBackWhenItRefusesIt() throws IOException {
        SimulatedDisk disk = diskWith(new byte[100]);
        assertThat(catchThrowable(() -> open(disk))).isInstanceOf(StorageException.class);
        disk.lock();
    }

    @Test
    void refusesDirectoryThatIsInUseAndLeavesItToItsUser() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (FileStorage storage = open(disk)) {
            assertThatThrownBy(() -> open(disk)).hasMessage("simulated is in use: close what uses it first");
            assertThatThrownBy(() -> open(disk)).hasMessage("simulated is in use: close what uses it first");
            assertThat(put(storage, "key1", "a", 0)).isEqualTo(new Applied(1));
        }
        open(disk).close();
    }

    // Compaction

    @Test
    void compactsLogAndKeepsEverything() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        int longest = 0;
        try (FileStorage storage = FileStorage.open(disk, Fsync.NONE, 4_000)) {
            for (int i = 0; i < 2_000; i++) {
                put(storage, "key" + i % 7, "value-" + i, i / 7);
                longest = Math.max(longest, disk.contents(LOG).length);
            }
        }
        assertThat(longest).isLessThan(5_000);
        assertThat(disk.list()).containsExactly(LOG);
        try (FileStorage storage = open(disk)) {
            assertThat(storage.snapshot()).hasSize(7);
            assertThat(storage.get("key4")).contains(new VersionedValue("value-1999", 286));
        }
    }

    @Test
    void compactsStateThatIsLongerThanTheLimitOnlyWhenItHasDoubled() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (FileStorage storage = FileStorage.open(disk, Fsync.NONE, 100)) {
            for (int i = 0; i < 1_000; i++) {
                put(storage, "key" + i, "v".repeat(1_000), 0);
            }
        }
        // All of it is live, so nothing shrinks, and each compaction costs as much as is stored.
        assertThat(disk.contents(LOG).length).isBetween(1_000_000, 1_100_000);
        assertThat(disk.operations()).isLessThan(1_000 + 200);
        try (FileStorage storage = open(disk)) {
            assertThat(storage.snapshot()).hasSize(1_000);
        }
    }

    // Who may see what, and when

    @Test
    void nobodySeesPutBeforeItIsForced() throws Exception {
        SlowDisk disk = new SlowDisk();
        try (FileStorage storage = open(disk)) {
            assertThat(put(storage, "key1", "a", 0)).isEqualTo(new Applied(1));
            disk.hold();
            CompletableFuture<PutResult> put = async(() -> put(storage, "key1", "b", 1));
            disk.awaitForce();

            assertThat(storage.get("key1")).contains(new VersionedValue("a", 1));
            assertThat(storage.snapshot()).containsEntry("key1", new VersionedValue("a", 1));
            // What does not speak of it does not wait for it, and what does, waits.
            assertThat(put(storage, "key2", "c", 1)).isEqualTo(new PutResult.KeyNotFound());
            CompletableFuture<PutResult> refused = async(() -> put(storage, "key1", "c", 1));
            disk.awaitWaiting(storage);
            assertThat(put).isNotDone();
            assertThat(refused).isNotDone();

            disk.letGo();
            assertThat(put.get(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Applied(2));
            assertThat(refused.get(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(new PutResult.VersionMismatch(2));
            assertThat(storage.get("key1")).contains(new VersionedValue("b", 2));
        }
    }

    @Test
    void putsThatWaitTogetherAreForcedTogether() throws Exception {
        SlowDisk disk = new SlowDisk();
        try (FileStorage storage = open(disk)) {
            disk.hold();
            List<CompletableFuture<PutResult>> puts = new ArrayList<>();
            puts.add(async(() -> put(storage, "key", "v", 0)));
            disk.awaitForce();
            int before = disk.forces();
            for (int i = 0; i < 5; i++) {
                String key = "key" + i;
                puts.add(async(() -> put(storage, key, "v", 0)));
                disk.awaitWaiting(storage);
            }
            disk.letGo();
            for (CompletableFuture<PutResult> put : puts) {
                assertThat(put.get(BOUND_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Applied(1));
            }
            assertThat(disk.forces() - before).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void takesNoMorePutsOnceOneCouldNotBeForced() throws Exception {
        SlowDisk disk = new SlowDisk();
        FileStorage storage = open(disk);
        put(storage, "key1", "a", 0);
        disk.failFrom(disk.forces());

        assertThatThrownBy(() -> put(storage, "key1", "b", 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the storage takes no puts any more, since one could not be committed"
                        + " (I/O error): make sure that the disk is well and has room, and start the"
                        + " server again");
        assertThat(storage.get("key1")).contains(new VersionedValue("a", 1));
        disk.failFrom(Integer.MAX_VALUE);
        // The disk claims to be well again: what it dropped in between, nobody knows.
        assertThatThrownBy(() -> put(storage, "key2", "c", 0)).isInstanceOf(UncheckedIOException.class);
        assertThat(storage.snapshot()).containsOnlyKeys("key1");
        storage.close();
        storage.close();
    }

    @Test
    void takesNoMorePutsOnceOneCouldNotBeWritten() throws Exception {
        SlowDisk disk = new SlowDisk();
        FileStorage storage = FileStorage.open(disk, Fsync.NONE, FileStorage.COMPACT_BYTES);
        put(storage, "key1", "a", 0);
        disk.full = true;

        assertThatThrownBy(() -> put(storage, "key1", "b", 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("(No space left on device)");
        assertThat(storage.get("key1")).contains(new VersionedValue("a", 1));
        disk.full = false;
        // A part of the record may stand in the file, and nothing may stand behind that.
        assertThatThrownBy(() -> put(storage, "key2", "c", 0)).isInstanceOf(UncheckedIOException.class);
        assertThat(storage.snapshot()).containsOnlyKeys("key1");
        storage.close();
        storage.close();
    }

    @ParameterizedTest
    @EnumSource
    void interruptedCallerHarmsNobody(Fsync fsync) throws Exception {
        Path directory = StorageKind.newDirectory();
        try (FileStorage storage = FileStorage.open(directory, fsync)) {
            boolean stillInterrupted = threads.submit(() -> {
                        Thread.currentThread().interrupt();
                        put(storage, "key1", "a", 0);
                        return Thread.currentThread().isInterrupted();
                    })
                    .get(BOUND_SECONDS, TimeUnit.SECONDS);
            assertThat(stillInterrupted).isTrue();
            assertThat(put(storage, "key1", "b", 1)).isEqualTo(new Applied(2));
        } finally {
            StorageKind.remove(directory);
        }
    }

    @Test
    void refusesCallsAfterItWasClosed() throws IOException {
        FileStorage storage = open(new SimulatedDisk(1));
        storage.close();
        assertThatThrownBy(() -> storage.get("key1")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> put(storage, "key1", "a", 0)).isInstanceOf(IllegalStateException.class);
    }

    private <T> CompletableFuture<T> async(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, threads);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** A disk whose forces take as long as the test wants, or fail, and which may have no room. */
    private static final class SlowDisk implements Disk {
        private final SimulatedDisk disk = new SimulatedDisk(1);
        private final Semaphore mayForce = new Semaphore(1_000_000);
        private final Semaphore arrived = new Semaphore(0);
        private final AtomicInteger forces = new AtomicInteger();
        private volatile int failFrom = Integer.MAX_VALUE;
        private volatile boolean full;

        int forces() {
            return forces.get();
        }

        void failFrom(int force) {
            failFrom = force;
        }

        void hold() {
            mayForce.drainPermits();
            arrived.drainPermits();
        }

        void letGo() {
            mayForce.release(1_000_000);
        }

        void awaitForce() throws InterruptedException {
            assertThat(arrived.tryAcquire(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        /** Waits until some thread more waits in the storage's critical section. */
        void awaitWaiting(FileStorage storage) {
            long before = waiting;
            Awaitility.await().atMost(BOUND_SECONDS, TimeUnit.SECONDS).until(() -> storage.callsWaiting() > before);
            waiting = storage.callsWaiting();
        }

        private volatile long waiting;

        @Override
        public String name() {
            return disk.name();
        }

        @Override
        public void lock() throws IOException {
            disk.lock();
        }

        @Override
        public List<String> list() throws IOException {
            return disk.list();
        }

        @Override
        public Log open(String file) throws IOException {
            Log log = disk.open(file);
            return new Log() {
                @Override
                public long size() throws IOException {
                    return log.size();
                }

                @Override
                public void read(long position, ByteBuffer into) throws IOException {
                    log.read(position, into);
                }

                @Override
                public void append(ByteBuffer bytes) throws IOException {
                    if (full) {
                        throw new IOException("No space left on device");
                    }
                    log.append(bytes);
                }

                @Override
                public void truncate(long size) throws IOException {
                    log.truncate(size);
                }

                @Override
                public void force() throws IOException {
                    int number = forces.getAndIncrement();
                    arrived.release();
                    mayForce.acquireUninterruptibly();
                    if (number >= failFrom) {
                        throw new IOException("I/O error");
                    }
                    log.force();
                }

                @Override
                public void close() throws IOException {
                    log.close();
                }
            };
        }

        @Override
        public void replace(String from, String to) throws IOException {
            disk.replace(from, to);
        }

        @Override
        public void delete(String file) throws IOException {
            disk.delete(file);
        }

        @Override
        public void forceNames() throws IOException {
            disk.forceNames();
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }
}
