package dev.minos.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Operation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same history in every format, and what can happen to a file. */
class BrokenFilesTest {
    private enum Form {
        JSON_LINES("history.jsonl", """
                {"index":0,"process":0,"type":"invoke","f":"write","value":123}
                {"index":1,"process":1,"type":"invoke","f":"read","value":null}
                {"index":2,"process":0,"type":"ok","f":"write","value":123}
                {"index":3,"process":1,"type":"ok","f":"read","value":"a \\"b\\""}
                {"index":4,"process":2,"type":"invoke","f":"write","value":[12,34]}
                {"index":5,"process":2,"type":"info","f":"write","value":[12,34],"error":"timed-out"}
                """),
        JSON_ARRAY("history.json", """
                [{"process":0,"type":"invoke","f":"write","value":123},
                {"process":1,"type":"invoke","f":"read","value":null},
                {"process":0,"type":"ok","f":"write","value":123},
                {"process":1,"type":"ok","f":"read","value":"a \\"b\\""},
                {"process":2,"type":"invoke","f":"write","value":[12,34]},
                {"process":2,"type":"info","f":"write","value":[12,34],"error":"timed-out"}]
                """),
        EDN("history.edn", """
                {:process 0, :type :invoke, :f :write, :value 123}
                {:process 1, :type :invoke, :f :read, :value nil}
                {:process 0, :type :ok, :f :write, :value 123}
                {:process 1, :type :ok, :f :read, :value "a \\"b\\""}
                {:process 2, :type :invoke, :f :write, :value [12 34]}
                {:process 2, :type :info, :f :write, :value [12 34], :error "timed-out"}
                """),
        EDN_VECTOR("history.edn", "[" + EDN.text.strip() + "]\n"),
        EDN_LIST("history.edn", "(" + EDN.text.strip() + ")\n"),
        HISTORY_TEXT("history.txt", """
                0\t:invoke\t:write\t123
                1\t:invoke\t:read\tnil
                0\t:ok\t:write\t123
                1\t:ok\t:read\t"a \\"b\\""
                2\t:invoke\t:write\t[12 34]
                2\t:info\t:write\t[12 34]\t"timed-out"
                """),
        CONSOLE_LOG("jepsen.log", """
                INFO  jepsen.util - 0\t:invoke\t:write\t123
                INFO  jepsen.util - 1\t:invoke\t:read\tnil
                INFO  jepsen.util - 0\t:ok\t:write\t123
                INFO  jepsen.util - 1\t:ok\t:read\t"a \\"b\\""
                INFO  jepsen.util - 2\t:invoke\t:write\t[12 34]
                INFO  jepsen.util - 2\t:info\t:write\t:timed-out
                """);

        private final String file;
        private final String text;

        Form(String file, String text) {
            this.file = file;
            this.text = text;
        }

        boolean isEnclosed() {
            return this == JSON_ARRAY || this == EDN_VECTOR || this == EDN_LIST;
        }

