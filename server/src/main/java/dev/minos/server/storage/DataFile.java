package dev.minos.server.storage;

import java.io.IOException;
import java.util.List;

/**
 * The one file by which a storage knows its directory. It is there, complete, or it is not: it is made under another name,
 * forced, and renamed. So a directory with anything else in it and without that file is not ours.
 */
final class DataFile {
    private static final String UNFINISHED = ".new";

    private DataFile() {}

    /** Opens what is in a directory. */
    @FunctionalInterface
    interface Opening<S> {
        S open() throws IOException;
    }

    /** The name under which a file is made. */
    static String unfinished(String file) {
        return file + UNFINISHED;
    }

    static boolean isThere(Disk disk, String file) throws IOException {
        return disk.list().contains(file);
    }

    /**
     * Locks the directory and opens what is in it; gives it back if that fails.
     *
     * @throws StorageException if the directory is of something else, in use, or cannot be used for any other reason
     */
    static <S> S open(Disk disk, String file, Opening<S> opening) throws StorageException {
        boolean locked = false;
        boolean opened = false;
        try {
            // Before it is locked, too: nothing of ours is put into a directory of somebody else.
            requireOurs(disk, file);
            disk.lock();
            locked = true;
            requireOurs(disk, file);
            disk.delete(unfinished(file));
            // Whoever was killed may have renamed a file and not forced its name: from now on what it holds is seen.
            disk.forceNames();
            S storage = opening.open();
            opened = true;
            return storage;
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(
                    disk.name() + " cannot be used: " + StorageException.inWords(e)
                            + "; make it readable and writable, or name another directory",
                    e);
        } finally {
            if (locked && !opened) {
                giveBack(disk);
            }
        }
    }

    private static void requireOurs(Disk disk, String file) throws IOException {
        List<String> names = disk.list();
        if (names.contains(file)) {
            return;
        }
        for (String name : names) {
            if (!name.equals(unfinished(file))) {
                throw new StorageException(disk.name() + " must be empty, or a directory of this storage with " + file
                        + " in it; it holds " + name + ", of another storage or another program: name another"
                        + " directory");
            }
        }
    }

    private static void giveBack(Disk disk) {
        try {
            disk.close();
        } catch (IOException e) {
            // Whoever opened it is about to hear of something worse.
        }
    }
}
