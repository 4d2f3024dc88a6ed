package dev.minos.report;

import dev.minos.checker.history.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML and SVG. Whatever is handed in as text or as an attribute's value is escaped, so nothing that a history or a path holds can
 * become markup; names of elements and attributes are ours. Failures of the writer come as {@link UncheckedIOException}.
 * Not thread-safe.
 */
public final class Markup {
    private final Writer out;
    private final Deque<String> open = new ArrayDeque<>();

    /** Writes to this, which stays open. */
    public Markup(Writer out) {
        this.out = out;
    }

    /** Begins an element; attributes are names and values by turns. */
    public Markup open(String element, String... attributes) {
        tag(element, attributes);
        raw(">");
        open.push(element);
        return this;
    }

    /** Ends the element that was begun last. */
    public Markup close() {
        raw("</" + open.pop() + ">");
        return this;
    }

    /** An element without content. */
    public Markup empty(String element, String... attributes) {
        tag(element, attributes);
        raw("/>");
        return this;
    }

    /** An element with nothing but text in it. */
    public Markup element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** Text, escaped. */
    public Markup text(String text) {
        raw(escaped(text));
        return this;
    }

    /** A line end, for those who read the source. */
    public Markup line() {
        raw("\n");
        return this;
    }

    /** What is of our own making and is markup, style or script as it stands. */
    public Markup raw(String ours) {
        try {
            out.write(ours);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private void tag(String element, String... attributes) {
        StringBuilder tag = new StringBuilder("<").append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            tag.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        raw(tag.toString());
    }

    /** Text that is nothing but text, between tags and in quotes; what cannot be seen is spelled out. */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.append(c);
                default -> {
                    if (Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT
                            || (Character.isSurrogate(c) && !JsonText.isPair(text, i))) {
                        escaped.append(String.format("\\u%04x", (int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }
}
