package dev.minos.checker.history;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes plain data as JSON; what JSON cannot hold becomes the nearest it can, with one warning a kind. */
public final class JsonText {
    private final StringBuilder out;
    private final Consumer<String> warnings;
    private final Set<String> warned = new HashSet<>();

    public JsonText(StringBuilder out, Consumer<String> warnings) {
        this.out = out;
        this.warnings = warnings;
    }

    public void datum(@Nullable Object datum) {
        if (datum == null || datum instanceof Boolean) {
            out.append(datum);
        } else if (datum instanceof String text) {
            string(text);
        } else if (datum instanceof Double number) {
            if (Double.isFinite(number)) {
                if (number == Math.rint(number)) {
                    lost("JSON has one kind of number; 1.0 is read from it as 1");
                }
                out.append(number);
            } else {
                lost("JSON has no NaN and no infinities; they are written as strings");
                string(number.toString());
            }
        } else if (datum instanceof BigDecimal number) {
            lost("JSON does not tell exact decimals from others, and whole ones are read from it as whole numbers");
            String digits = number.toString();
            out.append(digits).append(digits.matches("-?[0-9]+") ? ".0" : "");
        } else if (datum instanceof Number) {
            out.append(datum);
        } else if (datum instanceof Versioned versioned) {
            out.append("{\"value\":");
            datum(versioned.value());
            out.append(",\"version\":").append(versioned.version()).append('}');
        } else if (datum instanceof Map<?, ?> map) {
            map(map);
        } else if (datum instanceof Collection<?> elements) {
            if (datum instanceof Set) {
                lost("JSON has no sets; they are written as arrays");
            }
            elements(elements);
        } else {
            string(bare(datum));
        }
    }

    /** Appends text quoted and escaped. A surrogate without its partner is written as an escape. */
    public void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || (Character.isSurrogate(c) && !isPair(text, i))) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Whether the surrogate there stands beside its partner. */
    public static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }

    private void map(Map<?, ?> map) {
        out.append('{');
        String separator = "";
        Set<String> names = new HashSet<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            separator = ",";
            String name = entry.getKey() instanceof String text ? text : bare(entry.getKey());
            while (!names.add(name)) {
                lost("names in one object that are the same in JSON are told apart by a ' behind the later one");
                name += "'";
            }
            string(name);
            out.append(':');
            datum(entry.getValue());
        }
        out.append('}');
    }

    private void elements(Collection<?> elements) {
        out.append('[');
        String separator = "";
        for (Object element : elements) {
            out.append(separator);
            separator = ",";
            datum(element);
        }
        out.append(']');
    }

    private String bare(@Nullable Object datum) {
        if (datum instanceof Keyword keyword) {
            lost("JSON has no keywords; they are written as strings");
            return keyword.name();
        }
        if (datum instanceof Symbol symbol) {
            lost("JSON has no symbols; they are written as strings");
            return symbol.name();
        }
        if (datum instanceof Ratio || datum instanceof Tagged || datum instanceof Character) {
            lost("JSON has no ratios, characters or tagged literals; they are written as strings");
        } else {
            lost("names in objects of JSON are strings; others are written as such");
        }
        return String.valueOf(datum);
    }

    private void lost(String what) {
        if (warned.add(what)) {
            warnings.accept(what);
        }
    }
}
