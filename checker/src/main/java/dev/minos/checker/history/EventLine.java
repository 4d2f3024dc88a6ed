package dev.minos.checker.history;

import dev.minos.checker.json.Words;

/**
 * One line of our own JSON taken apart where it lies: the fields that our recorder writes, in any order, their strings plain
 * ASCII without escapes, their numbers whole and of at most 18 digits.
 *
 * <p>Whatever else stands on a line, {@link #scan} answers false and the line is Jackson's: this class never has to know what
 * is wrong with one. Each line it takes means what Jackson would have read. Not thread-safe.
 */
final class EventLine {
    static final int ABSENT = 0;
    static final int NULL = 1;
    static final int STRING = 2;
    static final int NUMBER = 3;
    /** A string with a version. */
    static final int VERSIONED = 4;

    private static final int MAX_DIGITS = 18;

    private static final long PROCESS = Words.of("process\"");
    private static final long TYPE = Words.of("type\"");
    private static final long F = Words.of("f\"");
    private static final long KEY = Words.of("key\"");
    private static final long VALUE = Words.of("value\"");
    private static final long VERSION = Words.of("version\"");
    private static final long INDEX = Words.of("index\"");
    private static final long TIME = Words.of("time\"");
    private static final long ERROR = Words.of("error\"");
    private static final long CLIENT = Words.of("client\"");
    private static final long OP = Words.of("op\"");
    private static final long ATTEMPT = Words.of("attempt\"");
    private static final long INVOKE = Words.of("invoke\"");
    private static final long OK = Words.of("ok\"");
    private static final long FAIL = Words.of("fail\"");
    private static final long INFO = Words.of("info\"");

    private static final int SEEN_PROCESS = 1;
    private static final int SEEN_TYPE = 1 << 1;
    private static final int SEEN_F = 1 << 2;
    private static final int SEEN_KEY = 1 << 3;
    private static final int SEEN_VALUE = 1 << 4;
    private static final int SEEN_INDEX = 1 << 5;
    private static final int SEEN_TIME = 1 << 6;
    private static final int SEEN_ERROR = 1 << 7;
    private static final int SEEN_CLIENT = 1 << 8;
    private static final int SEEN_OP = 1 << 9;
    private static final int SEEN_ATTEMPT = 1 << 10;
    private static final int NEEDED = SEEN_PROCESS | SEEN_TYPE | SEEN_F;

    byte[] bytes = new byte[0];
    long process;
    EventType type = EventType.INVOKE;
    int fFrom;
    int fTo;
    /** {@link #STRING}, or {@link #ABSENT} also for null. */
    int keyKind;

    int keyFrom;
    int keyTo;
    int valueKind;
    int valueFrom;
    int valueTo;
    /** Of a {@link #STRING} or {@link #VERSIONED}. */
    int valueHash;
    /** The version of a {@link #VERSIONED}, or the {@link #NUMBER}. */
    long valueNumber;
    /** {@link #STRING}; {@link #VERSIONED} for {@code [name, version]}; or {@link #ABSENT}. */
    int errorKind;

    int errorFrom;
    int errorTo;
    long errorVersion;
    /** -1 where the line names none. */
    long index;

    /** {@link Event#NO_TIME} where the line names none. */
    long time;

    boolean hasClient;
    int clientFrom;
    int clientTo;
    long op;
    int attempt;

    private int at;
    private int seen;
    private long number;

    /**
     * Takes the line apart.
     *
     * @param to where its newline stands: it ends every run of bytes that is looked for
     * @return false if it is for Jackson; nothing here means anything then
     */
    boolean scan(byte[] line, int from, int to) {
        bytes = line;
        at = from;
        seen = 0;
        keyKind = ABSENT;
        valueKind = ABSENT;
        errorKind = ABSENT;
        index = -1;
        time = Event.NO_TIME;
        hasClient = false;
        op = 0;
        attempt = 0;
        if (bytes[at++] != '{') {
            return false;
        }
        while (true) {
            if (bytes[at] == ' ') {
                at++;
            }
            if (bytes[at] != '"' || !field()) {
                return false;
            }
            byte next = bytes[at++];
            if (next == '}') {
                if (valueKind == STRING || valueKind == VERSIONED) {
                    valueHash = Words.hash(bytes, valueFrom, valueTo - valueFrom);
                }
                return at == to && isWhole();
            }
            if (next != ',') {
                return false;
            }
        }
    }

    private boolean isWhole() {
        // Without a client, op and attempt are fields that mean nothing to us and are kept as they are.
        return (seen & NEEDED) == NEEDED && (hasClient || (seen & (SEEN_OP | SEEN_ATTEMPT)) == 0);
    }

