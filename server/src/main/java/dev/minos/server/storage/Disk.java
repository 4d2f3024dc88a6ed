package dev.minos.server.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * As much of a file system as {@link FileStorage} needs: a directory of flat files that grow at their end. The real one is
 * {@link DirectoryDisk}; {@link SimulatedDisk} loses at a crash what was not forced, so that the very same storage can be run
 * through thousands of crashes in memory.
 *
 * <p>What survives a loss of power: of a file, whatever it held when {@link Log#force} last returned, and of what was
 * appended since then, possibly some, possibly torn; of a {@link #replace}, all of it once it has returned, and until then
 * either the old file or the new one. What survives the end of the process alone: everything that was called.
 *
 * <p>An implementation is used by one thread at a time. A method that failed may have done part of its work.
 */
public interface Disk extends AutoCloseable {
    /** What to call the directory in messages: its path. */
    String name();

    /**
     * Takes the directory for one user, until {@link #close} or the end of the process; makes it if it is not there.
     *
     * @throws StorageException if somebody else has it
     */
    void lock() throws IOException;

    /** The names of what is in the directory, in any order, without the lock; empty if it is not there. */
    List<String> list() throws IOException;

    /** Opens a file, and makes an empty one if there is none. */
    Log open(String file) throws IOException;

    /**
     * Gives a file another name, in the place of the file that has it, if any. When this returns, no crash takes it back.
     * What the file holds must have been forced before.
     */
    void replace(String from, String to) throws IOException;

    /** Removes a file, if it is there. A crash may bring it back. */
    void delete(String file) throws IOException;

    /** Returns when no crash takes back a name that a file has now, as after {@link #replace}. */
    void forceNames() throws IOException;

    /** Gives the directory back. Its files must have been closed. */
    @Override
    void close() throws IOException;

    /** An open file. */
    interface Log extends AutoCloseable {
        /** Bytes that have been appended and not cut off. */
        long size() throws IOException;

        /**
         * Fills a buffer.
         *
         * @param position of the first byte, &gt;= 0
         * @throws EOFException if the file ends before the buffer is full
         */
        void read(long position, ByteBuffer into) throws IOException;

        /** Writes all bytes of the buffer behind the last one. */
        void append(ByteBuffer bytes) throws IOException;

        /** Cuts off everything from a position on; for good only after {@link #force}. */
        void truncate(long size) throws IOException;

        /** Returns when everything so far is on the disk. */
        void force() throws IOException;

        /** Closes the file; what was not forced is not forced by this either. */
        @Override
        void close() throws IOException;
    }
}
