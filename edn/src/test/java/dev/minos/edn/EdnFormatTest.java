package dev.minos.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryParts;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Ratio;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.Symbol;
import dev.minos.checker.history.Tagged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdnFormatTest {
    @Test
    void readsStreamsVectorsAndListsAlike() throws IOException {
        String maps = """
                {:process 0, :type :invoke, :f :write, :value 1} ; one
                #_{:process 9} {:type :ok,
                 :process 0 :f :write :value 1}
                #jepsen.history.Op{:process :nemesis, :type :info, :f :start}
                """;
        for (String text : List.of(maps, "[" + maps + "]", "; head\n(" + maps + ")", "[\n" + maps + "\n]\n")) {
            History history = read(text);
            assertThat(history.size()).as(text).isEqualTo(1);
            assertThat(history.operation(0).returned()).isEqualTo(1);
            assertThat(history.functions()).containsExactly("write");
            assertThat(history.warnings()).isEmpty();
        }
    }

    /** Values {@code [k v]} of a history that does not fit: each part holds whole keys, and all parts all of them. */
    @Test
    void takesKeysOutOfValuesInParts(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < 3_000; n++) {
            text.append("{:process 0, :type :invoke, :f :read, :value [%d nil]}\n".formatted(n % 30));
            text.append("{:process 0, :type :ok, :f :read, :value [%d nil]}\n".formatted(n % 30));
        }
        Path file = Files.writeString(folder.resolve("history.edn"), text);
        HistoryParts parts = new HistoryParts(file, ReadOptions.defaults().withMemoryBytes(50_000));
        int operations = 0;
        for (History part = parts.next(); part != null; part = parts.next()) {
            assertThat(part.size()).isEqualTo(100 * part.keys().size());
            operations += part.size();
        }
        assertThat(parts.isWhole()).isFalse();
        assertThat(operations).isEqualTo(3_000);
        assertThat(parts.keys()).hasSize(30).contains(0L, 29L);
    }

    @Test
    void readsAllLiteralsOfClojure() {
        Event event = Events.of(
                        "{:process 0 :type :invoke :f :x :value [nil true \\a \\newline \"q\\\"\" 1/2 12345678901234567890 7N"
                                + " 1.5M 2.5 #{1} (1 2) sym a/b :k/l ##NaN #inst \"2026-01-01\" #object[Foo 0x1f \"x\"] #_z]}",
                        "a.edn")
                .events
                .get(0);
        assertThat(event.value())
                .isEqualTo(Arrays.asList(
                        null,
                        true,
                        'a',
                        '\n',
                        "q\"",
                        new Ratio(BigInteger.ONE, BigInteger.TWO),
                        new BigInteger("12345678901234567890"),
                        7L,
                        new BigDecimal("1.5"),
                        2.5,
                        Set.of(1L),
                        List.of(1L, 2L),
                        new Symbol("sym"),
                        new Symbol("a/b"),
                        new Keyword("k/l"),
                        Double.NaN,
                        new Tagged("inst", "2026-01-01"),
                        new Tagged("object", List.of(new Symbol("Foo"), 31L, "x"))));
    }

    @Test
    void warnsOfWhatKnossosThrowsOn() throws IOException {
        History history = read("""
                {:process :worker, :type :invoke, :f :write, :value #odd 1, :index 4}
                {:process :worker, :type :fail, :f :write, :value 2, :index 4}
                """);
        assertThat(history.size()).isEqualTo(1);
        assertThat(history.warnings()).hasSize(4);
        assertThat(String.join("\n", history.warnings()))
                .contains("a.edn:1: unknown tag #odd", "a.edn:1: process :worker is a keyword")
                .contains("a.edn:2: the value of this fail differs", "a.edn:2: index 4 was given before");
        assertThatThrownBy(() -> HistoryReader.read(
                        stream("{:process :worker, :type :invoke, :f :read}"),
                        "a.edn",
                        ReadOptions.defaults().withStrict(true)))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("a.edn:1: ");
    }

    @Test
    void dropsACutLastMapAndRefusesACutVector() throws IOException {
        String map = "{:process 0, :type :invoke, :f :write, :value 1}\n";
        History history = read(map + "{:process 0, :type :o");
        assertThat(history.warnings()).containsExactly("a.edn:2: the last line is cut and was dropped");
        assertThat(history.size()).isEqualTo(1);
        refuses("[" + map + map.replace("0", "1"), "a.edn:3: ", "not closed");
        refuses("[" + map + "{:process 0", "a.edn:2: ", "not closed");
        refuses("{:process 0, :type :invoke\n" + map + map, "a.edn:1: ", "not closed");
        refuses("[" + map + "] 3", "a.edn:2: ", "nothing behind");
    }

    @Test
    void refusesBrokenFormsWithTheirLine() {
        String map = "{:process 0, :type :invoke, :f :write, :value 1}\n";
        refuses(map + "{:process 0, :type :ok, :f :write, :value }\n", "a.edn:2: ", "EDN");
        refuses(map + "{:process 0, :type :ok, :f :write, :value ]}\n", "a.edn:2: ", "expected }");
        refuses(map + "{:process 0 :process 1}\n", "a.edn:2: ", "Duplicate key");
        refuses(map + "{:process 0 :value " + "[".repeat(10_000) + "\n", "a.edn:2: ", "nested more than 1000 deep");
        refuses(map + "#_ ".repeat(10_000) + "\n", "a.edn:2: ", "nested more than 1000 deep");
        refuses(map + "7\n", "a.edn:2: ", "expected a map");
        assertThatThrownBy(() -> HistoryReader.read(
                        new ByteArrayInputStream(
                                (map + "{:process 0 :f \"\u00e9\"}").getBytes(StandardCharsets.ISO_8859_1)),
                        "a.edn"))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("a.edn:2: ")
                .hasMessageContaining("UTF-8");
    }

    @Test
    void readsHistoryTextAndConsoleLogs() throws IOException {
        History text = HistoryReader.read(
                stream(":nemesis\t:info\t:start\tnil\n3\t:invoke\t:cas\t[1 2]\n3\t:info\t:cas\t[1 2]\t:timeout\n"
                        + "4\t:invoke\t:read\tnil\n4\t:ok\t:read\t7\n5\t:invoke\t:read\tnil\n5\t:ok\t:read\t1"),
                "history.txt");
        assertThat(text.size()).isEqualTo(3);
        assertThat(text.error(0)).isEqualTo("timeout");
        assertThat(text.operation(1).output()).isEqualTo(7L);
        // What has no end may be the beginning of 12.
        assertThat(text.warnings())
                .singleElement()
                .asString()
                .startsWith("history.txt:7: ")
                .contains("may be cut");

        History log = HistoryReader.read(stream("""
                        INFO  jepsen.core - Worker 0 starting
                        INFO  jepsen.util - 0\t:invoke\t:write\t3
                        2026-01-01 00:00:00,1{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:invoke\t:read\tnil
                        INFO  jepsen.util - 0\t:info\t:write\t:timed-out
                        INFO  jepsen.util - 1   :fail :read  :timed-out
                        """), "jepsen.log");
        assertThat(log.size()).isEqualTo(2);
        assertThat(log.operation(0).input()).isEqualTo(3L);
        assertThat(log.error(0)).isEqualTo("timed-out");
        assertThat(log.error(1)).isEqualTo("timed-out");
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void projectsVersionsToCasRegisters() {
        String run = """
                {"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"a","version":0}}
                {"process":1,"type":"invoke","f":"get","key":"k"}
                {"process":0,"type":"info","f":"put","key":"k","value":{"value":"a","version":0},"error":"deadline-exceeded"}
                {"process":1,"type":"ok","f":"get","key":"k","value":{"value":"a","version":1}}
                {"process":"recovery","type":"info","f":"recovered","key":"k","value":{"attempts":[0],"version":1}}
                {"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"b","version":1}}
                {"process":0,"type":"ok","f":"put","key":"k","value":{"value":"b","version":2}}
                """;
        assertThat(Events.written(Events.of(run, "a.jsonl").events, "knossos-cas", new ArrayList<>()))
                .isEqualTo("""
                        {:index 0, :process 0, :type :invoke, :f :write, :value ["k" 0]}
                        {:index 1, :process 0, :type :ok, :f :write, :value ["k" 0]}
                        {:index 2, :process 0, :type :invoke, :f :cas, :value ["k" [0 1]]}
                        {:index 3, :process 1, :type :invoke, :f :read, :value ["k" nil]}
                        {:index 4, :process 0, :type :info, :f :cas, :value ["k" [0 1]], :error "deadline-exceeded"}
                        {:index 5, :process 1, :type :ok, :f :read, :value ["k" 1]}
                        {:index 6, :process 2, :type :invoke, :f :cas, :value ["k" [1 2]]}
                        {:index 7, :process 2, :type :ok, :f :cas, :value ["k" [1 2]]}
                        """);
    }

    @Test
    void historyTextKeepsWhatTheVerdictNeeds() throws IOException {
        String run = """
                {"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"a","version":0},"client":"c","op":1}
                {"process":1,"type":"invoke","f":"put","key":"k","value":{"value":"b","version":0}}
                {"process":0,"type":"ok","f":"put","key":"k","value":{"value":"a","version":1}}
                {"process":1,"type":"fail","f":"put","key":"k","value":{"value":"b","version":0},"error":["version-mismatch",1]}
                """;
        List<String> warnings = new ArrayList<>();
        History back = HistoryReader.read(
                stream(Events.written(Events.of(run, "a.jsonl").events, "history.txt", warnings)), "history.txt");
        History once = HistoryReader.read(stream(run), "a.jsonl");
        assertThat(back.keys()).isEqualTo(once.keys());
        assertThat(back.operation(0)).isEqualTo(once.operation(0));
        assertThat(back.operation(1)).isEqualTo(once.operation(1));
        assertThat(warnings).singleElement().asString().contains("clients");
    }

    private static void refuses(String text, String place, String reason) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith(place)
                .hasMessageContaining(reason);
    }

    private static History read(String text) throws IOException {
        return HistoryReader.read(stream(text), "a.edn");
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
