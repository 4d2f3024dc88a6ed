package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no histories, or not whole: refused with place and reason, or read with a warning; never in all memory. */
class BadInputTest {
    private static final String INVOKE =
            "{\"process\":0,\"type\":\"invoke\",\"f\":\"put\",\"key\":\"k\",\"value\":{\"value\":\"a\",\"version\":0}}";
    private static final String OK =
            "{\"process\":0,\"type\":\"ok\",\"f\":\"put\",\"key\":\"k\",\"value\":{\"value\":\"a\",\"version\":1}}";

    @Test
    void refusesACutArray() {
        refuses(
                "[" + INVOKE + ",\n" + OK.substring(0, 30),
                "file.json:2: ",
                "the array of JSON objects is not closed: the file is cut");
        refuses("[" + INVOKE + ",\n" + OK, "file.json:2: ", "the array of JSON objects is not closed: the file is cut");
    }

    @Test
    void refusesWhatStandsBehindAnArray() {
        refuses("[" + INVOKE + "]\n[]", "file.json:2: ", "nothing behind the array");
    }

    @Test
    void acceptsAnArrayOnOneLineOrMany() throws IOException {
        assertThat(read("[" + INVOKE + "," + OK + "]", "file.json").size()).isEqualTo(1);
        History history = read("[\n" + INVOKE + ",\n\n" + OK + "\n]\n", "file.json");
        assertThat(history.operation(0).returned()).isEqualTo(1);
        assertThat(history.line(1)).isEqualTo(4);
        assertThat(history.index(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void readsCompressedFilesAndRefusesCutOnes(String compression) throws IOException {
        byte[] whole =
                compressed(compression, (INVOKE + "\n" + OK + "\n").repeat(200).getBytes(StandardCharsets.UTF_8));
        assertThat(read(whole, "file.jsonl." + compression).size()).isEqualTo(200);
        byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);
        assertThatThrownBy(() -> read(cut, "file.jsonl." + compression))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("file.jsonl." + compression + ": ")
                .hasMessageContaining("cut behind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE"})
    void refusesOtherEncodings(String encoding) {
        byte[] bytes = (INVOKE + "\n").getBytes(Charset.forName(encoding));
        assertThatThrownBy(() -> read(bytes, "file.jsonl"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[] bytes = (INVOKE + "\n" + OK.replace("\"a\"", "\"\u00e9\"") + "\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(bytes, "file.jsonl"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("file.jsonl:2: ")
                .hasMessageContaining("expected UTF-8")
                .hasMessageContaining("iconv -t UTF-8, from Latin-1 with -f ISO-8859-1");
    }

    /** As a file system that had given the file its length, and not yet all its bytes, leaves it when its machine crashes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2_000})
    void saysWhereTheZerosOfACrashBegin(int lines) {
        String text = (INVOKE + "\n" + OK + "\n").repeat(lines) + INVOKE.substring(0, 20);
        boolean beyondTheFirstLook = text.length() > Sample.BYTES;
        assertThatThrownBy(() -> read(text + "\0".repeat(100), "file.jsonl"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("file.jsonl:" + (2 * lines + 1) + ": ")
                .hasMessageContaining("nothing but zero bytes from byte "
                        + (beyondTheFirstLook ? "20 of the line" : text.length()) + " on")
                .hasMessageContaining("crashed");
        assertThatThrownBy(() -> read("\0\0" + text, "file.jsonl"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("got a binary file: byte 0 is a 0");
    }

    @Test
    void namesTheLimitOfAProcess() {
        refuses(
                INVOKE.replace("\"process\":0", "\"process\":1" + "0".repeat(40)),
                "file.json:1: ",
                "a whole number of 64 bits or a string");
    }

    @Test
    void passesOverAByteOrderMark() throws IOException {
        assertThat(read("\ufeff" + INVOKE + "\n" + OK + "\n", "file.jsonl").size())
                .isEqualTo(1);
    }

    @Test
    void refusesLinesAndObjectsOfAHundredMegabytes() {
        InputStream line = endless(INVOKE + "\n{\"process\":0,\"type\":\"", "x", 100 << 20);
        assertThatThrownBy(() -> HistoryReader.read(line, "file.jsonl"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("file.jsonl:2: ")
                .hasMessageContaining("longer");
        InputStream object = endless("[" + INVOKE + ",{\"process\":0,\"value\":[", "1,", 100 << 20);
        assertThatThrownBy(() -> HistoryReader.read(object, "file.json"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("larger");
    }

    @Test
    void refusesNestingTenThousandDeep() {
        String deep = "{\"process\":0,\"type\":\"invoke\",\"f\":\"put\",\"value\":" + "[".repeat(10_000);
        refuses(INVOKE + "\n" + deep, "file.json:2: ", "values are nested more than 1000 deep");
        refuses("[" + INVOKE + ",\n" + deep, "file.json:2: ", "values are nested more than 1000 deep");
        refuses(
                INVOKE + "\n{\"value\":" + "1".repeat(2_000) + "}",
                "file.json:2: ",
                "a number has more than 1000 characters");
    }

    @Test
    void keepsAHugeNumberAsValueAndRefusesItAsVersion() throws IOException {
        String huge = "123456789012345678901234567890";
        History history =
                read("{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":" + huge + "}\n", "file.jsonl");
        assertThat(history.operation(0).input()).isEqualTo(new BigInteger(huge));
        refuses(INVOKE.replace("\"version\":0", "\"version\":" + huge) + "\n", "file.json:1: ", "64 bits");
        refuses(INVOKE + "\n" + OK.replace("\"version\":1", "\"version\":" + huge) + "\n", "file.json:2: ", "64 bits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e-99999999999"})
    void refusesExponentsThatNoNumberHas(String number) {
        String line = INVOKE.replace("\"a\"", number);
        refuses(line + "\n", "file.json:1: ", "exponent");
        refuses("[" + line + "]", "file.json:1: ", "exponent");
    }

    /** As doubles both would be infinite, and the read would be one of the written value. */
    @Test
    void tellsNumbersBeyondTheRangeOfDoublesApart() throws IOException {
        String text = """
                {"process":0,"type":"invoke","f":"write","value":1e400}
                {"process":1,"type":"invoke","f":"write","value":1e500}
                """;
        History history = read(text, "file.jsonl");
        assertThat(history.operation(0).input()).isEqualTo(new BigDecimal("1e400").toBigIntegerExact());
        assertThat(history.operation(1).input())
                .isNotEqualTo(history.operation(0).input());
    }

    /** Two members or frames, as {@code cat a.gz b.gz} makes them, also from streams that cannot tell what is to come. */
    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void readsAllMembersOfACompressedFile(String compression) throws IOException {
        byte[] invoke = compressed(compression, (INVOKE + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] ok = compressed(compression, (OK + "\n").getBytes(StandardCharsets.UTF_8));
        InputStream blind = new FilterInputStream(new ByteArrayInputStream(joined(invoke, ok))) {
            @Override
            public int available() {
                return 0;
            }
        };
        assertThat(HistoryReader.read(blind, "two.jsonl." + compression)
                        .operation(0)
                        .returned())
                .isEqualTo(1);
    }

    /** JDK's own stream takes either for the end of the file, and what follows is lost without a word. */
    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void refusesWhatIsNoMemberBehindAMember(String compression) throws IOException {
        byte[] invoke = compressed(compression, (INVOKE + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] ok = compressed(compression, (OK + "\n").getBytes(StandardCharsets.UTF_8));
        ok[1] ^= 1;
        byte[] late = new byte[100_000];
        late[late.length - 1] = 1;
        byte[] zeros = compression.equals("gz") ? late : new byte[20];
        for (byte[] follows :
                List.of(ok, new byte[] {7}, zeros, joined(new byte[3], ok), joined(new byte[20], invoke))) {
            assertThatThrownBy(() -> read(joined(invoke, follows), "file.jsonl." + compression))
                    .isInstanceOf(MalformedHistoryException.class)
                    .hasMessageStartingWith("file.jsonl." + compression + ": ")
                    .hasMessageContaining("behind " + (INVOKE.length() + 1) + " decompressed bytes");
        }
    }

    /** As tar fills a block up: {@code gzip -t} says "trailing zero bytes ignored". */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 18, 19, 26, 512, 100_000})
    void passesOverZerosBehindTheLastMemberOfGzip(int zeros) throws IOException {
        byte[] invoke = compressed("gz", (INVOKE + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] ok = compressed("gz", (OK + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] file = joined(joined(invoke, ok), new byte[zeros]);
        assertThat(read(file, "file.jsonl.gz").operation(0).returned()).isEqualTo(1);
        InputStream slow = new FilterInputStream(new ByteArrayInputStream(file)) {
            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                return super.read(into, from, Math.min(most, 7));
            }
        };
        assertThat(HistoryReader.read(slow, "file.jsonl.gz").operation(0).returned())
                .isEqualTo(1);
    }

    /** What decompresses holds memory outside of the heap. */
    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void closesWhatDecompressesAndLeavesTheStreamOpen(String compression) throws IOException {
        boolean[] closed = {false};
        byte[] invoke = compressed(compression, (INVOKE + "\n").getBytes(StandardCharsets.UTF_8));
        InputStream raw = new ByteArrayInputStream(invoke) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        InputStream in = Decompression.open(raw, "file.jsonl", ReadOptions.defaults());
        assertThat(in.read()).isEqualTo('{');
        in.close();
        assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("losed");
        assertThat(closed[0]).isFalse();
    }

    /** A get that is ok says what it saw; without any value it may be the recorder's fault that it says nothing. */
    @Test
    void warnsOfAGetThatDoesNotSayWhatItSaw() throws IOException {
        String invoke = "{\"process\":0,\"type\":\"invoke\",\"f\":\"get\",\"key\":\"k\"}\n";
        String silent = "{\"process\":0,\"type\":\"ok\",\"f\":\"get\",\"key\":\"k\"}\n";
        String absent = "{\"process\":0,\"type\":\"ok\",\"f\":\"get\",\"key\":\"k\",\"value\":null}\n";
        assertThat(read(invoke + absent, "file.jsonl").warnings()).isEmpty();
        History history = read(invoke + silent, "file.jsonl");
        assertThat(history.operation(0).output()).isNull();
        assertThat(history.warnings())
                .containsExactly(
                        "file.jsonl:2: this get is ok and has no \"value\"; it is read as one of an absent key,"
                                + " \"value\":null");
        assertThatThrownBy(() -> HistoryReader.read(
                        stream(invoke + silent),
                        "file.jsonl",
                        ReadOptions.defaults().withStrict(true)))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("file.jsonl:2: this get is ok and has no \"value\"");
    }

    @Test
    void passesOverFramesThatAreToBeSkipped() throws IOException {
        byte[] skipped = {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
        byte[] invoke = compressed("zst", (INVOKE + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(read(joined(skipped, invoke), "file.jsonl.zst").size()).isEqualTo(1);
    }

    @Test
    void refusesWhatIsCompressedTwice() throws IOException {
        for (String inner : List.of("gz", "zst")) {
            byte[] once = compressed(inner, (INVOKE + "\n").getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> read(compressed("gz", once), "file.jsonl.gz"))
                    .isInstanceOf(MalformedHistoryException.class)
                    .hasMessageContaining("compressed twice");
        }
    }

    @Test
    void refusesAZstdWindowThatWouldFillTheMemory() throws IOException {
        // A frame that asks for 2 GiB, and one block of one byte in it.
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((31 - 10) << 3), 1 | 1 << 3, 0, 0, '\n'};
        assertThatThrownBy(() -> read(frame, "file.jsonl.zst"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("too much memory");
    }

    @Test
    void refusesWhatDecompressesToMoreThanTheLimit() throws IOException {
        byte[] bomb = compressed("gz", " \n".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
        assertThat(read(bomb, "bomb.jsonl.gz").size()).isZero();
        ReadOptions options = ReadOptions.defaults().withMaxBytes(1 << 20);
        assertThatThrownBy(() -> HistoryReader.read(new ByteArrayInputStream(bomb), "bomb.jsonl.gz", options))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("--max-bytes");
    }

    /** In one member or in many: not more is unfolded than the limit allows, however much the file would go on for. */
    @ParameterizedTest
    @CsvSource({"gz,1", "gz,8", "zst,1", "zst,8"})
    void refusesWhatDecompressesToTooMuchForItsSize(String compression, int members) throws IOException {
        byte[] part = compressed(compression, new byte[(80 << 20) / members]);
        byte[] bomb = part;
        for (int i = 1; i < members; i++) {
            bomb = joined(bomb, part);
        }
        ReadOptions options = ReadOptions.defaults().withMaxRatio(500);
        long[] unfolded = {0};
        byte[] file = bomb;
        assertThatThrownBy(() -> unfold(file, "bomb." + compression, options, unfolded))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("bomb." + compression + ": ")
                .hasMessageContaining("--max-ratio");
        assertThat(unfolded[0]).isLessThanOrEqualTo(Decompression.RATIO_COUNTS_FROM_BYTES);
        unfolded[0] = 0;
        unfold(file, "bomb." + compression, ReadOptions.defaults().withMaxRatio(1 << 20), unfolded);
        assertThat(unfolded[0]).isEqualTo(80 << 20);
    }

    private static void unfold(byte[] file, String name, ReadOptions options, long[] unfolded) throws IOException {
        InputStream in = Decompression.open(new ByteArrayInputStream(file), name, options);
        byte[] buffer = new byte[1 << 16];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            unfolded[0] += count;
        }
    }

    @Test
    void refusesBinaryFilesAndSaysWhatToExport() {
        byte[] jepsen = "JEPSEN\u0000\u0001".getBytes(StandardCharsets.US_ASCII);
        for (byte[] bytes : List.of(jepsen, new byte[] {1, 2, 3, 4, 5}, new byte[] {1, 0, 2, 0}, new byte[0])) {
            for (String name : List.of("test.jepsen", "test.fressian", "test.fressian.gz")) {
                assertThatThrownBy(() -> read(bytes, name))
                        .isInstanceOf(MalformedHistoryException.class)
                        .hasMessageStartingWith(name + ": Jepsen's binary files")
                        .hasMessageContaining("export history.edn");
            }
        }
        for (byte[] bytes : List.of(jepsen, new byte[] {1, 2, 3, 4, 5})) {
            assertThatThrownBy(() -> read(bytes, "renamed.edn"))
                    .isInstanceOf(MalformedHistoryException.class)
                    .hasMessageContaining("export history.edn");
        }
    }

    @Test
    void namesTheArtifactThatReadsEdn() {
        for (String edn : List.of(
                "{:process 0, :type :invoke, :f :read}\n", "[{:process 0}]", "({:a 1})", "0\t:invoke\t:read\tnil\n")) {
            refuses(edn, "file.json: ", "dev.minos:minos-edn");
        }
    }

    @Test
    void refusesTextOfNoFormat() {
        refuses("once upon a time\n", "file.json: ", "got a file that begins with \"once upon a time");
    }

    @Test
    void strictRefusesWhatIsOtherwiseAWarning() throws IOException {
        String fail = OK.replace("\"ok\"", "\"fail\"").replace("\"a\"", "\"b\"");
        String text = INVOKE + "\n" + fail + "\n";
        assertThat(read(text, "file.jsonl").warnings())
                .singleElement()
                .asString()
                .contains("fail differs");
        assertThatThrownBy(() -> HistoryReader.read(
                        stream(text), "file.jsonl", ReadOptions.defaults().withStrict(true)))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("file.jsonl:2: ");
    }

    private static void refuses(String text, String place, String reason) {
        assertThatThrownBy(() -> read(text, "file.json"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith(place)
                .hasMessageContaining(reason);
    }

    private static History read(String text, String name) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8), name);
    }

    private static History read(byte[] bytes, String name) throws IOException {
        return HistoryReader.read(new ByteArrayInputStream(bytes), name);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] compressed(String compression, byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out =
                compression.equals("gz") ? new GZIPOutputStream(compressed) : new ZstdOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }

    /** A text that begins so and goes on with the same few chars, without being held in memory. */
    private static InputStream endless(String beginning, String more, int count) {
        byte[] first = beginning.getBytes(StandardCharsets.UTF_8);
        byte[] rest = more.getBytes(StandardCharsets.UTF_8);
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                int i = at++;
                return i < first.length ? first[i] : i < count ? rest[(i - first.length) % rest.length] : -1;
            }

            @Override
            public int read(byte[] into, int from, int most) {
                Objects.checkFromIndexSize(from, most, into.length);
                for (int i = 0; i < most; i++) {
                    int b = read();
                    if (b < 0) {
                        return i == 0 ? -1 : i;
                    }
                    into[from + i] = (byte) b;
                }
                return most;
            }
        };
    }
}
