package dev.minos.faults;

import dev.minos.faults.FaultRule.Method;
import dev.minos.faults.FaultRule.Side;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A server's fault in one line, as {@code minos server --fault} takes it: its name, how often, and in any order what else is
 * not as usual.
 *
 * <pre>
 * delay-response put 1% 50ms
 * drop-response every 500 silence
 * late-delivery put 0.5% 2s from 5s until 20s
 * </pre>
 */
public final class FaultRuleText {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,20})?(?:E-?\\d{1,2})?)%");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final String FORM = "must be a fault and how often, such as 'delay-response put 1% 50ms' or"
            + " 'drop-response every 500 silence', got '";

    private final String text;
    private final Iterator<String> words;
    private final Set<String> said = new HashSet<>();
    private FaultRule rule;

    private FaultRuleText(String text) {
        this.text = text;
        this.words = List.of(text.trim().split("\\s+")).iterator();
        this.rule = FaultRule.of(fault(words.next()), Side.SERVER, 0);
    }

    /**
     * Reads a rule of a server.
     *
     * @throws IllegalArgumentException if it is none; the message says what was expected
     */
    public static FaultRule parse(String text) {
        return new FaultRuleText(text).read();
    }

    /** Returns the text that {@link #parse} reads as that rule. */
    public static String of(FaultRule rule) {
        StringBuilder text = new StringBuilder(rule.fault().word())
                .append(' ')
                .append(rule.method().word())
                .append(rule.every() > 0 ? " every " + rule.every() : " " + rule.percent() + "%");
        if (!rule.delay().isZero()) {
            text.append(' ').append(Durations.text(rule.delay()));
        }
        text.append(' ').append(rule.manner().word());
        if (!rule.from().isZero()) {
            text.append(" from ").append(Durations.text(rule.from()));
        }
        if (!rule.until().equals(FaultRule.FOREVER)) {
            text.append(" until ").append(Durations.text(rule.until()));
        }
        return text.toString();
    }

    private FaultRule read() {
        while (words.hasNext()) {
            take(words.next());
        }
        if (!said.contains("how often")) {
            throw wrong("it does not say how often, such as 1% or every 500");
        }
        try {
            return rule.requireValid();
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private void take(String word) {
        var percent = PERCENT.matcher(word);
        if (percent.matches()) {
            once("how often");
            rule = rule.withPercent(Double.parseDouble(percent.group(1)));
        } else if (word.equals("every")) {
            once("how often");
            String number = after(word);
            if (!NUMBER.matcher(number).matches() || Long.parseLong(number) == 0) {
                throw wrong("every is followed by a number of operations, at least 1, not by '" + number + "'");
            }
            rule = rule.withEvery(Long.parseLong(number));
        } else if (word.equals("from")) {
            once(word);
            rule = rule.withFrom(Durations.parse(after(word)));
        } else if (word.equals("until")) {
            once(word);
            rule = rule.withUntil(Durations.parse(after(word)));
        } else if (Character.isDigit(word.charAt(0))) {
            once("how long");
            rule = rule.withDelay(Durations.parse(word));
        } else {
            named(word);
        }
    }

    private void named(String word) {
        for (Method method : Method.values()) {
            if (method.word().equals(word)) {
                once("which method");
                rule = rule.withMethod(method);
                return;
            }
        }
        for (DropManner manner : DropManner.values()) {
            if (manner.word().equals(word)) {
                once("in which manner");
                rule = rule.withManner(manner);
                return;
            }
        }
        throw wrong(
                "'" + word + "' is neither a method (any, put, get), a rate (1%, every 500), a time (50ms), a manner"
                        + " (at-once, silence), from nor until");
    }

    private void once(String what) {
        if (!said.add(what)) {
            throw wrong("it says twice " + what);
        }
    }

    private String after(String word) {
        if (!words.hasNext()) {
            throw wrong("nothing follows '" + word + "'");
        }
        return words.next();
    }

    private MessageFault fault(String word) {
        return Arrays.stream(MessageFault.values())
                .filter(fault -> fault.word().equals(word))
                .findFirst()
                .orElseThrow(() -> wrong("'" + word + "' is none of "
                        + Arrays.stream(MessageFault.values())
                                .map(MessageFault::word)
                                .collect(Collectors.joining(", "))));
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(FORM + text + "': " + why);
    }
}
