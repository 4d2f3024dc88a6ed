package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Which invoke a completion belongs to where both carry ids: never a guess. */
class OperationIdsTest {
    private static final String TWO = """
            {"process":0,"type":"invoke","f":"write","value":1,"op_id":1}
            {"process":1,"type":"invoke","f":"read","op_id":1}
            """;

    @Test
    void takesIdsThatEachProcessCountsForItself() throws IOException {
        History history = read(TWO + """
                {"process":1,"type":"ok","f":"read","value":1,"op_id":1}
                {"process":0,"type":"ok","f":"write","value":1,"op_id":1}
                """);
        assertThat(history.operation(0).returned()).isEqualTo(3);
        assertThat(history.operation(1).returned()).isEqualTo(2);
        assertThat(history.warnings()).isEmpty();
    }

    @Test
    void refusesACompletionUnderAnotherProcess() {
        refuses("""
                {"process":0,"type":"invoke","f":"write","value":1,"op_id":7}
                {"process":1,"type":"ok","f":"write","value":1,"op_id":7}
                """, 2, "process 1 completes op_id 7 (line 1), which process 0 invoked");
    }

    @Test
    void refusesACompletionOfAnIdThatItsProcessHasNotOpen() {
        refuses(
                TWO + "{\"process\":1,\"type\":\"ok\",\"f\":\"read\",\"value\":1,\"op_id\":2}\n",
                3,
                "process 1 completes op_id 2, but what it has open is op_id 1 (line 2)");
    }

    @Test
    void completionsWithoutAProcessArePairedWhereOneIsMeant() throws IOException {
        String completion = "{\"type\":\"ok\",\"value\":1,\"op_id\":1}\n";
        refuses(TWO + completion, 3, "this completion names no process, and 2 have op_id 1 (line 1) open: 0, 1");
        History history = read(TWO + """
                {"process":1,"type":"ok","f":"read","value":1,"op_id":1}
                """ + completion);
        assertThat(history.operation(0).returned()).isEqualTo(3);
    }

    @Test
    void completionsWithAClientArePairedWithinIt() throws IOException {
        String calls = """
                {"process":0,"client":"a","type":"invoke","f":"write","value":1,"op_id":1}
                {"process":1,"client":"b","type":"invoke","f":"read","op_id":1}
                """;
        History history = read(calls + """
                {"client":"b","type":"ok","value":1,"op_id":1}
                {"client":"a","type":"ok","value":1,"op_id":1}
                """);
        assertThat(history.operation(0).returned()).isEqualTo(3);
        refuses(calls + "{\"client\":\"c\",\"type\":\"ok\",\"value\":1,\"op_id\":1}\n", 3, "client \"c\" completes");
    }

    @Test
    void aCompletionWithoutAnIdEndsTheOnlyOperationOfItsProcess() throws IOException {
        History history = read(TWO + "{\"process\":1,\"type\":\"ok\",\"f\":\"read\",\"value\":1}\n");
        assertThat(history.operation(1).returned()).isEqualTo(2);
        refuses("""
                {"process":0,"type":"invoke","f":"read","op_id":1}
                {"process":0,"type":"invoke","f":"read","op_id":2}
                {"process":0,"type":"ok","f":"read","value":1}
                """, 3, "process 0 has several operations open, op_id 1 (line 1), op_id 2 (line 2)");
    }

    /** Lines without an id are read another way as long as no line has one. */
    @Test
    void aProcessMayGoOnWithoutIds() throws IOException {
        History history = read("""
                {"process":0,"type":"invoke","f":"write","value":1,"op_id":1}
                {"process":0,"type":"ok","f":"write","value":1}
                {"process":0,"type":"invoke","f":"read"}
                {"process":0,"type":"ok","f":"read","value":1}
                {"process":0,"type":"invoke","f":"read","op_id":1}
                {"process":0,"type":"ok","f":"read","value":1,"op_id":1}
                """);
        assertThat(history.size()).isEqualTo(3);
        assertThat(history.warnings()).isEmpty();
    }

    @Test
    void refusesAnIdThatIsOpenAlready() {
        refuses("""
                {"process":0,"type":"invoke","f":"read","op_id":1}
                {"process":0,"type":"invoke","f":"read","op_id":1}
                """, 2, "a second time while it is still open");
    }

    private static void refuses(String text, long line, String why) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("text:" + line + ": ")
                .hasMessageContaining(why);
    }

    private static History read(String text) throws IOException {
        return HistoryReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text");
    }
}