    private boolean field() {
        long name = Words.at(bytes, at + 1);
        if (name == PROCESS) {
            if (!begins(SEEN_PROCESS, 8) || !number()) {
                return false;
            }
            process = number;
            return true;
        }
        if (Words.first(name, 5) == TYPE) {
            return begins(SEEN_TYPE, 5) && type();
        }
        if (Words.first(name, 2) == F) {
            if (!begins(SEEN_F, 2) || !string()) {
                return false;
            }
            fFrom = stringFrom;
            fTo = stringTo;
            return true;
        }
        if (Words.first(name, 4) == KEY) {
            return begins(SEEN_KEY, 4) && key();
        }
        if (Words.first(name, 6) == VALUE) {
            return begins(SEEN_VALUE, 6) && value();
        }
        if (Words.first(name, 6) == INDEX) {
            if (!begins(SEEN_INDEX, 6) || !number()) {
                return false;
            }
            index = number;
            return true;
        }
        if (Words.first(name, 5) == TIME) {
            if (!begins(SEEN_TIME, 5) || !number()) {
                return false;
            }
            time = number;
            return true;
        }
        if (Words.first(name, 7) == CLIENT) {
            if (!begins(SEEN_CLIENT, 7) || !string()) {
                return false;
            }
            hasClient = true;
            clientFrom = stringFrom;
            clientTo = stringTo;
            return true;
        }
        if (Words.first(name, 3) == OP) {
            if (!begins(SEEN_OP, 3) || !number()) {
                return false;
            }
            op = number;
            return true;
        }
        if (name == ATTEMPT) {
            if (!begins(SEEN_ATTEMPT, 8) || !number()) {
                return false;
            }
            attempt = (int) number;
            return attempt == number;
        }
        return Words.first(name, 6) == ERROR && begins(SEEN_ERROR, 6) && error();
    }

    /** Passes over a name, its colon and one blank; false if the line has named it before. */
    private boolean begins(int field, int length) {
        if ((seen & field) != 0) {
            return false;
        }
        seen |= field;
        at += 1 + length;
        return colon();
    }

    private boolean colon() {
        if (bytes[at] != ':') {
            return false;
        }
        at++;
        if (bytes[at] == ' ') {
            at++;
        }
        return true;
    }

    private boolean type() {
        if (bytes[at] != '"') {
            return false;
        }
        long name = Words.at(bytes, at + 1);
        if (Words.first(name, 7) == INVOKE) {
            type = EventType.INVOKE;
            at += 8;
        } else if (Words.first(name, 3) == OK) {
            type = EventType.OK;
            at += 4;
        } else if (Words.first(name, 5) == FAIL) {
            type = EventType.FAIL;
            at += 6;
        } else if (Words.first(name, 5) == INFO) {
            type = EventType.INFO;
            at += 6;
        } else {
            return false;
        }
        return true;
    }

    private boolean key() {
        if (isNull()) {
            return true;
        }
        if (!string()) {
            return false;
        }
        keyKind = STRING;
        keyFrom = stringFrom;
        keyTo = stringTo;
        return true;
    }

    private boolean value() {
        byte c = bytes[at];
        if (c == '{') {
            at++;
            return versioned();
        }
        if (c == '"') {
            if (!string()) {
                return false;
            }
            valueKind = STRING;
            valueFrom = stringFrom;
            valueTo = stringTo;
            return true;
        }
        if (isNull()) {
            valueKind = NULL;
            return true;
        }
        if (!number()) {
            return false;
        }
        valueKind = NUMBER;
        valueNumber = number;
        return true;
    }

    private boolean versioned() {
        if (bytes[at] != '"' || Words.first(Words.at(bytes, at + 1), 6) != VALUE) {
            return false;
        }
        at += 7;
        if (!colon() || !string() || bytes[at] != ',') {
            return false;
        }
        valueFrom = stringFrom;
        valueTo = stringTo;
        at++;
        if (bytes[at] == ' ') {
            at++;
        }
        if (bytes[at] != '"' || Words.at(bytes, at + 1) != VERSION) {
            return false;
        }
        at += 9;
        if (!colon() || !number() || bytes[at] != '}') {
            return false;
        }
        at++;
        valueKind = VERSIONED;
        valueNumber = number;
        return true;
    }

    private boolean error() {
        if (bytes[at] == '[') {
            at++;
            if (!string() || bytes[at] != ',') {
                return false;
            }
            at++;
            if (bytes[at] == ' ') {
                at++;
            }
            if (!number() || bytes[at] != ']') {
                return false;
            }
            at++;
            errorKind = VERSIONED;
            errorVersion = number;
        } else {
            if (!string()) {
                return false;
            }
            errorKind = STRING;
        }
        errorFrom = stringFrom;
        errorTo = stringTo;
        return true;
    }

    private boolean isNull() {
        if (bytes[at] == 'n' && bytes[at + 1] == 'u' && bytes[at + 2] == 'l' && bytes[at + 3] == 'l') {
            at += 4;
            return true;
        }
        return false;
    }

    private int stringFrom;
    private int stringTo;

    private boolean string() {
        if (bytes[at] != '"') {
            return false;
        }
        int end = Words.endOfPlainText(bytes, at + 1);
        if (bytes[end] != '"') {
            return false;
        }
        stringFrom = at + 1;
        stringTo = end;
        at = end + 1;
        return true;
    }

    /** A whole number without a sign; what follows it is for the caller to look at. */
    private boolean number() {
        int first = at;
        long value = 0;
        int digit = bytes[at] - '0';
        while (digit >= 0 && digit <= 9) {
            value = value * 10 + digit;
            digit = bytes[++at] - '0';
        }
        number = value;
        int digits = at - first;
        return digits > 0 && digits <= MAX_DIGITS && (digits == 1 || bytes[first] != '0');
    }
}
