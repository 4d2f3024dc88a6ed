package dev.minos.checker.history;

import dev.minos.checker.history.ReadOptions.Independent;
import dev.minos.checker.history.ReadOptions.Order;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads histories in any {@linkplain HistoryFormats format}, which is seen from the content; plain, gzip or zstd.
 *
 * <p>Odd things are read leniently and said in {@link History#warnings}, or refused where {@link ReadOptions#strict} asks
 * for it. Text is UTF-8.
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
        return read(file, ReadOptions.defaults());
    }

    /**
     * Reads a file.
     *
     * @throws MalformedHistoryException if it is no history
     * @throws IOException if it cannot be read
     */
    public static History read(Path file, ReadOptions options) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), options);
        } catch (IndependentKeys.KeysInAnswersException e) {
            IndependentKeys.Answers answers = new IndependentKeys.Answers(file.toString(), options);
            try (InputStream in = Files.newInputStream(file)) {
                events(in, file.toString(), options, answers);
            }
            try (InputStream in = Files.newInputStream(file)) {
                return read(in, file.toString(), options, answers);
            }
        }
    }

    /**
     * Reads a stream to its end; does not close it.
     *
     * @param source what to call it in messages
     * @throws MalformedHistoryException if it is no history
     */
    public static History read(InputStream in, String source) throws IOException {
        return read(in, source, ReadOptions.defaults());
    }

    /**
     * Reads a stream to its end; does not close it.
     *
     * @param source what to call it in messages; what it ends with may help to tell the format
     * @throws MalformedHistoryException if it is no history
     */
    public static History read(InputStream in, String source, ReadOptions options) throws IOException {
        return read(in, source, options, null);
    }

    private static History read(
            InputStream in, String source, ReadOptions options, IndependentKeys.@Nullable Answers answers)
            throws IOException {
        HistoryBuilder history = new HistoryBuilder(source, options);
        boolean takenApart = options.keys() != null && options.independent() == Independent.ALWAYS;
        HistoryFormat format =
                events(in, source, options, takenApart ? IndependentKeys.asRead(history, answers) : history);
        history.hasOneKindOfNumber = format.hasOneKindOfNumber();
        return history.build();
    }

    /**
     * Hands the events of a stream to a sink, one by one; does not close it.
     *
     * @param source what to call it in messages; what it ends with may help to tell the format
     * @return the format that it was in
     * @throws MalformedHistoryException if it is no history
     */
    public static HistoryFormat events(InputStream in, String source, ReadOptions options, EventSink sink)
            throws IOException {
        InputStream content = Decompression.open(in, source, options);
        byte[] beginning = content.readNBytes(Sample.BYTES);
        refuseJepsensBinary(beginning, source);
        int mark = byteOrderMark(beginning, source);
        refuseBinary(beginning, source);
        byte[] text = mark == 0 ? beginning : Arrays.copyOfRange(beginning, mark, beginning.length);
        HistoryFormat format = HistoryFormats.of(Sample.of(text, text.length, source), source);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(text), content);
        if (options.order() == Order.TIME) {
            TimeOrder ordered = new TimeOrder(source, sink);
            format.read(whole, source, options, ordered);
            ordered.finish();
        } else {
            format.read(whole, source, options, sink);
        }
        // Not where reading failed: a thread that runs ahead may be within, and wait there for a pipe.
        content.close();
        return format;
    }

    /** The length of the mark that some editors put before UTF-8. */
    private static int byteOrderMark(byte[] bytes, String source) {
        boolean little = begins(bytes, 0xff, 0xfe) || (bytes.length > 3 && bytes[1] == 0 && bytes[3] == 0);
        boolean big = begins(bytes, 0xfe, 0xff) || (bytes.length > 3 && bytes[0] == 0 && bytes[2] == 0);
        if (little || big) {
            throw new MalformedHistoryException(
                    source, 1, "expected UTF-8, got what looks like UTF-16 or UTF-32: convert it with iconv -t UTF-8");
        }
        return begins(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
    }

    private static void refuseJepsensBinary(byte[] bytes, String source) {
        String name = source.replaceFirst("\\.(gz|zst)$", "");
        if (begins(bytes, 'J', 'E', 'P', 'S', 'E', 'N') || name.endsWith(".jepsen") || name.endsWith(".fressian")) {
            throw new MalformedHistoryException(
                    source,
                    0,
                    "Jepsen's binary files (test.jepsen, test.fressian) are not read: export history.edn, which stands"
                            + " beside it in Jepsen's store, and check that");
        }
    }

    private static void refuseBinary(byte[] bytes, String source) {
        if (Decompression.isCompressed(bytes)) {
            throw new MalformedHistoryException(
                    source, 0, "it is compressed twice, and inside still gzip or zstd: decompress it once");
        }
        long line = 1;
        for (int at = 0; at < bytes.length; at++) {
            byte b = bytes[at];
            if (b == 0 && at > 0 && isZeroFrom(bytes, at)) {
                throw new MalformedHistoryException(source, line, zerosFrom("byte " + at));
            }
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b) {
                throw new MalformedHistoryException(
                        source,
                        line,
                        "expected text, got a binary file: byte " + at + " is a " + b
                                + " (a test.jepsen or test.fressian of Jepsen is not read: export history.edn)");
            }
            line += b == '\n' ? 1 : 0;
        }
    }

    private static boolean isZeroFrom(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] != 0) {
                return false;
            }
        }
        return true;
    }

    /** What to say of text that ends in zero bytes, from there on. */
    static String zerosFrom(String where) {
        return "expected text, got nothing but zero bytes from " + where
                + " on, as a file may end that was being written"
                + " when its machine crashed: cut them off, and what is before them is read";
    }

    private static boolean begins(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
