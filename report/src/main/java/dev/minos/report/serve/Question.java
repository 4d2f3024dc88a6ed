package dev.minos.report.serve;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for: the segments of its path, decoded once and each for itself, and its parameters. Immutable.
 *
 * @param segments none is empty, {@code .} or {@code ..}, or holds a slash, a backslash or a control character
 * @param isDirectory whether the path ends with a slash
 */
record Question(List<String> segments, boolean isDirectory, Map<String, List<String>> parameters) {

    /** The question, null if it is none that could have an answer here. */
    static @Nullable Question of(@Nullable String rawPath, @Nullable String rawQuery) {
        if (rawPath == null || !rawPath.startsWith("/")) {
            return null;
        }
        boolean isDirectory = rawPath.endsWith("/");
        List<String> segments = new ArrayList<>();
        String path = rawPath.substring(1, Math.max(1, rawPath.length() - (isDirectory ? 1 : 0)));
        for (String raw : path.isEmpty() ? new String[0] : path.split("/", -1)) {
            String segment = decoded(raw);
            if (segment == null || !isName(segment)) {
                return null;
            }
            segments.add(segment);
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : rawQuery == null || rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            try {
                parameters
                        .computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), n -> new ArrayList<>())
                        .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return new Question(List.copyOf(segments), isDirectory, parameters);
    }

    private static boolean isName(String segment) {
        return !segment.isEmpty()
                && !segment.equals(".")
                && !segment.equals("..")
                && segment.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ' || c == 0x7f);
    }

    /** Percent-decoded as strict UTF-8; null if it is not that. */
    private static @Nullable String decoded(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                boolean isWhole = i + 2 < raw.length();
                int high = isWhole ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = isWhole ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (c < 0x80) {
                bytes.put((byte) c);
            } else {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The first value of a parameter, empty where there is none. */
    String parameter(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    /** Some of the segments, as the id of a run. */
    String id(int from, int to) {
        return String.join("/", segments.subList(from, to));
    }

    /** A path in which each segment of an id is encoded, for a link. */
    static String link(String prefix, String id, String suffix) {
        StringBuilder link = new StringBuilder(prefix);
        for (String segment : id.split("/", -1)) {
            link.append('/').append(encoded(segment));
        }
        return link.append(suffix).toString();
    }

    /** Encoded for any place within a link. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
