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
    static final long RATIO_COUNTS_FROM_BYTES = 64L << 20;

    private static final int MAGIC_BYTES = 4;

    private Decompression() {}

    /**
     * Opens a stream; closing the result gives the memory of what decompresses back, and does not close the stream.
     *
     * @throws MalformedHistoryException on reading, if the compressed data are cut or broken or more than the options allow
     */
    static InputStream open(InputStream raw, String source, ReadOptions options) throws IOException {
        byte[] magic = raw.readNBytes(MAGIC_BYTES);
        PushbackInputStream whole = new PushbackInputStream(raw, MAGIC_BYTES) {
            @Override
            public void close() {}
        };
        whole.unread(magic);
        if (isGzip(magic)) {
            Counting compressed = new Counting(whole);
            InputStream in;
            try {
                in = new Gzip(compressed);
            } catch (EOFException | ZipException e) {
                throw broken("gzip", source, 0, e);
            }
            return new Bounded(in, compressed, "gzip", source, options);
        }
        if (isZstd(magic)) {
            Counting compressed = new Counting(whole);
            return new Bounded(zstd(compressed, source), compressed, "zstd", source, options);
        }
        return whole;
    }

    /** Whether a file that begins so is compressed. */
    static boolean isCompressed(byte[] beginning) {
        return isGzip(beginning) || isZstd(beginning);
    }

    private static boolean isGzip(byte[] beginning) {
        return beginning.length >= 2 && beginning[0] == 0x1f && beginning[1] == (byte) 0x8b;
    }

    /** A frame, or one to be skipped, which pzstd writes first. */
    private static boolean isZstd(byte[] beginning) {
        return beginning.length >= MAGIC_BYTES
                && ((beginning[0] == 0x28
                                && beginning[1] == (byte) 0xb5
                                && beginning[2] == 0x2f
                                && beginning[3] == (byte) 0xfd)
                        || ((beginning[0] & 0xf0) == 0x50
                                && beginning[1] == 0x2a
                                && beginning[2] == 0x4d
                                && beginning[3] == 0x18));
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

    /**
     * All members of a file, one behind another, with zeros behind the last, with which tar fills a block up, and nothing else. The
     * JDK's own stream takes whatever it does not understand behind a member for the end, and so would silently lose what stands
     * in a member whose header is broken.
     */
    private static final class Gzip extends GZIPInputStream {
        private static final int TRAILER_BYTES = 8;

        private final Counting compressed;

        Gzip(Counting compressed) throws IOException {
            super(compressed, Counting.FILL_BYTES);
            this.compressed = compressed;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int count = super.read(into, from, most);
            int trailerNotInBuffer = Math.max(0, TRAILER_BYTES - inf.getRemaining());
            if (count < 0 && !(restOfBufferIsZero() && compressed.restIsZero(trailerNotInBuffer))) {
                throw new ZipException("something else follows");
            }
            return count;
        }

        private boolean restOfBufferIsZero() {
            return isZero(buf, len - Math.max(0, inf.getRemaining() - TRAILER_BYTES), len);
        }
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
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
        private final PushbackInputStream whole;
        private long bytes;
        /** As many bytes does the stream of gzip ask for at a time, of what it inflates; of headers and trailers fewer. */
        static final int FILL_BYTES = 1 << 16;

        /** How many bytes were read since the last fill, of a trailer and of what it takes for the next header. */
        private long single;
        /** How many of those there were when the last came that was not zero. */
        private long lastNonZero;

        Counting(PushbackInputStream whole) {
            super(whole);
            this.whole = whole;
        }

        /** Asked at the end of each member of gzip, whether more may follow: then no stream may say that it does not know. */
        @Override
        public int available() throws IOException {
            int next = whole.read();
            if (next < 0) {
                return 0;
            }
            whole.unread(next);
            return Math.max(1, whole.available());
        }

        /**
         * Reads to the end, and says whether nothing but zeros stood behind the last member.
         *
         * @param trailer how many bytes of the member's trailer were read since the last fill
         */
        boolean restIsZero(int trailer) throws IOException {
            boolean zero = lastNonZero <= trailer;
            byte[] rest = new byte[1 << 13];
            for (int count = 0; zero && count >= 0; count = whole.read(rest)) {
                bytes += count;
                zero = isZero(rest, 0, count);
            }
            return zero;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                bytes++;
                single++;
                lastNonZero = b == 0 ? lastNonZero : single;
            }
            return b;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int count = super.read(into, from, most);
            bytes += Math.max(0, count);
            if (most >= FILL_BYTES) {
                single = 0;
                lastNonZero = 0;
            } else if (count > 0) {
                single += count;
                lastNonZero = isZero(into, from, from + count) ? lastNonZero : single;
            }
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
                if (e instanceof EOFException || e instanceof ZipException || isZstds(e)) {
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

        private static boolean isZstds(IOException e) {
            return e.getClass().getName().startsWith("com.github.luben.zstd.");
        }
    }
}
