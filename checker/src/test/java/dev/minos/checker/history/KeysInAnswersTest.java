package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.history.ReadOptions.Independent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values {@code [k v]} of operations that are invoked with nothing: their key is that of the answer. */
class KeysInAnswersTest {
    private static final ReadOptions ALWAYS = ReadOptions.defaults().withIndependent(Independent.ALWAYS);

    private static final String WRITES = """
            {"process":0,"type":"invoke","f":"write","value":[1,5]}
            {"process":0,"type":"ok","f":"write","value":[1,5]}
            {"process":1,"type":"invoke","f":"write","value":[2,6]}
            {"process":1,"type":"ok","f":"write","value":[2,6]}
            """;
    private static final String READ = """
            {"process":2,"type":"invoke","f":"read","value":null}
            {"process":2,"type":"ok","f":"read","value":[1,5]}
            """;
    /** What no register of pairs has. */
    private static final String CAS = """
            {"process":3,"type":"invoke","f":"cas","value":[1,[5,7]]}
            {"process":3,"type":"ok","f":"cas","value":[1,[5,7]]}
            """;

    @TempDir
    Path folder;

    @Test
    void takesTheKeyOfTheAnswer() throws IOException {
        History history = read(WRITES + READ, ALWAYS);
        assertThat(history.keys()).containsExactly(1L, 2L);
        assertThat(history.operation(2).key()).isEqualTo(1L);
        assertThat(history.operation(2).input()).isNull();
        assertThat(history.operation(2).output()).isEqualTo(5L);
    }

    @Test
    void theRuleNeedsMoreThanPairs() throws IOException {
        History unknown = read(WRITES + READ, ReadOptions.defaults());
        assertThat(unknown.keys()).containsOnlyNulls();
        assertThat(unknown.warnings()).singleElement().asString().contains("say --independent");
        History keys = read(WRITES + READ + CAS, ReadOptions.defaults());
        assertThat(keys.keys()).containsExactly(1L, 2L);
        assertThat(keys.operation(2).output()).isEqualTo(5L);
        History nil = read(WRITES.replace("5", "null") + READ.replace("5", "null"), ReadOptions.defaults());
        assertThat(nil.keys()).as("a register of pairs may hold [1 nil]").containsOnlyNulls();
    }

    @Test
    void leavesOutReadsWhoseKeyNobodyKnows() throws IOException {
        String open = "{\"process\":2,\"type\":\"invoke\",\"f\":\"read\",\"value\":null}\n";
        for (String end : List.of("", open.replace("invoke", "info"), open.replace("invoke", "fail"))) {
            History history = read(open + end + WRITES, ALWAYS);
            assertThat(history.size()).as(end).isEqualTo(2);
            assertThat(history.keys()).containsExactly(1L, 2L);
            assertThat(history.operation(0).f()).isEqualTo("write");
            assertThat(history.warnings())
                    .anyMatch(warning -> warning.contains("1 operations were invoked without a key"));
        }
    }

    /** What is kept by the number of an operation goes with it where those before it are left out. */
    @Test
    void operationsBehindThoseKeepWhatIsTheirs() throws IOException {
        long large = 1L << 40;
        String put = """
                {"process":%1$d,"client":"%2$s","op":%1$d,"attempt":1,"type":"invoke","f":"put","value":["k",{"value":"a","version":%3$d}]}
                {"process":%1$d,"client":"%2$s","op":%1$d,"attempt":1,"type":"ok","f":"put","value":["k",{"value":"a","version":%4$d}]}
                """;
        String unknown =
                "{\"process\":%d,\"client\":\"z\",\"op\":1,\"type\":\"invoke\",\"f\":\"get\",\"value\":null}%n";
        History history = read(
                String.format(unknown, 7)
                        + String.format(put, 3, "a", large, large + 1)
                        + String.format(unknown, 8)
                        + String.format(put, 4, "b", 1, large),
                ALWAYS);
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.attempt(0)).isEqualTo(new History.AttemptId("a", 3, 1));
        assertThat(history.attempt(1)).isEqualTo(new History.AttemptId("b", 4, 1));
        assertThat(history.inputVersion(0)).isEqualTo(large);
        assertThat(history.outputVersion(0)).isEqualTo(large + 1);
        assertThat(history.inputVersion(1)).isEqualTo(1);
        assertThat(history.outputVersion(1)).isEqualTo(large);
    }

    @Test
    void refusesAWriteWhoseKeyNobodyKnows() {
        String open = "{\"process\":4,\"type\":\"invoke\",\"f\":\"write\",\"value\":null}\n";
        assertThatThrownBy(() -> read(WRITES + open, ALWAYS))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("text:5: ")
                .hasMessageContaining("it may have changed any key");
        assertThatThrownBy(() -> read(WRITES + READ.replace("[1,5]", "5"), ALWAYS))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("[key value], got 5");
    }

    /** A history that is read in parts holds the same operations as one that is read at once. */
    @Test
    void readsThePartsAlike() throws IOException {
        for (int seed = 0; seed < 6; seed++) {
            boolean asked = seed % 2 == 0;
            Path file = folder.resolve(seed + ".jsonl");
            Files.write(file, lines(new Random(seed), 4_000, !asked));
            ReadOptions options = asked ? ALWAYS : ReadOptions.defaults();
            History whole = HistoryReader.read(file, options);
            assertThat(whole.keys()).hasSize(20);
            List<String> expected = operations(whole);
            List<String> read = new ArrayList<>();
            HistoryParts parts = new HistoryParts(file, options.withMemoryBytes(60_000));
            for (History part = parts.next(); part != null; part = parts.next()) {
                read.addAll(operations(part));
                if (asked) {
                    assertThat(part.warnings()).anyMatch(warning -> warning.contains("were invoked without a key"));
                }
            }
            assertThat(parts.isWhole()).isFalse();
            assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<String> operations(History history) {
        List<String> operations = new ArrayList<>();
        for (int op = 0; op < history.size(); op++) {
            Operation operation = history.operation(op);
            operations.add(operation.key() + " " + operation.f() + " " + operation.input() + " " + operation.output()
                    + " " + operation.outcome() + " " + operation.invoked() + " " + operation.returned());
        }
        return operations;
    }

    private static List<String> lines(Random random, int calls, boolean withCas) {
        List<String> lines = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            int process = call;
            int key = random.nextInt(20);
            int kind = random.nextInt(withCas ? 4 : 3);
            String asks = kind == 0 ? "[" + key + "," + call + "]" : kind == 3 ? "[" + key + ",[1,2]]" : "null";
            String f = kind == 0 ? "write" : kind == 3 ? "cas" : "read";
            String head = "{\"process\":" + process + ",\"f\":\"" + f + "\",\"type\":";
            lines.add(head + "\"invoke\",\"value\":" + asks + "}");
            String type = List.of("ok", "ok", "info", "fail").get(random.nextInt(4));
            String answer = kind == 1 || kind == 2 ? type.equals("ok") ? "[" + key + ",3]" : "null" : asks;
            if (random.nextInt(10) > 0) {
                lines.add(head + "\"" + type + "\",\"value\":" + answer + "}");
            }
        }
        return lines;
    }

    private static History read(String text, ReadOptions options) throws IOException {
        return HistoryReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text", options);
    }
}
