package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.ReadOptions.Order;
import dev.minos.checker.model.RegisterModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Logs of several clients in one file, and the order of their times. */
class TimeOrderTest {
    private static final ReadOptions BY_TIME = ReadOptions.defaults().withOrder(Order.TIME);

    /**
     * <pre>
     * process 0  |w 1|      |w 2|
     * process 1       |r 1|
     * </pre>
     */
    private static final List<String> JOINED = List.of(
            event(0, "invoke", "write", 1, "10"),
            event(0, "ok", "write", 1, "20"),
            event(0, "invoke", "write", 2, "50"),
            event(0, "ok", "write", 2, "60"),
            event(1, "invoke", "read", 0, "30"),
            event(1, "ok", "read", 1, "40"));

    @Test
    void warnsOfTimesThatRunBackwardsAndOrdersThemWhereAskedTo() throws IOException {
        History asItIs = read(JOINED, ReadOptions.defaults());
        assertThat(asItIs.warnings())
                .singleElement()
                .asString()
                .startsWith("text:5: times run backwards here, from 60 to 30, and nowhere else");
        assertThat(verdict(asItIs)).isEqualTo(Verdict.NOT_LINEARIZABLE);
        History ordered = read(JOINED, BY_TIME);
        assertThat(verdict(ordered)).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(ordered.warnings()).singleElement().asString().contains("4 of 6 stand in another place");
        assertThat(ordered.line(ordered.invoked(1))).isEqualTo(5);
        assertThat(ordered.index(ordered.invoked(1))).isEqualTo(4);
    }

    @Test
    void ordersTimesWithAFraction() throws IOException {
        List<String> seconds = new ArrayList<>(JOINED);
        seconds.replaceAll(line -> line.replaceAll("\"time\":(\\d)(\\d)", "\"time\":1700000000.$1$2"));
        assertThat(read(seconds, ReadOptions.defaults()).warnings())
                .singleElement()
                .asString()
                .contains("times run backwards");
        assertThat(verdict(read(seconds, BY_TIME))).isEqualTo(Verdict.LINEARIZABLE);
    }

    /** At one time process 1 may have read before process 0 had written. */
    @Test
    void eventsAtOneTimeOverlap() throws IOException {
        List<String> tie = List.of(
                event(0, "invoke", "write", 1, "10"),
                event(0, "ok", "write", 1, "20"),
                event(1, "invoke", "read", 0, "20"),
                event(1, "ok", "read", 0, "30"));
        assertThat(verdict(read(tie, ReadOptions.defaults()))).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(verdict(read(tie, BY_TIME))).isEqualTo(Verdict.LINEARIZABLE);
    }

    /** No clock says which of two processes went on first, and each goes on at 20. */
    @Test
    void operationsOfOneProcessOverlapWhereOthersGoOnAtThatTime() throws IOException {
        List<String> tie = List.of(
                event(0, "invoke", "write", 1, "10"),
                event(0, "ok", "write", 1, "20"),
                event(0, "invoke", "read", 0, "20"),
                event(0, "ok", "read", 2, "30"),
                event(1, "invoke", "write", 2, "10"),
                event(1, "ok", "write", 2, "20"),
                event(1, "invoke", "read", 0, "20"),
                event(1, "ok", "read", 1, "30"));
        History history = read(tie, BY_TIME);
        assertThat(verdict(history)).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(history.warnings())
                .singleElement()
                .asString()
                .contains("2 operations begin when another of the same");
        assertThat(history.operation(2).process()).isEqualTo(0L);
        assertThat(history.operation(3).process()).isEqualTo(1L);
    }