        History read(byte[] bytes) throws IOException {
            return HistoryReader.read(new ByteArrayInputStream(bytes), file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsTheWholeFile(Form form) throws IOException {
        History history = form.read(bytes(form.text));
        assertThat(history.warnings()).isEmpty();
        assertThat(history.size()).isEqualTo(3);
        assertThat(history.operation(1).output()).isEqualTo("a \"b\"");
        assertThat(history.operation(2).input()).isEqualTo(List.of(12L, 34L));
        assertThat(history.error(2)).isEqualTo("timed-out");
    }

    /** Wherever a file ends: it is refused, or what is read of it is what the whole file says, only not all. */
    @ParameterizedTest
    @EnumSource
    void neverTakesACutFileForAnother(Form form) throws IOException {
        byte[] whole = bytes(form.text);
        History full = form.read(whole);
        int lastWord = form.text.stripTrailing().length();
        for (int length = 0; length < whole.length; length++) {
            History history;
            try {
                history = form.read(Arrays.copyOf(whole, length));
            } catch (MalformedHistoryException e) {
                assertThat(e).hasMessageStartingWith(form.file + ":");
                continue;
            }
            assertThat(form.isEnclosed() && length > 0 && length < lastWord)
                    .as("an array, vector or list without its end was accepted, cut at %s", length)
                    .isFalse();
            for (int op = 0; op < history.size(); op++) {
                Operation read = history.operation(op);
                Operation recorded = full.operation(op);
                assertThat(List.of(read.f(), read.process(), read.invoked()))
                        .as("cut at %s", length)
                        .isEqualTo(List.of(recorded.f(), recorded.process(), recorded.invoked()));
                assertThat(read.input()).as("cut at %s", length).isEqualTo(recorded.input());
                if (read.returned() != Operation.NEVER) {
                    assertThat(read).as("cut at %s", length).isEqualTo(recorded);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JSON_LINES,gz", "JSON_ARRAY,gz", "EDN,gz", "EDN_VECTOR,gz", "HISTORY_TEXT,gz", "CONSOLE_LOG,gz",
        "JSON_LINES,zst", "JSON_ARRAY,zst", "EDN,zst", "EDN_VECTOR,zst", "HISTORY_TEXT,zst", "CONSOLE_LOG,zst"
    })
    void refusesACutCompressedFile(Form form, String compression) throws IOException {
        byte[] whole = compressed(compression, bytes(form.text));
        assertThat(form.read(whole).size()).isEqualTo(3);
        for (int length : new int[] {whole.length / 2, whole.length - 9, whole.length - 1}) {
            assertThatThrownBy(() -> form.read(Arrays.copyOf(whole, length)))
                    .as("cut at %s of %s", length, whole.length)
                    .isInstanceOf(MalformedHistoryException.class)
                    .hasMessageStartingWith(form.file + ": ")
                    .hasMessageContaining("cut behind");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNotUtf8(Form form) {
        for (String encoding : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32BE", "UTF-32LE")) {
            refuses(form, form.text.getBytes(Charset.forName(encoding)), form.file + ":1: ", "UTF-8");
        }
        // In a place of its own: é of Latin-1, a byte that never is one of UTF-8, and a char that is cut.
        Map<String, byte[]> bytes =
                Map.of("Latin-1", new byte[] {(byte) 0xe9}, "0xff", new byte[] {(byte) 0xff}, "cut", new byte[] {
                    (byte) 0xe6, (byte) 0x97
                });
        bytes.forEach((name, foreign) -> {
            int at = form.text.indexOf("a \\\"");
            byte[] broken = joined(bytes(form.text.substring(0, at)), foreign, bytes(form.text.substring(at)));
            refuses(form, broken, form.file + ":4: ", "UTF-8");
        });
    }

    @ParameterizedTest
    @EnumSource
    void readsTextOfAnyScript(Form form) throws IOException {
        History history = form.read(bytes(form.text.replace("a \\\"", "é日本😀 \\\"")));
        assertThat(history.operation(1).output()).isEqualTo("é日本😀 \"b\"");
    }

    /** A file system that lost its power leaves blocks of zeros, at the end or within. */
    @ParameterizedTest
    @EnumSource
    void refusesBytesThatNobodyWrote(Form form) {
        byte[] zeros = new byte[40];
        int at = form.text.indexOf("[12");
        refuses(
                form,
                joined(bytes(form.text.substring(0, at)), zeros, bytes(form.text.substring(at))),
                form.file + ":",
                "binary");
        // The same behind what is looked at to tell the format.
        int line = form.text.lastIndexOf('\n', at) + 1;
        refuses(
                form,
                joined(
                        bytes(form.text.substring(0, line) + "\n".repeat(70_000) + form.text.substring(line, at)),
                        zeros,
                        bytes(form.text.substring(at))),
                form.file + ":70005: ",
                "");
    }

    @Test
    void refusesNestingTenThousandDeepInEveryFormat() {
        for (Form form : Form.values()) {
            for (String bracket : List.of("[", "[{\"a\":", "#{", "#a ")) {
                boolean json = form == Form.JSON_LINES || form == Form.JSON_ARRAY;
                if (json == bracket.startsWith("#")) {
                    continue;
                }
                String opening = json ? bracket : bracket.replace("\"a\":", ":a ");
                String deep = form.text.replace("[12", opening.repeat(10_000) + "[12");
                assertThatThrownBy(() -> form.read(bytes(deep)))
                        .as("%s of %s", opening, form)
                        .isInstanceOf(MalformedHistoryException.class)
                        .hasMessageStartingWith(form.file + ":5: ");
            }
        }
    }

    @Test
    void refusesFormsThatAreDeepAndWhole() {
        for (Form form : List.of(Form.EDN, Form.HISTORY_TEXT, Form.CONSOLE_LOG)) {
            for (int depth : new int[] {1_100, 10_000, 1_000_000}) {
                String deep = form.text.replace("[12 34]", "[".repeat(depth) + "]".repeat(depth));
                refuses(form, bytes(deep), form.file + ":5: ", "nested more than 1000 deep");
            }
        }
        assertThatThrownBy(() -> EdnData.parse("[".repeat(10_000) + "]".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested more than 1000 deep");
        assertThat(EdnData.parse("[".repeat(500) + "]".repeat(500))).isInstanceOf(List.class);
    }

    @ParameterizedTest
    @EnumSource
    void readsNumbersOfAnySizeAsThemselves(Form form) throws IOException {
        String huge = "123456789012345678901234567890";
        History history = form.read(bytes(form.text.replace("123", huge)));
        assertThat(history.operation(0).input()).hasToString(huge);
        History other = form.read(bytes(form.text.replaceFirst("123", huge).replace("123}", huge + "1}")));
        assertThat(other.operation(0).input()).hasToString(huge);
    }

    @ParameterizedTest
    @EnumSource
    void findsNoOperationInAFileWithoutOne(Form form) throws IOException {
        for (String blank : List.of("", "\n \n")) {
            if (form == Form.JSON_ARRAY) {
                refuses(form, bytes(blank), form.file + ":", "expected an array");
            } else {
                assertThat(form.read(bytes(blank)).size()).isZero();
            }
        }
        String nemesis = form.text
                .lines()
                .limit(1)
                .map(line -> line.replace(
                                "\"process\":0,\"type\":\"invoke\"", "\"process\":\"nemesis\",\"type\":\"info\"")
                        .replace(":process 0, :type :invoke", ":process :nemesis, :type :info")
                        .replace("0\t:invoke", ":nemesis\t:info"))
                .findFirst()
                .orElseThrow();
        String closed = switch (form) {
            case JSON_ARRAY -> nemesis.substring(0, nemesis.length() - 1) + "]";
            case EDN_VECTOR -> nemesis + "]";
            case EDN_LIST -> nemesis + ")";
            default -> nemesis + "\n";
        };
        assertThat(form.read(bytes(closed)).size()).as(closed).isZero();
    }

    @Test
    void findsNoOperationInComments() throws IOException {
        for (String comments :
                List.of("; one\n;; two\n", "#_{:process 0} ; three", "[; four\n]", "()", "#!/usr/bin/env x\n")) {
            assertThat(Form.EDN.read(bytes(comments)).size()).as(comments).isZero();
        }
    }

    private static void refuses(Form form, byte[] bytes, String place, String reason) {
        assertThatThrownBy(() -> form.read(bytes))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith(place)
                .hasMessageContaining(reason);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] compressed(String compression, byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out =
                compression.equals("gz") ? new GZIPOutputStream(compressed) : new ZstdOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }
}
