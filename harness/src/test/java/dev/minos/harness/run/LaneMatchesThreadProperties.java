package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.faults.DropManner;
import dev.minos.faults.FaultHash;
import dev.minos.faults.FaultRule;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.BlockingLane;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.ClientBehavior;
import dev.minos.harness.client.Lane;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.client.RetryLimits;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.fault.ClientFaults;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.LogLine;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.service.Answer;
import dev.minos.harness.session.Agenda;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.ClientSeeds;
import dev.minos.harness.session.OpenCalls;
import dev.minos.harness.session.Outages;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import dev.minos.harness.workload.VersionedKvStress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/**
 * A client whose answers come later does what the same client does on a thread that waits for each: given the same answers and struck
 * by the same faults, it leaves the same events in the same order.
 */
final class LaneMatchesThreadProperties {
    private static final ClientConfig CLIENT =
            new ClientConfig("c", List.of("k1", "k2", "k3"), 3, Duration.ZERO, Duration.ZERO);

    /** Message faults that end without waiting: a thread waits in real time. */
    private static final List<MessageFault> AT_ONCE =
            List.of(MessageFault.DROP_REQUEST, MessageFault.DROP_RESPONSE, MessageFault.DUPLICATE);

    /** A store that loses and refuses at random, by hash of the attempt, and sometimes applies what it does not answer. */
    private static final class Store {
        private final long dice;
        private final Map<Object, Answer> stored = new HashMap<>();
        final List<Call> received = new ArrayList<>();

        Store(long seed) {
            dice = FaultHash.begin(seed, "store", "c");
        }

        Answer answer(Call call) {
            received.add(call);
            long hash = FaultHash.hash(dice, call.op(), call.isPut() ? call.attempt() : -call.attempt());
            Object key = VersionedRequests.text(call.request().key());
            Answer current = stored.getOrDefault(key, Answer.ok());
            if (call.request().value() instanceof Versioned put && (hash & 15) != 1) {
                long version = VersionedRequests.version((Answer.Ok) current);
                if (put.version() != version) {
                    return VersionedRequests.refused(
                            put.version() == 0 ? VersionedKvModel.KEY_EXISTS : VersionedKvModel.VERSION_MISMATCH,
                            version);
                }
                current = Answer.ok(new Versioned(put.value(), put.version() + 1));
                stored.put(key, current);
                // Somebody else writes, too.
                if ((hash & 16) != 0) {
                    stored.put(key, Answer.ok(new Versioned("other", put.version() + 2)));
                }
            }
            return (hash & 15) < 3 ? Answer.unknown("unavailable") : current;
        }
    }

    private static final class Events implements Recorder {
        final List<Event> events = new ArrayList<>();

        @Override
        public long record(Event event) {
            events.add(event);
            return events.size() - 1L;
        }

        @Override
        public void log(LogLine line) {}

        @Override
        public void close() {}
    }

    private static ClientFaults faults(long seed) {
        return new ClientFaults(
                AT_ONCE.stream()
                        .map(fault -> new FaultRule(
                                fault,
                                FaultRule.Side.CLIENT,
                                FaultRule.Method.ANY,
                                5,
                                0,
                                Duration.ZERO,
                                DropManner.AT_ONCE,
                                Duration.ZERO,
                                FaultRule.FOREVER))
                        .toList(),
                seed,
                Duration.ofSeconds(1));
    }

    private static RecordedAttempts attempts(long seed, Recorder recorder, Tally tally) {
        return new RecordedAttempts(
                new RecordedCaller("c", 0, 1, recorder, () -> 0, new OpenCalls(), tally, new Outages(() -> 0)),
                recorder,
                new RequestLoss(seed, CLIENT.packetLossPercent()),
                new OpenAttempts().of("c"),
                new ConcurrentHashMap<>(),
                tally,
                ClientBehavior.SOUND);
    }

    private static ClientMachine machine(long seed, int operations, Recorder recorder, Tally tally) {
        return new ClientMachine(
                CLIENT,
                Agenda.of(
                        new VersionedKvStress(CLIENT.keys(), 0.3), ClientSeeds.random(seed, CLIENT.name()), operations),
                Recovery.READ_BACK,
                new RetryLimits(3, 5, Duration.ZERO),
                () -> 0,
                recorder::log,
                tally,
                () -> false);
    }

    private static List<Event> onAThread(long seed, int operations, Store store) {
        Events events = new Events();
        Tally tally = new Tally();
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<Call> current = new AtomicReference<>();
        try (ClientFaults faults = faults(seed);
                // The session is asked without its call, which the store throws its dice for.
                BlockingLane lane =
                        new BlockingLane("c", () -> request -> store.answer(Objects.requireNonNull(current.get()))) {
                            @Override
                            public void send(Call call, Consumer<Answer> answered) {
                                current.set(call);
                                super.send(call, answered);
                            }

                            @Override
                            public void post(Call call) {
                                store.received.add(call);
                            }
                        }) {
            LaneClient client = client(seed, operations, events, tally, lane, faults, broken -> over.countDown());
            lane.execute(client::start);
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
            CountDownLatch posted = new CountDownLatch(1);
            lane.execute(posted::countDown);
            assertThat(posted.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return events.events;
    }

    private static LaneClient client(
            long seed,
            int operations,
            Events events,
            Tally tally,
            Lane lane,
            ClientFaults faults,
            Consumer<@Nullable Throwable> over) {
        return new LaneClient(
                "c",
                machine(seed, operations, events, tally),
                lane,
                faults,
                attempts(seed, events, tally),
                new Slots(lane, 1),
                null,
                () -> 0,
                over);
    }

    private static List<Event> onALane(long seed, int operations, Store store) {
        Events events = new Events();
        Tally tally = new Tally();
        try (ClientFaults faults = faults(seed)) {
            VirtualLane lane = new VirtualLane(sent -> sent + 1, store::answer);
            LaneClient client = client(
                    seed,
                    operations,
                    events,
                    tally,
                    lane,
                    faults,
                    broken -> assertThat(broken).isNull());
            client.start();
            lane.runUntil(Long.MAX_VALUE);
            store.received.addAll(lane.posted);
        }
        return events.events;
    }

    @Property(tries = 200)
    void leavesTheSameEvents(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int operations) {
        Store asked = new Store(seed);
        Store askedByLane = new Store(seed);

        List<Event> expected = onAThread(seed, operations, asked);

        assertThat(onALane(seed, operations, askedByLane)).isEqualTo(expected);
        assertThat(askedByLane.received).containsExactlyInAnyOrderElementsOf(asked.received);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(2 * operations);
    }
}
