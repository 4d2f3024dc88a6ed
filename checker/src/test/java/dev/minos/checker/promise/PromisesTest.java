package dev.minos.checker.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MutexModel;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.Slice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of weaker promises is what an enumeration of all orders says, on random histories that lag and lie. */
class PromisesTest {
    private static final int ENOUGH = 15_000;
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void agreeWithBruteForceOnRegisters() {
        agree(new RegisterModel(0L));
    }

    @Test
    void agreeWithBruteForceOnRegistersWithCompareAndSet() {
        agree(new CasRegisterModel(0L));
    }

    @Test
    void agreeWithBruteForceOnVersionedKeys() {
        agree(new VersionedKvModel());
    }

    private static <S> void agree(Model<S> model) {
        Slice slice = Slice.of(PromisesTest.class, model.name(), ENOUGH);
        Map<Kept, Integer> sequential = new EnumMap<>(Kept.class);
        Map<Kept, Integer> monotonic = new EnumMap<>(Kept.class);
        Map<Kept, Integer> own = new EnumMap<>(Kept.class);
        AtomicInteger stale = new AtomicInteger();
        slice.forEach(random -> {
            History history = random(random, model);
            List<Operation> operations = history.operationsOfKey(0);
            Promises promises = Objects.requireNonNull(Promises.of(history, 0, model, LONG));
            boolean versioned = model instanceof VersionedKvModel;
            String what = operations.toString();
            assertThat(promises.sequential())
                    .as("sequential %s", what)
                    .isEqualTo(Kept.of(hasOrder(model, operations, PromisesTest::inTurn)));
            assertThat(promises.monotonicReads())
                    .as("monotonic reads %s", what)
                    .isEqualTo(Kept.of(
                            versioned
                                    ? neverBackwards(operations, PromisesTest::isRead)
                                    : hasOrder(model, operations, (a, b) -> isRead(a) && isRead(b) && inTurn(a, b))));
            assertThat(promises.readYourWrites())
                    .as("read your writes %s", what)
                    .isEqualTo(Kept.of(
                            versioned
                                    ? neverBackwards(operations, o -> !isRead(o))
                                    : hasOrder(model, operations, (a, b) -> !isRead(a) && isRead(b) && inTurn(a, b))));
            long behind = versioned ? mostVersionsBehind(operations) : mostWritesBehind(operations);
            assertThat(promises.stalest() == null ? 0 : promises.stalest().versions())
                    .as("staleness %s", what)
                    .isEqualTo(behind);
            if (BruteForce.of(model, operations).isLinearizable()) {
                assertThat(promises).as(what).isEqualTo(new Promises(Kept.YES, Kept.YES, Kept.YES, null));
            }
            sequential.merge(promises.sequential(), 1, Integer::sum);
            monotonic.merge(promises.monotonicReads(), 1, Integer::sum);
            own.merge(promises.readYourWrites(), 1, Integer::sum);
            stale.addAndGet(behind > 0 ? 1 : 0);
        });
        for (Map<Kept, Integer> seen : List.of(sequential, monotonic, own)) {
            assertThat(seen).containsOnlyKeys(Kept.YES, Kept.NO);
            assertThat(seen.values()).allMatch(count -> count > slice.histories() / 100);
        }
        assertThat(stale.get()).isGreaterThan(slice.histories() / 50);
    }

    private static boolean isRead(Operation operation) {
        return operation.outcome() == Outcome.OK
                && (operation.f().equals("read") || operation.f().equals("get"));
    }

    /** Whether one caller did both, the second after it had completed the first. */
    private static boolean inTurn(Operation first, Operation second) {
        return first.process().equals(second.process()) && first.precedes(second);
    }

    /** Whether some legal order has all pairs that must be in order in order. */
    private static <S> boolean hasOrder(
            Model<S> model, List<Operation> operations, BiPredicate<Operation, Operation> mustPrecede) {
        return extend(model, operations, mustPrecede, 0, model.initial());
    }

