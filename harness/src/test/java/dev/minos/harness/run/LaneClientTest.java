package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Versioned;
import dev.minos.faults.FaultRule;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.ClientBehavior;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.client.RetryLimits;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.LoadConfig;
import dev.minos.harness.fault.ClientFaults;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.LogLine;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.service.Answer;
import dev.minos.harness.session.Agendas;
import dev.minos.harness.session.Arrivals;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.OpenCalls;
import dev.minos.harness.session.Outages;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many clients on one lane, in virtual time. */
final class LaneClientTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final Tally tally = new Tally();
    private final OpenCalls openCalls = new OpenCalls();
    private final List<Event> events = new ArrayList<>();
    private final List<@Nullable Throwable> over = new ArrayList<>();
    private boolean cancelled;
    private @Nullable Agendas agendas;

    private final Recorder recorder = new Recorder() {
        @Override
        public long record(Event event) {
            events.add(event);
            return events.size() - 1L;
        }

        @Override
        public void log(LogLine line) {}

        @Override
        public void close() {}
    };

    private static LoadConfig load(int clients, double rate, int inFlight) {
        LoadConfig made = LoadConfig.DEFAULT.withClients(clients).withRate(rate);
        return new LoadConfig(clients, rate, inFlight, made.keys(), 10, "key", made.think(), made.errorSleep(), 0);
    }

    private List<LaneClient> start(
            VirtualLane lane, LoadConfig load, List<FaultRule> faults, UnaryOperator<Config.Builder> changes)
            throws Exception {
        Config config = changes.apply(
                        Config.builder().load(load).seed(1).readFraction(1).requestTimeout(Duration.ofMillis(100)))
                .build("test");
        Agendas made = new Agendas(config, 1);
        agendas = made;
        ClientFaults struck = new ClientFaults(faults, 1, config.requestTimeout());
        ConcurrentMap<Object, AtomicInteger> openKeys = new ConcurrentHashMap<>();
        int slots = load.inFlight() == 0 ? load.clients() : load.inFlight();
        Slots shared = new Slots(lane, slots);
        List<LaneClient> clients = new ArrayList<>();
        for (int i = 0; i < config.clients().size(); i++) {
            String name = config.clients().get(i).name();
            RecordedAttempts attempts = new RecordedAttempts(
                    new RecordedCaller(name, i, load.clients(), recorder, lane, openCalls, tally, new Outages(lane)),
                    recorder,
                    new RequestLoss(1, 0),
                    new OpenAttempts().of(name),
                    openKeys,
                    tally,
                    ClientBehavior.SOUND);
            ClientMachine machine = new ClientMachine(
                    config.clients().get(i),
                    made.of(i),
                    Recovery.READ_BACK,
                    new RetryLimits(3, 3, Duration.ofMillis(1)),
                    lane,
                    line -> {},
                    tally,
                    () -> cancelled);
            clients.add(
                    new LaneClient(name, machine, lane, struck, attempts, shared, made.arrivals(), lane, over::add));
        }
        clients.forEach(LaneClient::start);
        return clients;
    }

    private List<LaneClient> start(VirtualLane lane, LoadConfig load) throws Exception {
        return start(lane, load, List.of(), b -> b);
    }

    private Arrivals arrivals() {
        return Objects.requireNonNull(Objects.requireNonNull(agendas).arrivals());
    }

    /** Ends the clients, and has what that leaves to do done. */
    private void cancel(List<LaneClient> clients, VirtualLane lane) {
        cancelled = true;
        clients.forEach(LaneClient::cancel);
        lane.runUntil(lane.nanos());
        assertThat(over).hasSize(clients.size()).containsOnlyNulls();
    }

    @Test
    void beginsOperationsAtTheirRateHoweverLongTheyTake() throws Exception {
        VirtualLane lane = VirtualLane.answeringAfter(20 * MILLI);
        List<LaneClient> clients = start(lane, load(100, 1_000, 0));

        lane.runUntil(SECOND - 1);

        // Those of times 0, 1, ... 999 ms, although each client could begin only 50 in that time.
        assertThat(lane.sent).hasSize(1_000);
        // The one that ends and the one that begins at a time may overlap.
        assertThat(lane.underWayMax).isBetween(20, 21);
        assertThat(arrivals().backlogMax()).isZero();
        assertThat(tally.getTimes.lagMax()).isZero();
        cancel(clients, lane);
        assertThat(arrivals().neverBegun(SECOND - 1)).isZero();
    }

    @Test
    void withoutARateEachClientBeginsWhenItsLastOperationHasEnded() throws Exception {
        VirtualLane lane = VirtualLane.answeringAfter(20 * MILLI);
        List<LaneClient> clients = start(lane, load(100, 0, 0));

        lane.runUntil(SECOND - 1);

        assertThat(lane.sent).hasSize(100 * 50);
        assertThat(lane.underWayMax).isEqualTo(100);
        assertThat(tally.getTimes.fromIntended().getTotalCount()).isZero();
        cancel(clients, lane);
    }

    /**
     * A store that answers after a millisecond, and not at all from second 1 to second 2:
     *
     * <pre>
     *  answered |||||||||||                    |||||||||||||
     *           0         1s                   2s
     *  sent     |||||||||||                    |||||||||||||    ten clients: ten requests hang
     *  meant    ||||||||||||||||||||||||||||||||||||||||||||    a thousand operations were to begin meanwhile
     * </pre>
     */
    @Test
    void countsWhatAStalledSystemKeptFromBeginning() throws Exception {
        VirtualLane lane = new VirtualLane(
                sent -> sent >= SECOND && sent < 2 * SECOND ? 2 * SECOND : sent + MILLI,
                call -> Answer.ok(new Versioned("v", 1)));
        List<LaneClient> clients = start(lane, load(10, 1_000, 0));

        lane.runUntil(4 * SECOND);

        Histogram asSent = tally.getTimes.fromBegin();
        Histogram asMeant = tally.getTimes.fromIntended();
        assertThat(asMeant.getTotalCount()).isEqualTo(asSent.getTotalCount()).isBetween(3_990L, 4_001L);
        // Ten slow answers are all that a stopwatch sees that starts when a request is sent ...
        assertThat(above(asSent, 10 * MILLI)).isEqualTo(10);
        assertThat(asSent.getValueAtPercentile(99)).isLessThan(2 * MILLI);
        // ... and users would have waited a thousand times, half of them for more than half of the stall.
        assertThat(above(asMeant, 10 * MILLI)).isGreaterThan(990);
        assertThat(above(asMeant, 500 * MILLI)).isBetween(490L, 620L);
        assertThat(asMeant.getMaxValue()).isBetween(990 * MILLI, 1_010 * MILLI);
        assertThat(arrivals().backlogMax()).isBetween(980L, 1_000L);
        assertThat(tally.getTimes.lagMax()).isBetween(980 * MILLI, 1_000 * MILLI);
        cancel(clients, lane);
    }

    private static long above(Histogram histogram, long nanos) {
        return histogram.getCountBetweenValues(nanos, Long.MAX_VALUE);
    }

    @Test
    void neverHasMoreUnderWayThanTheBound() throws Exception {
        VirtualLane lane = VirtualLane.answeringAfter(10 * MILLI);
        List<LaneClient> clients = start(lane, load(50, 1_000, 7));

        lane.runUntil(SECOND - 1);

        // Seven at a time make 700 a second: three hundred are late by then, and wait.
        assertThat(lane.underWayMax).isEqualTo(7);
        assertThat(lane.sent).hasSize(700);
        assertThat(arrivals().backlogMax()).isBetween(295L, 300L);
        cancel(clients, lane);
        assertThat(arrivals().neverBegun(SECOND - 1)).isEqualTo(300);
        assertThat(lane.sent).hasSize(700);
    }

    @Test
    void handsTheSlotsRoundSoThatEveryClientGetsItsTurn() throws Exception {
        VirtualLane lane = VirtualLane.answeringAfter(10 * MILLI);
        List<LaneClient> clients = start(lane, load(50, 0, 7));

        lane.runUntil(SECOND - 1);

        assertThat(lane.underWayMax).isEqualTo(7);
        assertThat(lane.sent).hasSize(700);
        lane.sent.stream()
                .collect(Collectors.groupingBy(Call::client))
                .forEach((client, calls) -> assertThat(calls).as(client).hasSizeBetween(13, 15));
        cancel(clients, lane);
    }

    @Test
    void endsByItselfAfterItsOperations() throws Exception {
        VirtualLane lane = VirtualLane.answeringAfter(MILLI);
        List<LaneClient> clients = start(lane, load(10, 1_000, 3), List.of(), b -> b.operationsMax(25));

        lane.runUntil(SECOND);

        assertThat(lane.sent).hasSize(25);
        assertThat(over).hasSize(clients.size()).containsOnlyNulls();
    }

    @Test
    void cancelledClientsCompleteWhatTheyHaveInvoked() throws Exception {
        VirtualLane lane = VirtualLane.answeringAfter(10 * SECOND);
        List<LaneClient> clients = start(lane, load(20, 0, 5));
        lane.runUntil(SECOND);

        cancel(clients, lane);

        assertThat(events).hasSize(10);
        assertThat(events.subList(5, 10))
                .allSatisfy(event ->
                        assertThat(((Event.Completion) event).outcome()).isEqualTo(Answer.unknown("cancelled")));
        // Their answers come all the same, and are not heard.
        lane.runUntil(20 * SECOND);
        assertThat(events).hasSize(10);
        assertThat(tally.getTimes.fromBegin().getTotalCount()).isZero();
    }

    @Test
    void readsAgainUntilItIsAnsweredAndSaysWhatIsNot() throws Exception {
        VirtualLane lane = new VirtualLane(
                sent -> sent + MILLI,
                call -> "gone".equals(call.request().key()) || call.attempt() < 3
                        ? Answer.unknown("unavailable")
                        : Answer.ok(new Versioned("v", 1)));
        List<LaneClient> clients = start(lane, load(1, 0, 0), List.of(), b -> b.operationsMax(1));
        lane.runUntil(SECOND);
        List<@Nullable String> done = new ArrayList<>();

        clients.get(0).readAll(List.of("a", "b").iterator(), () -> ++tally.operations, 2 * SECOND, done::add);
        lane.runUntil(3 * SECOND);
        assertThat(done).containsExactly((String) null);

        clients.get(0).readAll(List.of("a", "gone", "b").iterator(), () -> ++tally.operations, 5 * SECOND, done::add);
        lane.runUntil(9 * SECOND);
        assertThat(done).containsExactly(null, "gone");
    }
}
