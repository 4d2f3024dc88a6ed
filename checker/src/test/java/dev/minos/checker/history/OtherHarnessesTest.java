package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.history.ReadOptions.Independent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** JSON lines as other harnesses write them, and values that are keys with their values. */
class OtherHarnessesTest {
    @Test
    void passesOverMetadataAndMarkersWithWarnings() throws IOException {
        History history = read("""
                {"test":"register","nodes":["n1","n2"]}
                {"t_ns":5,"process":"c1","type":"invoke","f":"write","value":1}
                {"t_ns":6,"type":"info","f":"marker","value":"partition"}
                {"marker":"healed","t_ns":7}
                {"t_ns":8,"process":"c1","type":"ok","f":"write","value":1}
                """);
        assertThat(history.size()).isEqualTo(1);
        assertThat(history.operation(0).process()).isEqualTo("c1");
        assertThat(history.index(history.operation(0).returned())).isEqualTo(4);
        assertThat(history.warnings()).hasSize(3).first().asString().startsWith("text:1: no event");
    }

    /** Only a recording of ours ends at a gap: lines without an index have none. */
    @Test
    void seesNoGapWhereNoLineNamesItsIndex() throws IOException {
        String text = """
                {"process":0,"client":"a","type":"invoke","f":"write","value":1%s}

                {"process":0,"client":"a","type":"ok","f":"write","value":1%s}
                {"marker":"healed"}
                {"process":0,"client":"a","type":"invoke","f":"read"%s}
                """;
        for (String other : List.of("", ",\"node\":[1]")) {
            History history = read(text.formatted(other, other, other));
            assertThat(history.size()).isEqualTo(2);
            assertThat(history.operation(0).returned()).isEqualTo(2);
            assertThat(history.warnings()).singleElement().asString().startsWith("text:4: no event");
        }
        assertThatThrownBy(() -> read(text.formatted(",\"index\":0", ",\"index\":1", ",\"index\":3")))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("index jumps from 1 to 3");
    }

    @Test
    void findsTheInvokeByOperationId() throws IOException {
        History history = read("""
                {"op_id":"a","process":"c1","type":"invoke","f":"write","value":1}
                {"op_id":"b","process":"c1","type":"invoke","f":"read","value":null}
                {"op_id":"a","type":"ok","value":1}
                {"op_id":"b","type":"ok","value":1}
                """);
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.operation(0).returned()).isEqualTo(2);
        assertThat(history.operation(1).returned()).isEqualTo(3);
        assertThat(history.warnings()).singleElement().asString().contains("told apart by op_id");
    }

    @Test
    void keepsTimesAndUnknownFields() throws IOException {
        List<Event> events = new ArrayList<>();
        HistoryReader.events(
                stream(
                        "{\"time_ns\":5,\"process\":1,\"type\":\"invoke\",\"f\":\"read\",\"node\":\"n1\",\"op\":\"x\"}\n"),
                "text",
                ReadOptions.defaults(),
                new EventSink() {
                    @Override
                    public void add(Event event) {
                        events.add(event);
                    }

                    @Override
                    public void warn(long line, String message) {
                        throw new AssertionError(message);
                    }
                });
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.time()).isEqualTo(5);
            assertThat(event.others()).isEqualTo(Map.of("node", "n1", "op", "x"));
        });
    }

    @Test
    void aNameThatNeverInvokesIsNoClient() throws IOException {
        String remark = "{\"process\":\"observer\",\"type\":\"ok\",\"f\":\"look\",\"value\":1}\n";
        History history = read(remark + remark);
        assertThat(history.size()).isZero();
        assertThat(history.warnings()).singleElement().asString().contains("observer");
        assertThatThrownBy(() -> read(remark + remark.replace("ok", "invoke")))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("text:1: ")
                .hasMessageContaining("no open invoke");
    }

    @Test
    void warnsOfAnIndexThatComesTwice() throws IOException {
        History history = read("""
                {"index":7,"process":0,"type":"invoke","f":"read"}
                {"index":3,"process":0,"type":"ok","f":"read"}
                {"index":7,"process":0,"type":"invoke","f":"read"}
                """);
        assertThat(history.warnings()).containsExactly("text:3: index 7 was given before, in line 1");
    }

    @Test
    void splitsPairsWhereNothingElseMakesSense() throws IOException {
        History history = read("""
                {"process":0,"type":"invoke","f":"read","value":["x",null]}
                {"process":1,"type":"invoke","f":"cas","value":["y",[0,1]]}
                {"process":0,"type":"ok","f":"read","value":["x",5]}
                {"process":1,"type":"fail","f":"cas","value":["y",[0,1]]}
                """);
        assertThat(history.keys()).containsExactly("x", "y");
        assertThat(history.operation(0).input()).isNull();
        assertThat(history.operation(0).output()).isEqualTo(5L);
        assertThat(history.operation(1).input()).isEqualTo(List.of(0L, 1L));
        assertThat(history.warnings()).singleElement().asString().contains("2 independent keys");
    }

    @Test
    void leavesPairsThatMayBeValues() throws IOException {
        String cas = """
                {"process":0,"type":"invoke","f":"cas","value":[0,1]}
                {"process":0,"type":"ok","f":"cas","value":[0,1]}
                """;
        String pairs = """
                {"process":0,"type":"invoke","f":"write","value":[1,2]}
                {"process":0,"type":"ok","f":"write","value":[1,2]}
                {"process":0,"type":"invoke","f":"read","value":null}
                {"process":0,"type":"ok","f":"read","value":[1,2]}
                """;
        String transaction = """
                {"process":0,"type":"invoke","f":"txn","value":[["read","x",null],["write","y",1]]}
                {"process":0,"type":"ok","f":"txn","value":[["read","x",1],["write","y",1]]}
                """;
        String onlyWrites = "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":[1,2]}\n";
        for (String text : List.of(cas, pairs, transaction, onlyWrites)) {
            assertThat(read(text).keys()).as(text).hasSize(1).containsOnlyNulls();
            assertThat(read(text).warnings()).isEmpty();
        }
    }

    @Test
    void splitsOrLeavesPairsAsAsked() throws IOException {
        String text = "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":[\"x\",2]}\n";
        ReadOptions always = ReadOptions.defaults().withIndependent(Independent.ALWAYS);
        assertThat(HistoryReader.read(stream(text), "text", always).keys()).containsExactly("x");
        String read = "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\",\"value\":[\"x\",null]}\n";
        ReadOptions never = ReadOptions.defaults().withIndependent(Independent.NEVER);
        assertThat(HistoryReader.read(stream(read), "text", never).keys()).containsOnlyNulls();
        assertThatThrownBy(() -> HistoryReader.read(
                        stream(text + text.replace(":0", ":1").replace("[\"x\",2]", "3")), "text", always))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("text:2: ");
    }

    private static History read(String text) throws IOException {
        return HistoryReader.read(stream(text), "text");
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
