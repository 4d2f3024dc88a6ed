package dev.minos.checker.history;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** The formats that are there: JSON lines and JSON arrays always, others where their artifact is on the class path. */
public final class HistoryFormats {
    private static final HistoryFormat JSON_LINES = new JsonLinesFormat();
    private static final Pattern TAB_SEPARATED = Pattern.compile("\t:?(invoke|ok|fail|info)\t");

    private HistoryFormats() {}

    /** All formats, in no order that matters. */
    public static List<HistoryFormat> all() {
        List<HistoryFormat> formats = new ArrayList<>();
        ServiceLoader.load(HistoryFormat.class, HistoryFormat.class.getClassLoader())
                .forEach(formats::add);
        return formats;
    }

    /**
     * The format of a name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static HistoryFormat named(String name) {
        return all().stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no format is called " + name + ", only "
                        + all().stream().map(HistoryFormat::name).sorted().toList()));
    }

    /**
     * The format of a file that begins so.
     *
     * @throws MalformedHistoryException if it is in none, or in one whose artifact is missing
     */
    static HistoryFormat of(Sample sample, String source) {
        if (JSON_LINES.matches(sample)) {
            return JSON_LINES; // without a look at what else there is: our own files are opened often
        }
        List<HistoryFormat> formats = all();
        List<HistoryFormat> matching =
                formats.stream().filter(format -> format.matches(sample)).toList();
        if (matching.isEmpty() && sample.isBlank()) {
            matching = formats;
        }
        for (HistoryFormat format : matching) {
            if (format.extensions().contains(sample.extension())) {
                return format;
            }
        }
        if (!matching.isEmpty()) {
            return sample.isBlank() ? JSON_LINES : matching.get(0);
        }
        throw unknown(sample, source, formats);
    }

    private static MalformedHistoryException unknown(Sample sample, String source, List<HistoryFormat> formats) {
        boolean edn = "([{#".indexOf(sample.charFrom(0)) >= 0 || sample.hasLine(TAB_SEPARATED);
        if (edn && formats.stream().noneMatch(format -> format.name().equals("edn"))) {
            return new MalformedHistoryException(
                    source,
                    0,
                    "this looks like EDN, history.txt or a console log, which the artifact dev.minos:minos-edn reads;"
                            + " it is not on the class path");
        }
        return new MalformedHistoryException(
                source,
                0,
                "expected a history in one of the formats "
                        + formats.stream().map(HistoryFormat::name).sorted().toList() + ", got a file that begins with "
                        + beginning(sample.text()));
    }

    private static String beginning(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), 40); i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c > '~' ? '.' : c);
        }
        return shown.append('"').toString();
    }
}
