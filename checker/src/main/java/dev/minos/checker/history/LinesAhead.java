package dev.minos.checker.history;

import dev.minos.checker.json.JsonLine;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file of JSON, each taken apart where {@link EventLine} can, by a thread that runs ahead: finding fields and
 * hashing values costs about as much as pairing and naming them, so two processors read a history nearly twice as fast.
 *
 * <p>A small file is read by the caller alone. The thread ends with the stream. Closed before that, it ends after
 * the block that it is at, which for a pipe may be much later: whoever abandons a stream must not read on in it. Used by
 * one thread.
 */
final class LinesAhead implements AutoCloseable {
    /** Of a recording of ours about a quarter of a megabyte: small against a processor's cache. */
    private static final int BLOCK_LINES = 2048;

    private static final int BLOCKS = 4;
    /** A thread is no gain for so few: a megabyte. */
    private static final int BLOCKS_WITHOUT_THREAD = 5;

    private final LineReader lines;
    private final BlockingQueue<Block> empty = new ArrayBlockingQueue<>(BLOCKS);
    private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS);
    private volatile boolean closed;
    private int filledWithoutThread;

    private Block block = new Block();
    /** The number of the current line in the block. */
    private int at = -1;

    LinesAhead(InputStream in, String source) {
        lines = new LineReader(in, source);
    }

    /** Some lines that follow each other, in one buffer. */
    private static final class Block {
        byte[] bytes = new byte[0];
        int count;
        long firstLine;
        EventLine[] events = new EventLine[64];
        boolean[] scanned = new boolean[64];
        int[] starts = new int[64];
        int[] ends = new int[64];
        /** Whether the last line here ends with a newline; all others do. */
        boolean terminated;
        /** Whether nothing follows. */
        boolean last;
        /** What reading ended with, behind the last line here. */
        @Nullable Throwable failure;

        void add(LineReader lines) {
            if (count == events.length) {
                events = Arrays.copyOf(events, count * 2);
                scanned = Arrays.copyOf(scanned, count * 2);
                starts = Arrays.copyOf(starts, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
            }
            EventLine event = events[count];
            if (event == null) {
                event = new EventLine();
                events[count] = event;
            }
            starts[count] = lines.start();
            ends[count] = lines.end();
            terminated = lines.terminated();
            scanned[count] = terminated && event.scan(lines.buffer(), lines.start(), lines.end());
            count++;
        }
    }

    /**
     * Moves to the next line; false at the end.
     *
     * @throws MalformedHistoryException if the line is longer than {@link JsonLine#MAX_LINE_BYTES}
     */
    boolean next() throws IOException {
        while (++at >= block.count) {
            if (block.last) {
                rethrow(block.failure);
                return false;
            }
            nextBlock();
            at = -1;
        }
        return true;
    }

    /** The line, taken apart; null of one that is for Jackson. Valid until the next {@link #next}. */
    @Nullable EventLine event() {
        return block.scanned[at] ? block.events[at] : null;
    }

    byte[] buffer() {
        return block.bytes;
    }

    /** Offset of the line's first byte in {@link #buffer}. */
    int start() {
        return block.starts[at];
    }

    /** Offset behind the line's last byte, its newline not included. */
    int end() {
        return block.ends[at];
    }

    /** The number of the line, from 1. */
    long line() {
        return block.firstLine + at;
    }

    /** Whether the line ended with a newline: the last line of a file that was cut does not. */
    boolean terminated() {
        return block.terminated || at + 1 < block.count;
    }

    boolean isBlank() {
        return LineReader.isBlank(buffer(), start(), end());
    }

    @Override
    public void close() {
        closed = true;
        empty.offer(new Block());
    }

    private void nextBlock() {
        if (filledWithoutThread < BLOCKS_WITHOUT_THREAD) {
            filledWithoutThread++;
            fill(block);
            return;
        }
        if (filledWithoutThread == BLOCKS_WITHOUT_THREAD) {
            filledWithoutThread++;
            for (int i = 1; i < BLOCKS; i++) {
                empty.add(new Block());
            }
            Thread thread = new Thread(this::readAhead, "minos-read");
            thread.setDaemon(true);
            thread.start();
        }
        empty.add(block);
        block = take(full);
    }

    private void readAhead() {
        boolean last = false;
        while (!last) {
            Block next = take(empty);
            if (closed) {
                return;
            }
            fill(next);
            last = next.last;
            full.add(next);
        }
    }

    private void fill(Block next) {
        next.count = 0;
        try {
            lines.exchangeBuffer(next.bytes);
            while (next.count < BLOCK_LINES && (next.count == 0 ? lines.next() : lines.nextInBuffer())) {
                next.add(lines);
            }
            next.last = next.count == 0;
        } catch (IOException | RuntimeException | Error e) {
            next.last = true;
            next.failure = e;
        }
        next.bytes = lines.buffer();
        next.firstLine = lines.line() - next.count + 1;
    }

    private static Block take(BlockingQueue<Block> queue) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return queue.take();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
