package dev.minos.harness.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.history.History;
import dev.minos.checker.history.History.AttemptId;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.ApplyLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FindingTest {
    private static final Duration RUN = Duration.ofSeconds(1);

    /** Times begin at 500, when the clients do. */
    private static final List<String> SOUND = List.of(
            event(0, 500, 0, "invoke", "put", "{\"value\":\"a\",\"version\":0}", 1),
            event(1, 600, 0, "ok", "put", "{\"value\":\"a\",\"version\":1}", 1),
            event(2, 700, 0, "invoke", "put", "{\"value\":\"b\",\"version\":1}", 2),
            event(3, 800, 1, "invoke", "get", "null", 1),
            event(4, 900, 0, "info", "put", "{\"value\":\"b\",\"version\":1}", 2),
            event(5, 1000, 1, "ok", "get", "{\"value\":\"a\",\"version\":1}", 1));

    private static String event(long index, long time, int process, String type, String f, String value, int op) {
        return "{\"index\":" + index + ",\"time\":" + time + ",\"process\":" + process + ",\"type\":\"" + type
                + "\",\"f\":\"" + f + "\",\"key\":\"k\",\"value\":" + value + ",\"client\":\"c" + process % 2
                + "\",\"op\":" + op + (f.equals("put") ? ",\"attempt\":1" : "") + "}\n";
    }

    private static Finding finding(List<String> events, @Nullable ApplyLog log) throws IOException {
        byte[] bytes = String.join("", events).getBytes(StandardCharsets.UTF_8);
        History history = HistoryReader.read(new ByteArrayInputStream(bytes), "test");
        CheckResult result = new Checker(CheckOptions.defaults()).check(history, new VersionedKvModel(), log);
        return Finding.of(result, EventTimes.of(bytes, "test"), RUN, List.of());
    }

    private static List<String> sound(String... more) {
        return Stream.concat(SOUND.stream(), Stream.of(more)).toList();
    }

    @Test
    void hasNoEvidenceAgainstASoundHistoryAndCountsAllOfIt() throws IOException {
        assertThat(finding(SOUND, null)).isEqualTo(new Finding(null, 3, RUN, false, List.of()));
    }

    /**
     * <pre>
     * put a 0->1 ok
     *               put b on 1 ...
     *                  get ok a@1
     *                              get ok z@9    get ok a@1
     *                                       ^ caught, and the read behind it counts for nothing
     * </pre>
     */
    @Test
    void catchesAHistoryAtItsFirstBadCompletion() throws IOException {
        List<String> events = sound(
                event(6, 1100, 1, "invoke", "get", "null", 2),
                event(7, 1200, 1, "ok", "get", "{\"value\":\"z\",\"version\":9}", 2),
                event(8, 1300, 1, "invoke", "get", "null", 3),
                event(9, 1400, 1, "ok", "get", "{\"value\":\"a\",\"version\":1}", 3));

        assertThat(finding(events, null))
                .isEqualTo(new Finding(Evidence.HISTORY, 4, Duration.ofNanos(700), false, List.of()));
        // As if every prefix had been checked: one completion earlier there was nothing to see.
        assertThat(finding(events.subList(0, 7), null).evidence()).isNull();
        assertThat(finding(events.subList(0, 8), null).operations()).isEqualTo(4);
    }

    @Test
    void catchesAFalseClaimWhereItIsMade() throws IOException {
        String claim =
                "{\"index\":6,\"time\":1100,\"process\":\"recovery\",\"type\":\"info\",\"f\":\"recovered\",\"key\":\"k\","
                        + "\"value\":{\"attempts\":[2],\"version\":2},\"client\":\"c0\",\"op\":2}\n";
        List<String> events = sound(
                claim,
                event(7, 1200, 1, "invoke", "get", "null", 2),
                event(8, 1300, 1, "ok", "get", "{\"value\":\"a\",\"version\":1}", 2));

        assertThat(finding(events, null))
                .isEqualTo(new Finding(Evidence.CLAIM, 3, Duration.ofNanos(600), false, List.of()));
    }

    @Test
    void catchesByTheApplyLogWhatNoClientSawAtTheEndOfTheRun() throws IOException {
        ApplyLog twice = ApplyLog.complete(List.of(applied("a", 1, 1), applied("b", 2, 2), applied("b", 3, 2)));

        assertThat(finding(SOUND, twice)).isEqualTo(new Finding(Evidence.APPLY_LOG, 3, RUN, false, List.of()));
        assertThat(finding(SOUND, ApplyLog.complete(List.of(applied("a", 1, 1), applied("b", 2, 2))))
                        .evidence())
                .isNull();
    }

    private static ApplyLog.Entry applied(String value, long version, long op) {
        return new ApplyLog.Entry(new AttemptId("c0", op, 1), new ApplyLog.Applied("k", value, version));
    }

    @Test
    void isUndecidedWhereThereIsNoVerdict() throws IOException {
        byte[] bytes = String.join("", SOUND).getBytes(StandardCharsets.UTF_8);
        History history = HistoryReader.read(new ByteArrayInputStream(bytes), "test");
        CheckResult sound = new Checker(CheckOptions.defaults()).check(history, new VersionedKvModel());
        CheckResult unknown = sound.undecided("time ran out");

        assertThat(Finding.of(unknown, EventTimes.NONE, RUN, List.of("no put")))
                .isEqualTo(new Finding(null, 3, RUN, true, List.of("no put")));
    }
}