    private static <S> boolean extend(
            Model<S> model,
            List<Operation> operations,
            BiPredicate<Operation, Operation> mustPrecede,
            int done,
            S state) {
        boolean complete = true;
        for (int i = 0; i < operations.size(); i++) {
            Operation each = operations.get(i);
            boolean required =
                    each.outcome() == Outcome.OK || (each.outcome() == Outcome.FAIL && model.isEvidence(each));
            complete &= (done & 1 << i) != 0 || !required;
            if ((done & 1 << i) != 0 || (!required && each.outcome() != Outcome.INFO)) {
                continue;
            }
            boolean mayComeNext = true;
            for (int j = 0; j < operations.size(); j++) {
                Operation other = operations.get(j);
                boolean alwaysThere =
                        other.outcome() == Outcome.OK || (other.outcome() == Outcome.FAIL && model.isEvidence(other));
                mayComeNext &= (done & 1 << j) != 0 || !alwaysThere || !mustPrecede.test(other, each);
            }
            if (mayComeNext) {
                Step<S> step = model.step(state, each);
                for (int n = 0; n < step.choices(); n++) {
                    if (extend(model, operations, mustPrecede, done | 1 << i, step.choice(n))) {
                        return true;
                    }
                }
            }
        }
        return complete;
    }

    private static boolean neverBackwards(List<Operation> operations, Predicate<Operation> earlier) {
        for (Operation read : operations) {
            for (Operation other : operations) {
                if (isRead(read)
                        && other.outcome() == Outcome.OK
                        && earlier.test(other)
                        && inTurn(other, read)
                        && version(other) > version(read)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static long version(Operation ok) {
        return ok.output() instanceof Versioned seen ? seen.version() : 0;
    }

    private static long mostVersionsBehind(List<Operation> operations) {
        long most = 0;
        for (Operation read : operations) {
            for (Operation other : operations) {
                if (isRead(read) && other.precedes(read)) {
                    most = Math.max(most, shown(other, operations) - version(read));
                }
            }
        }
        return most;
    }

    /** The least version that an operation leaves possible, of those from what had been shown when it was called; 0 if none. */
    private static long shown(Operation operation, List<Operation> operations) {
        VersionedKvModel model = new VersionedKvModel();
        if (operation.outcome() != Outcome.FAIL) {
            return operation.outcome() == Outcome.OK ? version(operation) : 0;
        }
        long known = operations.stream()
                .filter(other -> other.precedes(operation))
                .mapToLong(other -> shown(other, operations))
                .max()
                .orElse(0);
        for (long version = known; model.isEvidence(operation) && version <= known + 2; version++) {
            if (model.step(new VersionedKvModel.State(version == 0 ? null : "any", version), operation)
                    .isLegal()) {
                return version;
            }
        }
        return 0;
    }

    /** Of each read the fewest writes, over all orders of the writes, between one of its value and its call; of all the most. */
    private static long mostWritesBehind(List<Operation> operations) {
        List<Operation> writes = operations.stream()
                .filter(o -> o.outcome() != Outcome.FAIL && !o.f().equals("read"))
                .toList();
        long most = 0;
        for (Operation read : operations) {
            if (isRead(read) && read.output() != null) {
                long least = leastBehind(writes, read, 0, read.output().equals(0L) ? 0 : -1);
                most = Math.max(most, least == Long.MAX_VALUE ? 0 : least);
            }
        }
        return most;
    }

    /** @param behind how many came behind the last of that value so far; negative if none of that value was there yet */
    private static long leastBehind(List<Operation> writes, Operation read, int done, long behind) {
        long least = behind < 0 ? Long.MAX_VALUE : behind;
        boolean complete = true;
        for (int i = 0; i < writes.size(); i++) {
            complete &= (done & 1 << i) != 0 || writes.get(i).outcome() == Outcome.INFO;
        }
        if (!complete) {
            least = Long.MAX_VALUE;
        }
        for (int i = 0; i < writes.size(); i++) {
            Operation write = writes.get(i);
            boolean next = (done & 1 << i) == 0;
            for (int j = 0; j < writes.size(); j++) {
                next &= (done & 1 << j) != 0 || !writes.get(j).precedes(write);
            }
            if (next) {
                boolean same = Objects.equals(left(write), read.output()) && write.invoked() <= read.returned();
                long now = same ? 0 : behind < 0 || !write.precedes(read) ? behind : behind + 1;
                least = Math.min(least, leastBehind(writes, read, done | 1 << i, now));
            }
        }
        return least;
    }

    private static @Nullable Object left(Operation write) {
        return write.input() instanceof List<?> pair ? pair.get(1) : write.input();
    }

    /** Up to six operations of up to three callers on replicas that lag behind one another, or answer anything. */
    private static History random(Random random, Model<?> model) {
        boolean versioned = model instanceof VersionedKvModel;
        int processes = 1 + random.nextInt(3);
        double lies = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.5;
        List<@Nullable Object> past = new ArrayList<>();
        past.add(versioned ? null : 0L);
        @Nullable Object[][] open = new @Nullable Object[processes][];
        HistoryBuilder history = new HistoryBuilder("random");
        int line = 1;
        int called = 0;
        int most = 1 + random.nextInt(6);
        while (called < most || Arrays.stream(open).anyMatch(Objects::nonNull)) {
            int process = random.nextInt(processes);
            if (open[process] == null) {
                if (called < most) {
                    called++;
                    open[process] = question(random, model, past);
                    history.add(event(line++, process, EventType.INVOKE, open[process], open[process][1], null));
                }
                continue;
            }
            @Nullable Object[] question = open[process];
            open[process] = null;
            String f = (String) Objects.requireNonNull(question[0]);
            Object now = past.get(past.size() - 1);
            boolean read = f.equals("read") || f.equals("get");
            if (!read && random.nextInt(5) == 0) {
                if (random.nextBoolean()) {
                    apply(past, question, versioned);
                }
                history.add(event(line++, process, EventType.INFO, question, question[1], "timeout"));
            } else if (read) {
                Object seen = random.nextDouble() < lies ? past.get(random.nextInt(past.size())) : now;
                if (random.nextInt(15) == 0) {
                    seen = versioned ? new Versioned("v" + random.nextInt(2), 1 + random.nextInt(3)) : (Object) 2L;
                }
                history.add(event(line++, process, EventType.OK, question, seen, null));
            } else {
                boolean applied = apply(past, question, versioned) || random.nextInt(8) == 0;
                Object answer = !versioned
                        ? question[1]
                        : new Versioned(
                                ((Versioned) Objects.requireNonNull(question[1])).value(),
                                ((Versioned) question[1]).version() + 1);
                Object error = versioned
                        ? List.of("key-exists", "version-mismatch", "key-not-found", "refused")
                                .get(random.nextInt(4))
                        : "refused";
                history.add(
                        applied
                                ? event(line++, process, EventType.OK, question, answer, null)
                                : event(line++, process, EventType.FAIL, question, question[1], error));
            }
        }
        return history.build();
    }

    private static @Nullable Object[] question(Random random, Model<?> model, List<@Nullable Object> past) {
        if (model instanceof VersionedKvModel) {
            Object now = past.get(random.nextInt(4) == 0 ? random.nextInt(past.size()) : past.size() - 1);
            long version = now instanceof Versioned seen ? seen.version() : 0;
            return random.nextBoolean()
                    ? new @Nullable Object[] {"get", null}
                    : new @Nullable Object[] {"put", new Versioned("v" + random.nextInt(2), version)};
        }
        Long x = (long) random.nextInt(3);
        return switch (random.nextInt(model instanceof CasRegisterModel ? 4 : 3)) {
            case 0 -> new @Nullable Object[] {"write", x};
            case 3 -> new @Nullable Object[] {"cas", List.of(x, (long) random.nextInt(3))};
            default -> new @Nullable Object[] {"read", null};
        };
    }

    private static boolean apply(List<@Nullable Object> past, @Nullable Object[] question, boolean versioned) {
        Object now = past.get(past.size() - 1);
        Object input = question[1];
        if (versioned) {
            Versioned put = (Versioned) Objects.requireNonNull(input);
            if ((now instanceof Versioned seen ? seen.version() : 0) != put.version()) {
                return false;
            }
            past.add(new Versioned(put.value(), put.version() + 1));
        } else if (input instanceof List<?> pair) {
            if (!Objects.equals(now, pair.get(0))) {
                return false;
            }
            past.add(pair.get(1));
        } else {
            past.add(input);
        }
        return true;
    }

    private static Event event(
            int line,
            int process,
            EventType type,
            @Nullable Object[] question,
            @Nullable Object value,
            @Nullable Object error) {
        return new Event(
                line,
                line - 1,
                (long) process,
                type,
                (String) Objects.requireNonNull(question[0]),
                "k",
                value,
                error,
                null,
                0,
                0);
    }

    /** One client under two processes: it did write 1, though under another process, before it read 0. */
    @Test
    void followAClientFromProcessToProcess() throws IOException {
        String history = """
                {"index":0,"process":0,"type":"invoke","f":"write","value":1,"client":"a","op":1,"attempt":1}
                {"index":1,"process":0,"type":"ok","f":"write","value":1,"client":"a","op":1,"attempt":1}
                {"index":2,"process":7,"type":"invoke","f":"read","client":"a","op":2,"attempt":1}
                {"index":3,"process":7,"type":"ok","f":"read","value":0,"client":"a","op":2,"attempt":1}
                """;
        assertThat(register(history)).isEqualTo(new Promises(Kept.NO, Kept.YES, Kept.NO, new Staleness(1, 1, 0)));
        assertThat(register(history.replace("\"value\":0", "\"value\":1")))
                .isEqualTo(new Promises(Kept.YES, Kept.YES, Kept.YES, null));
    }

    /** A client that does two things at one time is no single caller; its processes are. */
    @Test
    void takeProcessesForCallersWhereAClientDidTwoThingsAtOneTime() throws IOException {
        String history = """
                {"index":0,"process":0,"type":"invoke","f":"write","value":1,"client":"a","op":1,"attempt":1}
                {"index":1,"process":1,"type":"invoke","f":"read","client":"a","op":2,"attempt":1}
                {"index":2,"process":0,"type":"ok","f":"write","value":1,"client":"a","op":1,"attempt":1}
                {"index":3,"process":1,"type":"ok","f":"read","value":1,"client":"a","op":2,"attempt":1}
                {"index":4,"process":1,"type":"invoke","f":"read","client":"a","op":3,"attempt":1}
                {"index":5,"process":1,"type":"ok","f":"read","value":0,"client":"a","op":3,"attempt":1}
                """;
        assertThat(register(history)).isEqualTo(new Promises(Kept.NO, Kept.NO, Kept.YES, new Staleness(2, 1, 0)));
    }

    /**
     * Two callers who each wrote and then read what the other wrote, and twenty who wrote something else: no order pleases both, but
     * to know that takes all orders of the twenty. Nothing is claimed without the time for it.
     */
    @Test
    void areNotDecidedWithoutTime() throws IOException {
        StringBuilder history = new StringBuilder();
        for (int process = 0; process < 20; process++) {
            history.append(line(process, "write", process));
        }
        history.append(line(100, "write", 100)).append(line(101, "write", 101));
        history.append(line(100, "read", 101)).append(line(101, "read", 100));
        Promises promises = register(history.toString(), Duration.ofNanos(3));
        assertThat(promises.sequential()).isEqualTo(Kept.NOT_DECIDED);
        assertThat(promises.monotonicReads()).isEqualTo(Kept.YES);
        assertThat(promises.readYourWrites()).isEqualTo(Kept.NOT_DECIDED);
    }

    private static String line(int process, String f, long value) {
        String event = "{\"process\":" + process + ",\"type\":\"%s\",\"f\":\"" + f + "\",\"value\":%s}\n";
        return event.formatted("invoke", f.equals("read") ? null : value) + event.formatted("ok", value);
    }

    @Test
    void areOfReadsAndSoOfNoLock() throws IOException {
        History history = HistoryReader.read(
                new ByteArrayInputStream(
                        "{\"process\":0,\"type\":\"invoke\",\"f\":\"acquire\"}\n".getBytes(StandardCharsets.UTF_8)),
                "history");
        assertThat(Promises.of(history, 0, new MutexModel(), LONG)).isNull();
    }

    private static Promises register(String history) throws IOException {
        return register(history, LONG);
    }

    private static Promises register(String history, Duration within) throws IOException {
        History read =
                HistoryReader.read(new ByteArrayInputStream(history.getBytes(StandardCharsets.UTF_8)), "history");
        return Objects.requireNonNull(Promises.of(read, 0, new RegisterModel(0L), within));
    }
}
