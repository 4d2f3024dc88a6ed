package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines that are missing from a recording of ours, or were moved, and files that are no events at all. */
class SequenceTest {
    private static final ReadOptions UP_TO_GAP = ReadOptions.defaults().withUpToGap(true);

    /** Whichever line is lost but the last, the recording is damaged. */
    @Test
    void refusesARecordingThatLacksALineBeforeOthers() throws IOException {
        List<String> lines = recording(8);
        assertThat(read(lines, ReadOptions.defaults()).size()).isEqualTo(4);
        for (int lost = 0; lost < lines.size() - 1; lost++) {
            List<String> damaged = new ArrayList<>(lines);
            damaged.remove(lost);
            int line = lost + 1;
            assertThatThrownBy(() -> read(damaged, ReadOptions.defaults()))
                    .as("without line " + line)
                    .isInstanceOfSatisfying(
                            MalformedHistoryException.class,
                            e -> assertThat(e.line()).isEqualTo(line))
                    .hasMessageContaining(line == 1 ? "its beginning is missing" : "minos cut --until " + (line - 2));
        }
        List<String> killed = lines.subList(0, lines.size() - 1);
        assertThat(read(killed, ReadOptions.defaults()).warnings()).isEmpty();
    }

    @Test
    void readsUpToTheGapWhereAskedTo() throws IOException {
        List<String> lines = recording(8);
        lines.remove(4);
        lines.set(6, "no JSON");
        History history = read(lines, UP_TO_GAP);
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.part()).hasToString("the first 4 of 7 lines");
        assertThat(history.warnings())
                .singleElement()
                .asString()
                .startsWith("text:5: index jumps from 3 to 5: an event");
        assertThat(read(recording(8), UP_TO_GAP).part()).isNull();
    }

    @Test
    void refusesLinesThatWereDoubledOrMoved() {
        List<String> doubled = recording(6);
        doubled.add(3, doubled.get(2));
        assertThatThrownBy(() -> read(doubled, ReadOptions.defaults())).hasMessageContaining("goes back from 2 to 2");
        List<String> moved = recording(6);
        moved.add(moved.remove(1));
        assertThatThrownBy(() -> read(moved, ReadOptions.defaults())).hasMessageContaining("jumps from 0 to 2");
    }

    @Test
    void aRecordingMayBeginWithTheNemesis() throws IOException {
        List<String> lines = recording(8);
        lines.set(0, "{\"index\":0,\"time\":0,\"process\":\"nemesis\",\"type\":\"info\",\"f\":\"kill\",\"value\":{}}");
        lines.set(1, "{\"index\":1,\"time\":1,\"process\":\"nemesis\",\"type\":\"info\",\"f\":\"heal\",\"value\":{}}");
        assertThat(read(lines, ReadOptions.defaults()).size()).isEqualTo(3);
        for (int lost : List.of(0, 1, 2, 5)) {
            List<String> damaged = new ArrayList<>(lines);
            damaged.remove(lost);
            assertThatThrownBy(() -> read(damaged, ReadOptions.defaults()))
                    .as("without line " + (lost + 1))
                    .isInstanceOf(MalformedHistoryException.class);
        }
    }

    @Test
    void aPartSaysWhatItHolds() throws IOException {
        String mark = "{\"minos-cut\":1,\"of\":\"all.jsonl\",\"part\":\"key x\",\"events\":%d}";
        List<String> lines = recording(8);
        lines.subList(2, 6).clear();
        lines.add(0, mark.formatted(4));
        History history = read(lines, ReadOptions.defaults().withStrict(true));
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.part()).hasToString("a part of all.jsonl, key x");
        assertThat(history.warnings()).singleElement().asString().contains("a part of all.jsonl, key x");
        lines.remove(2);
        lines.remove(2);
        assertThatThrownBy(() -> read(lines, ReadOptions.defaults()))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("holds 4 events, and it holds 2");
        lines.set(0, "{\"minos-cut\":2}");
        assertThatThrownBy(() -> read(lines, ReadOptions.defaults()))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("text:1: ");
    }

    @Test
    void refusesAFileOfWhichNoLineIsAnEvent() throws IOException {
        String interval = "{\"Input\":1,\"Output\":2,\"Call\":3,\"Return\":4}";
        assertThatThrownBy(() -> read(List.of(interval, interval), ReadOptions.defaults()))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining(
                        "none of its 2 entries is one: the first has the fields Input, Output, Call, Return.")
                .hasMessageContaining("from its call to its return");
        List<String> mixed = recording(4);
        mixed.addAll(2, List.of(interval, interval, interval, interval, interval));
        assertThat(read(mixed, ReadOptions.defaults()).warnings())
                .hasSize(4)
                .last()
                .asString()
                .contains("2 more that are no events");
    }

    @Test
    void namesTheFieldThatStandsInPlaceOfTheProcess() {
        assertThatThrownBy(() -> read(
                        List.of("{\"client\":3,\"type\":\"invoke\",\"f\":\"write\",\"value\":1}"),
                        ReadOptions.defaults()))
                .hasMessageContaining("\"client\" (3) may stand in its place");
        assertThatThrownBy(() -> read(
                        List.of("{\"process\":{\"node\":\"n1\"},\"type\":\"invoke\",\"f\":\"write\"}"),
                        ReadOptions.defaults()))
                .hasMessageEndingWith("got {\"node\":\"n1\"}");
    }

    /** Writes of one client, one after the other. */
    private static List<String> recording(int events) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            lines.add(String.format(
                    "{\"index\":%d,\"time\":%d,\"process\":0,\"type\":\"%s\",\"f\":\"write\",\"value\":%d,"
                            + "\"client\":\"a\",\"op\":%d}",
                    i, 10 * i, i % 2 == 0 ? "invoke" : "ok", i / 2, i / 2 + 1));
        }
        return lines;
    }

    private static History read(List<String> lines, ReadOptions options) throws IOException {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return HistoryReader.read(new ByteArrayInputStream(text), "text", options);
    }
}