    @Test
    void eventsOfOneProcessAloneKeepTheirOrder() throws IOException {
        List<String> stale = List.of(
                event(0, "invoke", "write", 1, "10"),
                event(0, "ok", "write", 1, "10"),
                event(0, "invoke", "read", 0, "10"),
                event(0, "ok", "read", 0, "10"));
        assertThat(verdict(read(stale, BY_TIME))).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void refusesEventsWithoutATimeAndTimesThatTellNothing() {
        assertThatThrownBy(() -> read(
                        List.of(JOINED.get(0), "{\"process\":0,\"type\":\"ok\",\"f\":\"write\",\"value\":1}"), BY_TIME))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("text:2: --order time needs a time");
        assertThatThrownBy(() -> read(
                        List.of(
                                JOINED.get(1).replace("ok", "invoke"),
                                JOINED.get(0).replace("invoke", "ok")),
                        BY_TIME))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageStartingWith("text:2: times run backwards within process 0, from 20 to 10");
        assertThatThrownBy(() -> read(List.of(JOINED.get(0), JOINED.get(2)), BY_TIME))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("still open");
    }

    @Test
    void refusesMoreEventsThanItMayHold() {
        TimeOrder order = new TimeOrder("text", new HistoryBuilder("text"), 2);
        Event event = new Event(1, 0, 0L, EventType.INVOKE, "read", null, null, null, "a", 1, 0);
        Event timed =
                new Event(1, 0, 0, 5, "nemesis", EventType.INFO, "kill", null, null, null, null, 0, 0, event.others());
        order.add(timed);
        order.add(timed);
        assertThatThrownBy(() -> order.add(timed))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("more than 2");
    }

    /**
     * A register that answers rightly, logged by each client for itself, with clocks of any coarseness: it must never be accused.
     * With a clock that tells all events apart the verdict is that of the true order, also of a wrong register.
     */
    @Property(tries = 500)
    void neverAccusesARightRegister(@ForAll Random random) throws IOException {
        boolean wrong = random.nextInt(3) == 0;
        List<List<String>> exact = new ArrayList<>();
        List<List<String>> coarse = new ArrayList<>();
        List<String> truth = new ArrayList<>();
        int clients = 2 + random.nextInt(3);
        int tick = 1 + random.nextInt(6);
        int[] pending = new int[clients];
        boolean[] isWrite = new boolean[clients];
        int[] answer = new int[clients];
        boolean[] done = new boolean[clients];
        for (int client = 0; client < clients; client++) {
            exact.add(new ArrayList<>());
            coarse.add(new ArrayList<>());
        }
        int register = 0;
        int written = 0;
        for (int now = 0; now < 60; now++) {
            int client = random.nextInt(clients);
            String type;
            int value;
            if (pending[client] == 0) {
                pending[client] = 1;
                isWrite[client] = random.nextBoolean();
                done[client] = false;
                answer[client] = isWrite[client] ? ++written : 0;
                type = "invoke";
                value = answer[client];
            } else if (!done[client]) {
                if (isWrite[client]) {
                    register = answer[client];
                } else {
                    answer[client] = wrong && random.nextInt(4) == 0 ? 0 : register;
                }
                done[client] = true;
                continue;
            } else {
                pending[client] = 0;
                type = "ok";
                value = answer[client];
            }
            String f = isWrite[client] ? "write" : "read";
            truth.add(event(client, type, f, value, String.valueOf(now)));
            exact.get(client).add(truth.get(truth.size() - 1));
            coarse.get(client).add(event(client, type, f, value, String.valueOf(now / tick)));
        }
        Verdict verdict = verdict(read(truth, ReadOptions.defaults()));
        assertThat(verdict(read(joined(exact), BY_TIME))).isEqualTo(verdict);
        if (verdict == Verdict.LINEARIZABLE) {
            assertThat(verdict(read(joined(coarse), BY_TIME))).isEqualTo(Verdict.LINEARIZABLE);
        }
    }

    private static List<String> joined(List<List<String>> logs) {
        return logs.stream().flatMap(List::stream).toList();
    }

    private static Verdict verdict(History history) {
        return new Checker(CheckOptions.defaults().withExplainWithin(Duration.ZERO))
                .check(history, new RegisterModel().startingAt(0L))
                .verdict();
    }

    /** An invoked read has no value. */
    private static String event(int process, String type, String f, int value, String time) {
        boolean asks = type.equals("invoke") && f.equals("read");
        return "{\"process\":" + process + ",\"type\":\"" + type + "\",\"f\":\"" + f + "\",\"value\":"
                + (asks ? "null" : String.valueOf(value)) + ",\"time\":" + time + "}";
    }

    private static History read(List<String> lines, ReadOptions options) throws IOException {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return HistoryReader.read(new ByteArrayInputStream(text), "text", options);
    }
}
