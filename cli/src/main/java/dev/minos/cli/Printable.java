package dev.minos.cli;

import java.util.Locale;

/**
 * Text of a history or a file name, made fit for terminals and for files that other programs show. Whatever the command line
 * prints of either goes through here: a name may hold a line end, and so forge a verdict, or what steers a terminal.
 */
final class Printable {
    private Printable() {}

    /**
     * The text with every char that XML 1.0 cannot hold, or that would steer a terminal or the direction of the text, as
     * {@code \}{@code u001b}: control characters, halves of surrogate pairs, U+FEFF, U+FFFE, U+FFFF, marks of direction, line
     * ends other than a newline. Newlines and TABs stay.
     */
    static String lines(String text) {
        return printable(text, true);
    }

    /** The same on one line: line ends and TABs become visible, too. */
    static String line(String text) {
        return printable(text, false);
    }

    private static String printable(String text, boolean keepLines) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isPrintable(c) || (keepLines && (c == '\n' || c == '\t'))) {
                printable.appendCodePoint(c);
            } else {
                printable.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return printable.toString();
    }

    private static boolean isPrintable(int c) {
        boolean control = c < ' ' || (c >= 0x7f && c <= 0x9f);
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        boolean direction = (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x200e
                || c == 0x200f
                || c == 0x061c;
        boolean lineEnd = c == 0x2028 || c == 0x2029;
        return !control && !half && !direction && !lineEnd && c != 0xfeff && c != 0xfffe && c != 0xffff;
    }
}
