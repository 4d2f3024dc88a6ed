package dev.minos.checker.history;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The operations of a history as rows of nine ints, 36 bytes each, in order of invocation.
 *
 * <p>What is known of one operation lies together: the operations of a key stand far apart, and as columns each would be
 * fetched from memory nine times. The rows lie in pages that are never copied, but for the first, which begins small for small
 * histories: so a history takes no more while it grows than when it is read. Not thread-safe while it grows.
 */
final class OperationRows {
    static final byte OK = 0;
    static final byte FAIL = 1;
    static final byte INFO = 2;

    private static final int PAGE_ROWS_LOG = 14;
    private static final int PAGE_ROWS = 1 << PAGE_ROWS_LOG;
    /** What the first page begins with: a power of two, which doubled becomes a whole page. */
    private static final int FIRST_ROWS = 1 << 8;

    private static final int PROCESS = 0;
    private static final int KEY = 1;
    private static final int INVOKED = 2;
    private static final int RETURNED = 3;
    private static final int INPUT = 4;
    private static final int INPUT_VERSION = 5;
    private static final int OUTPUT = 6;
    private static final int OUTPUT_VERSION = 7;
    /** The number of the function above the bits of the outcome. */
    private static final int FUNCTION_AND_OUTCOME = 8;

    private static final int WIDTH = 9;
    private static final int OUTCOME_BITS = 2;
    private static final int OUTCOME_MASK = (1 << OUTCOME_BITS) - 1;

    /** In place of a version that an int does not hold. */
    private static final int ELSEWHERE = -2;

    /** So many bytes one row takes. */
    static final int ROW_BYTES = WIDTH * Integer.BYTES;

    private int[][] pages = new int[4][];
    private int size;
    /** The versions beyond 31 bits, by the place in all pages where they do not fit. */
    private final Map<Long, Long> largeVersions = new HashMap<>();

    int size() {
        return size;
    }

    /**
     * Adds an operation that nothing has completed yet; returns its number.
     *
     * @param input the name of the invoke's value
     * @param version {@code >= 0} or {@link History#NO_VERSION}
     */
    int begin(int process, int function, int key, int invoked, int input, long version) {
        int row = size;
        int at = offset(row);
        int number = row >>> PAGE_ROWS_LOG;
        if (at == 0) {
            addPage(number);
        } else if (at == pages[number].length) {
            pages[number] = Arrays.copyOf(pages[number], 2 * at);
        }
        size++;
        int[] page = pages[number];
        page[at + PROCESS] = process;
        page[at + KEY] = key;
        page[at + INVOKED] = invoked;
        page[at + RETURNED] = Operation.NEVER;
        page[at + INPUT] = input;
        page[at + INPUT_VERSION] = stored(row, INPUT_VERSION, version);
        page[at + OUTPUT] = ValuePool.NULL;
        page[at + OUTPUT_VERSION] = (int) History.NO_VERSION;
        page[at + FUNCTION_AND_OUTCOME] = (function << OUTCOME_BITS) | INFO;
        return row;
    }

    /**
     * Completes an operation.
     *
     * @param output the name of an ok's value, or of the error of any other
     * @param version {@code >= 0} or {@link History#NO_VERSION}
     */
    void end(int row, byte outcome, int returned, int output, long version) {
        int[] page = pages[row >>> PAGE_ROWS_LOG];
        int at = offset(row);
        page[at + RETURNED] = returned;
        page[at + FUNCTION_AND_OUTCOME] = (page[at + FUNCTION_AND_OUTCOME] & ~OUTCOME_MASK) | outcome;
        page[at + OUTPUT] = output;
        page[at + OUTPUT_VERSION] = stored(row, OUTPUT_VERSION, version);
    }

    void setKey(int row, int key) {
        pages[row >>> PAGE_ROWS_LOG][offset(row) + KEY] = key;
    }

    void setInput(int row, int name, long version) {
        pages[row >>> PAGE_ROWS_LOG][offset(row) + INPUT] = name;
        pages[row >>> PAGE_ROWS_LOG][offset(row) + INPUT_VERSION] = stored(row, INPUT_VERSION, version);
    }

    void setOutput(int row, int name, long version) {
        pages[row >>> PAGE_ROWS_LOG][offset(row) + OUTPUT] = name;
        pages[row >>> PAGE_ROWS_LOG][offset(row) + OUTPUT_VERSION] = stored(row, OUTPUT_VERSION, version);
    }

    int process(int row) {
        return get(row, PROCESS);
    }

    int function(int row) {
        return get(row, FUNCTION_AND_OUTCOME) >>> OUTCOME_BITS;
    }

    /** {@link #OK}, {@link #FAIL} or {@link #INFO}. */
    int outcome(int row) {
        return get(row, FUNCTION_AND_OUTCOME) & OUTCOME_MASK;
    }

    int key(int row) {
        return get(row, KEY);
    }

    int invoked(int row) {
        return get(row, INVOKED);
    }

    /** Where the completion stands, also an info; {@link Operation#NEVER} where there is none. */
    int returned(int row) {
        return get(row, RETURNED);
    }

    int input(int row) {
        return get(row, INPUT);
    }

    long inputVersion(int row) {
        return version(row, INPUT_VERSION);
    }

    int output(int row) {
        return get(row, OUTPUT);
    }

    long outputVersion(int row) {
        return version(row, OUTPUT_VERSION);
    }

    /** The row that was invoked at a position, negative if none was. */
    int invokedAt(int position) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int there = invoked(middle);
            if (there == position) {
                return middle;
            }
            if (there < position) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Forgets some rows; those behind them move up. Linear in the rows. */
    void drop(BitSet dropped) {
        int kept = 0;
        for (int row = 0; row < size; row++) {
            if (dropped.get(row)) {
                continue;
            }
            if (kept < row) {
                long inputVersion = inputVersion(row);
                long outputVersion = outputVersion(row);
                System.arraycopy(
                        pages[row >>> PAGE_ROWS_LOG], offset(row), pages[kept >>> PAGE_ROWS_LOG], offset(kept), WIDTH);
                int[] page = pages[kept >>> PAGE_ROWS_LOG];
                page[offset(kept) + INPUT_VERSION] = stored(kept, INPUT_VERSION, inputVersion);
                page[offset(kept) + OUTPUT_VERSION] = stored(kept, OUTPUT_VERSION, outputVersion);
            }
            kept++;
        }
        size = kept;
    }

    /** Gives back the room for more operations. */
    void trim() {
        int used = offset(size);
        if (used > 0) {
            int last = size >>> PAGE_ROWS_LOG;
            pages[last] = Arrays.copyOf(pages[last], used);
        }
    }

    private static int offset(int row) {
        return (row & (PAGE_ROWS - 1)) * WIDTH;
    }

    private int get(int row, int field) {
        return pages[row >>> PAGE_ROWS_LOG][offset(row) + field];
    }

    private void addPage(int page) {
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, page * 2);
        }
        pages[page] = new int[(page == 0 ? FIRST_ROWS : PAGE_ROWS) * WIDTH];
    }

    private int stored(int row, int field, long version) {
        if (version <= Integer.MAX_VALUE) {
            return (int) version;
        }
        largeVersions.put((long) row * WIDTH + field, version);
        return ELSEWHERE;
    }

    private long version(int row, int field) {
        int version = get(row, field);
        if (version != ELSEWHERE) {
            return version;
        }
        Long elsewhere = largeVersions.get((long) row * WIDTH + field);
        if (elsewhere == null) {
            throw new IllegalStateException("operation " + row + " lost a version");
        }
        return elsewhere;
    }
}
