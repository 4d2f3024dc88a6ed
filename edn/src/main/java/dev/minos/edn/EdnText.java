package dev.minos.edn;

import dev.minos.checker.history.JsonText;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Ratio;
import dev.minos.checker.history.Symbol;
import dev.minos.checker.history.Tagged;
import dev.minos.checker.history.Versioned;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes plain data as EDN. */
final class EdnText {
    private static final Pattern KEYWORD =
            Pattern.compile("[A-Za-z*!_?][A-Za-z0-9*!_?.-]*(/[A-Za-z*!_?][A-Za-z0-9*!_?.-]*)?");

    private EdnText() {}

    static void append(StringBuilder out, @Nullable Object datum) {
        if (datum == null) {
            out.append("nil");
        } else if (datum instanceof String text) {
            string(out, text);
        } else if (datum instanceof Double number) {
            out.append(
                    Double.isNaN(number)
                            ? "##NaN"
                            : Double.isInfinite(number) ? (number > 0 ? "##Inf" : "##-Inf") : number.toString());
        } else if (datum instanceof BigInteger) {
            out.append(datum).append('N');
        } else if (datum instanceof BigDecimal) {
            out.append(datum).append('M');
        } else if (datum instanceof Character c) {
            character(out, c);
        } else if (datum instanceof Tagged tagged) {
            out.append('#').append(tagged.tag()).append(' ');
            append(out, tagged.value());
        } else if (datum instanceof Versioned versioned) {
            out.append("{:value ");
            append(out, versioned.value());
            out.append(", :version ").append(versioned.version()).append('}');
        } else if (datum instanceof Map<?, ?> map) {
            map(out, map);
        } else if (datum instanceof Set<?> set) {
            elements(out, "#{", set, '}');
        } else if (datum instanceof List<?> list) {
            elements(out, "[", list, ']');
        } else if (datum instanceof Boolean
                || datum instanceof Number
                || datum instanceof Keyword
                || datum instanceof Symbol
                || datum instanceof Ratio) {
            out.append(datum);
        } else {
            throw new IllegalArgumentException("no plain datum: " + datum.getClass());
        }
    }

    static String of(@Nullable Object datum) {
        StringBuilder out = new StringBuilder();
        append(out, datum);
        return out.toString();
    }

    /** The name as a keyword, or as a string where a keyword cannot be called so. */
    static String keyword(String name) {
        return KEYWORD.matcher(name).matches() ? ":" + name : of(name);
    }

    private static void map(StringBuilder out, Map<?, ?> map) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            separator = ", ";
            append(out, entry.getKey());
            out.append(' ');
            append(out, entry.getValue());
        }
        out.append('}');
    }

    private static void elements(StringBuilder out, String opening, Collection<?> elements, char closing) {
        out.append(opening);
        String separator = "";
        for (Object element : elements) {
            out.append(separator);
            separator = " ";
            append(out, element);
        }
        out.append(closing);
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ' || c == 0x7f || (Character.isSurrogate(c) && !JsonText.isPair(text, i))) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static void character(StringBuilder out, char c) {
        String name = switch (c) {
            case '\n' -> "newline";
            case ' ' -> "space";
            case '\t' -> "tab";
            case '\r' -> "return";
            case '\b' -> "backspace";
            case '\f' -> "formfeed";
            default -> c < ' ' || c > '~' ? String.format("u%04x", (int) c) : String.valueOf(c);
        };
        out.append('\\').append(name);
    }
}
