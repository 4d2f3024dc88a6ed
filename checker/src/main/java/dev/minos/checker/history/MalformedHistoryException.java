package dev.minos.checker.history;

/** A history file that cannot be read as a history; the message names file, line and what was expected there. */
public sealed class MalformedHistoryException extends RuntimeException
        permits ForeignOperationException, NotPairsException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;

    /** @param line from 1, or 0 where the fault is of the file as a whole */
    public MalformedHistoryException(String file, long line, String problem) {
        super(line > 0 ? file + ":" + line + ": " + problem : file + ": " + problem);
        this.file = file;
        this.line = line;
    }

    public String file() {
        return file;
    }

    /** The line from 1, or 0 where the fault is of the file as a whole. */
    public long line() {
        return line;
    }
}
