package dev.minos.checker.argument;

import dev.minos.checker.history.FailReason;
import dev.minos.checker.history.History;
import dev.minos.checker.history.History.AttemptId;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.VersionedKvModel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Data and operations as people read them. Values come from a recording: nothing in them reaches a terminal raw. */
public final class Words {
    private static final int MAX_VALUE_LENGTH = 80;

    private Words() {}

    /** A datum in quotes if it is text, without control characters, and cut where it is long. */
    public static String datum(@Nullable Object datum) {
        String text = String.valueOf(datum);
        if (text.length() <= MAX_VALUE_LENGTH && isPlain(text)) {
            return datum instanceof String ? "'" + text + "'" : text;
        }
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < text.length() && words.length() < MAX_VALUE_LENGTH; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                words.append(String.format("\\u%04x", (int) c));
            } else {
                words.append(c);
            }
        }
        if (text.length() > MAX_VALUE_LENGTH) {
            words.append("… (").append(text.length()).append(" characters)");
        }
        return datum instanceof String ? "'" + words + "'" : words.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /**
     * An operation in one line, such as {@code put 'a' on version 3 -> ok, version 4 (client_2, index 40 to 44)}.
     */
    public static String operation(History history, int op) {
        return callAndAnswer(history, op) + " (" + who(history, op) + ", " + when(history, op) + ")";
    }

    /** What an operation asked and what it was answered, such as {@code put 'a' on version 3 -> ok, version 4}. */
    public static String callAndAnswer(History history, int op) {
        Operation operation = history.operation(op);
        return asked(operation) + " -> " + answer(operation);
    }

    /** Who called: the client where the history names one, with its process. */
    public static String who(History history, int op) {
        AttemptId attempt = history.attempt(op);
        String process = "process " + plain(history.operation(op).process());
        return attempt == null ? process : plain(attempt.client());
    }

    /** From which index to which an operation lasted; one of unknown outcome has no end. */
    public static String when(History history, int op) {
        long from = history.index(history.invoked(op));
        int returned = history.returned(op);
        return returned == Operation.NEVER
                ? "index " + from + " on"
                : "index " + from + " to " + history.index(returned);
    }

    /** How often: {@code once}, {@code twice}, {@code 3 times}. */
    public static String times(int n) {
        return switch (n) {
            case 1 -> "once";
            case 2 -> "twice";
            default -> n + " times";
        };
    }

    /** What an operation asked for, such as {@code put 'a' on version 3}. */
    public static String asked(Operation operation) {
        Object input = operation.input();
        if (input instanceof Versioned put) {
            return operation.f() + " " + datum(put.value()) + " on version " + put.version();
        }
        return input == null ? operation.f() : operation.f() + " " + datum(input);
    }

    private static String answer(Operation operation) {
        if (operation.outcome() == Outcome.INFO) {
            return operation.error() == null ? "unknown" : "unknown, " + plain(operation.error());
        }
        if (operation.outcome() == Outcome.FAIL) {
            String how = FailReason.of(operation.error()).words();
            return operation.error() == null ? how : how + ", " + plain(operation.error());
        }
        boolean foundNothing = operation.input() == null && RegisterModel.NOTHING.equals(operation.output());
        Object output = foundNothing ? null : operation.output();
        if (output instanceof Versioned seen) {
            return operation.input() == null
                    ? datum(seen.value()) + " at version " + seen.version()
                    : "ok, version " + seen.version();
        }
        if (output == null) {
            return switch (operation.f()) {
                case VersionedKvModel.GET -> "absent";
                case "read" -> "nothing";
                default -> "ok";
            };
        }
        return output.equals(operation.input()) ? "ok" : datum(output);
    }

    /** A text without quotes, without control characters, and cut where it is long. */
    public static String plainText(String text) {
        return plain(text);
    }

    private static String plain(@Nullable Object datum) {
        String words = datum(datum);
        return datum instanceof String ? words.substring(1, words.length() - 1) : words.toLowerCase(Locale.ROOT);
    }
}
