package dev.minos.checker.history;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * What a file holds, decompressed where it is gzip or zstd, which its first bytes tell.
 *
 * <p>Memory is bounded: a few hundred kilobytes, for zstd the window that the file names, at most 128 MiB. How much may come
 * out is bounded by {@link ReadOptions}, so that a small file cannot keep a check busy for ever.
 */
final class Decompression {
    /** Ratios of small files say nothing. */
    private static final long RATIO_COUNTS_FROM_BYTES = 1L << 30;

    private Decompression() {}

    /**
     * Opens a stream; closing the result does not close it.
     *
     * @throws MalformedHistoryException on reading, if the compressed data are cut or broken or more than the options allow
     */
    static InputStream open(InputStream raw, String source, ReadOptions options) throws IOException {
        byte[] magic = raw.readNBytes(4);
        PushbackInputStream whole = new PushbackInputStream(raw, 4);
        whole.unread(magic);
        if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
            Counting compressed = new Counting(whole);
            InputStream in;
            try {
                in = new GZIPInputStream(compressed, 1 << 16);
            } catch (EOFException | ZipException e) {
                throw broken("gzip", source, 0, e);
            }
            return new Bounded(in, compressed, "gzip", source, options);
        }
        if (magic.length == 4
                && magic[0] == 0x28
                && magic[1] == (byte) 0xb5
                && magic[2] == 0x2f
                && magic[3] == (byte) 0xfd) {
            Counting compressed = new Counting(whole);
            return new Bounded(zstd(compressed, source), compressed, "zstd", source, options);
        }
        return whole;
    }

    private static InputStream zstd(InputStream compressed, String source) throws IOException {
        try {
            return Zstd.open(compressed);
        } catch (NoClassDefFoundError e) {
            throw new MalformedHistoryException(
                    source,
                    0,
                    "it is compressed with zstd, which the artifact com.github.luben:zstd-jni reads; it is not on the class"
                            + " path");
        }
    }

    /** Apart, so that the checker works without the artifact. */
    private static final class Zstd {
        static InputStream open(InputStream compressed) throws IOException {
            return new com.github.luben.zstd.ZstdInputStream(compressed);
        }
    }

    private static MalformedHistoryException broken(String format, String source, long bytes, IOException e) {
        boolean cut =
                e instanceof EOFException || String.valueOf(e.getMessage()).contains("Truncated");
        return new MalformedHistoryException(
                source,
                0,
                "its " + format + " data " + (cut ? "are cut" : "are broken (" + e.getMessage() + ")") + " behind "
                        + bytes + " decompressed bytes");
    }

    private static final class Counting extends FilterInputStream {
        private long bytes;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            bytes += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int count = super.read(into, from, most);
            bytes += Math.max(0, count);
            return count;
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final Counting compressed;
        private final String format;
        private final String source;
        private final ReadOptions options;
        private long bytes;

        Bounded(InputStream in, Counting compressed, String format, String source, ReadOptions options) {
            super(in);
            this.compressed = compressed;
            this.format = format;
            this.source = source;
            this.options = options;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int count;
            try {
                count = super.read(into, from, most);
            } catch (IOException e) {
                if (e instanceof EOFException || e instanceof ZipException || isZstd(e)) {
                    throw broken(format, source, bytes, e);
                }
                throw e;
            }
            bytes += Math.max(0, count);
            if (bytes > options.maxBytes()) {
                throw new MalformedHistoryException(
                        source,
                        0,
                        "it decompresses to more than " + options.maxBytes() + " bytes, the limit of --max-bytes");
            }
            if (bytes > RATIO_COUNTS_FROM_BYTES && bytes / options.maxRatio() > compressed.bytes) {
                throw new MalformedHistoryException(
                        source,
                        0,
                        "its first " + compressed.bytes + " bytes decompress to " + bytes + ", more than "
                                + options.maxRatio() + " for each, the limit of --max-ratio");
            }
            return count;
        }

        private static boolean isZstd(IOException e) {
            return e.getClass().getName().startsWith("com.github.luben.zstd.");
        }
    }
}
