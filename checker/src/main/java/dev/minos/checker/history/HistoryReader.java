package dev.minos.checker.history;

import dev.minos.checker.json.JsonLine.NotJsonException;
import dev.minos.checker.json.LineReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads histories of JSON lines, plain or gzipped: one event a line, in the order in which it was recorded.
 *
 * <pre>
 * {"index":12,"time":48211903,"process":1,"type":"invoke","f":"put","key":"key1","value":{"value":"client_2-17-1","version":1},"client":"client_2","op":17,"attempt":1}
 * {"index":14,"time":48330120,"process":1,"type":"info","f":"put","key":"key1","value":{"value":"client_2-17-1","version":1},"error":"deadline-exceeded","client":"client_2","op":17,"attempt":1}
 * </pre>
 *
 * <p>The file of a killed run is read as far as it is a history: a cut last line is dropped, an operation without a
 * completion is of unknown outcome, and a recording of ours (its first event has index 0 and names a client) ends at the
 * first gap in its indexes, for behind a lost invoke a true history would look false. Each is said in
 * {@link History#warnings}.
 */
public final class HistoryReader {
    private HistoryReader() {}

    /**
     * Reads a file.
     *
     * @throws MalformedHistoryException if it is no history
     * @throws IOException if it cannot be read
     */
    public static History read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    /**
     * Reads a stream to its end; does not close it.
     *
     * @param source what to call it in messages
     * @throws MalformedHistoryException if it is no history
     */
    public static History read(InputStream in, String source) throws IOException {
        HistoryBuilder history = new HistoryBuilder(source);
        JsonEventParser parser = new JsonEventParser(source);
        LineReader lines = new LineReader(decompressed(in), source);
        long expectedIndex = -1;
        boolean ours = false;
        boolean first = true;
        while (lines.next()) {
            if (lines.isBlank()) {
                continue;
            }
            Event event;
            try {
                event = parser.parse(lines.buffer(), lines.start(), lines.end(), lines.line());
            } catch (NotJsonException e) {
                if (lines.terminated()) {
                    throw new MalformedHistoryException(
                            source, lines.line(), "expected one JSON object a line: " + e.getMessage());
                }
                history.warn(lines.line(), "the last line is cut and was dropped");
                break;
            }
            if (first) {
                ours = event.index() == 0 && event.client() != null;
                first = false;
            } else if (ours && event.index() != expectedIndex) {
                history.warn(
                        lines.line(),
                        "index jumps from " + (expectedIndex - 1) + " to " + event.index()
                                + "; this recording is read up to the gap, the lines from here on were dropped");
                break;
            }
            expectedIndex = event.index() + 1;
            history.add(event);
        }
        return history.build();
    }

    private static InputStream decompressed(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered;
    }
}
