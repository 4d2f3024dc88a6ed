package dev.minos.server.bug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.core.KeyValueCore;
import dev.minos.server.core.ManualTimer;
import dev.minos.server.core.StorageCore;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.InMemoryStorage;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bug of servers does what it is there for, where it strikes, and nothing wrong where it does not. */
class BugsTest {
    private static final Duration A_WHILE = Duration.ofMillis(200);

    /** A server on a machine that a test lets crash and halt, and what its clients are told. */
    private static final class Machine {
        private final Storage storage = new InMemoryStorage();
        private final @Nullable Bug bug;
        private final List<String> seen = new ArrayList<>();
        private ManualTimer time = new ManualTimer();
        private KeyValueCore core;
        private long halted;

        Machine(@Nullable Bug bug) {
            this.bug = bug;
            core = boot();
        }

        private KeyValueCore boot() {
            ManualTimer own = time;
            long behind = halted;
            Timer clock = new Timer() {
                @Override
                public long nanos() {
                    return own.nanos() + halted - behind;
                }

                @Override
                public void after(Duration delay, Runnable task) {
                    own.after(delay, task);
                }
            };
            return bug == null ? new StorageCore(storage) : bug.infect(storage, clock);
        }

        void put(String key, String value, long expected) {
            core.put(
                    new KeyValueCore.Put(
                            key,
                            value,
                            expected,
                            null,
                            (of, stored) -> seen.add("applied " + of + "=" + stored.value() + "@" + stored.version())),
                    result -> seen.add("put " + key + "=" + value + " " + words(result)));
        }

        void get(String key) {
            core.get(
                    key,
                    null,
                    found -> seen.add("get " + key + " "
                            + found.map(value -> value.value() + "@" + value.version())
                                    .orElse("absent")));
        }

        void pass(Duration length) {
            time.pass(length);
        }

        /** What the core has asked its timer for dies with it. */
        void crash() {
            time = new ManualTimer();
            core = boot();
        }

        void endAndRestart() {
            core.snapshot();
            core.close();
            crash();
        }

        /** Time goes on for everybody else. */
        void halt(Duration length) {
            halted += length.toNanos();
        }

        private static String words(PutResult result) {
            if (result instanceof PutResult.Applied applied) {
                return "ok " + applied.version();
            }
            if (result instanceof PutResult.KeyExists exists) {
                return "exists " + exists.currentVersion();
            }
            return result instanceof PutResult.VersionMismatch mismatch
                    ? "mismatch " + mismatch.currentVersion()
                    : "absent";
        }
    }

    /**
     * The same calls on two servers, and what each of them shows. Of the sound one it is written out, too: it says what the
     * calls should have shown.
     */
    private record Case(Bug bug, Consumer<Machine> calls, List<String> sound, List<String> wrong) {
        @Override
        public String toString() {
            return bug.bugName();
        }

        List<String> on(@Nullable Bug infection) {
            Machine machine = new Machine(infection);
            machine.put("k", "a", 0);
            machine.pass(A_WHILE);
            machine.seen.clear();
            calls.accept(machine);
            machine.pass(A_WHILE);
            return machine.seen;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        Bug.LOST_UPDATE,
                        m -> {
                            m.put("k", "b", 1);
                            m.put("k", "c", 1);
                            m.pass(A_WHILE);
                            m.get("k");
                        },
                        List.of("applied k=b@2", "put k=b ok 2", "put k=c mismatch 2", "get k b@2"),
                        List.of("applied k=b@2", "put k=b ok 2", "applied k=c@2", "put k=c ok 2", "get k c@2")),
                new Case(
                        Bug.STALE_READ,
                        m -> {
                            m.get("k");
                            m.put("k", "b", 1);
                            m.pass(A_WHILE);
                            m.get("k");
                        },
                        List.of("get k a@1", "applied k=b@2", "put k=b ok 2", "get k b@2"),
                        List.of("applied k=b@2", "put k=b ok 2", "get k a@1", "get k a@1")),
                new Case(
                        Bug.STALE_READ_AFTER_PAUSE,
                        m -> {
                            m.halt(A_WHILE);
                            m.put("k", "b", 1);
                            m.get("k");
                            m.pass(A_WHILE);
                            m.get("k");
                        },
                        List.of("applied k=b@2", "put k=b ok 2", "get k b@2", "get k b@2"),
                        List.of("applied k=b@2", "put k=b ok 2", "get k a@1", "get k b@2")),
                new Case(
                        Bug.ACKNOWLEDGED_BEFORE_APPLIED,
                        m -> {
                            m.put("k", "b", 1);
                            m.get("k");
                            m.put("k", "c", 2);
                            m.pass(A_WHILE);
                            m.get("k");
                        },
                        List.of(
                                "applied k=b@2",
                                "put k=b ok 2",
                                "get k b@2",
                                "applied k=c@3",
                                "put k=c ok 3",
                                "get k c@3"),
                        List.of(
                                "put k=b ok 2",
                                "get k a@1",
                                "put k=c ok 3",
                                "applied k=b@2",
                                "applied k=c@3",
                                "get k c@3")),
                new Case(
                        Bug.APPLIED_TWICE,
                        m -> {
                            m.put("k", "b", 1);
                            m.put("k", "b", 1);
                            m.get("k");
                        },
                        List.of("applied k=b@2", "put k=b ok 2", "put k=b mismatch 2", "get k b@2"),
                        List.of("applied k=b@2", "put k=b ok 2", "applied k=b@3", "put k=b ok 3", "get k b@3")),
                new Case(
                        Bug.VERSION_NOT_BUMPED,
                        m -> {
                            m.put("k", "b", 1);
                            m.put("k", "c", 2);
                            m.get("k");
                        },
                        List.of("applied k=b@2", "put k=b ok 2", "applied k=c@3", "put k=c ok 3", "get k c@3"),
                        List.of("applied k=b@2", "put k=b ok 2", "applied k=c@2", "put k=c ok 3", "get k c@2")),
                new Case(
                        Bug.VERSION_SKIPPED,
                        m -> {
                            m.put("k", "b", 7);
                            m.put("k", "c", 1);
                            m.put("k", "d", 3);
                        },
                        List.of("put k=b mismatch 1", "applied k=c@2", "put k=c ok 2", "put k=d mismatch 2"),
                        List.of(
                                "put k=b mismatch 1",
                                "applied k=c@3",
                                "put k=c ok 3",
                                "applied k=d@4",
                                "put k=d ok 4")),
                new Case(
                        Bug.CREATE_OVERWRITES,
                        m -> {
                            m.put("new", "b", 0);
                            m.put("new", "c", 0);
                            m.pass(A_WHILE);
                            m.get("new");
                        },
                        List.of("applied new=b@1", "put new=b ok 1", "put new=c exists 1", "get new b@1"),
                        List.of(
                                "applied new=b@1",
                                "put new=b ok 1",
                                "applied new=c@1",
                                "put new=c ok 1",
                                "get new c@1")),
                new Case(
                        Bug.REFUSED_BUT_APPLIED,
                        m -> {
                            m.put("k", "b", 1);
                            m.put("k", "c", 1);
                            m.get("k");
                        },
                        List.of("applied k=b@2", "put k=b ok 2", "put k=c mismatch 2", "get k b@2"),
                        List.of("applied k=b@2", "put k=b ok 2", "applied k=c@2", "put k=c mismatch 2", "get k c@2")),
                new Case(
                        Bug.APPLIED_BUT_REFUSED,
                        m -> {
                            m.put("k", "b", 1);
                            m.put("k", "c", 7);
                            m.pass(A_WHILE);
                            m.get("k");
                        },
                        List.of("applied k=b@2", "put k=b ok 2", "put k=c mismatch 2", "get k b@2"),
                        List.of("applied k=b@2", "put k=b mismatch 2", "put k=c mismatch 2", "get k b@2")),
                new Case(
                        Bug.WRONG_CURRENT_VERSION,
                        m -> {
                            m.put("k", "b", 1);
                            m.put("k", "c", 1);
                            m.pass(A_WHILE);
                            m.put("k", "d", 1);
                        },
                        List.of("applied k=b@2", "put k=b ok 2", "put k=c mismatch 2", "put k=d mismatch 2"),
                        List.of("applied k=b@2", "put k=b ok 2", "put k=c mismatch 1", "put k=d mismatch 2")),
                new Case(
                        Bug.VALUE_OF_ANOTHER_KEY,
                        m -> {
                            m.get("k");
                            m.get("other");
                        },
                        List.of("get k a@1", "get other absent"),
                        List.of("get k absent", "get other absent")),
                new Case(
                        Bug.STATE_ROLLED_BACK,
                        m -> {
                            IntStream.range(1, 40).forEach(version -> m.put("k", "v" + (version + 1), version));
                            m.seen.clear();
                            m.get("k");
                            m.endAndRestart();
                            m.get("k");
                        },
                        List.of("get k v40@40", "get k v40@40"),
                        List.of("get k v40@40", "get k v32@32")),
                new Case(
                        Bug.ACKNOWLEDGED_WRITE_LOST,
                        m -> {
                            m.put("k", "b", 1);
                            m.get("k");
                            m.crash();
                            m.get("k");
                            m.put("k", "c", 1);
                            m.endAndRestart();
                            m.get("k");
                        },
                        List.of(
                                "applied k=b@2",
                                "put k=b ok 2",
                                "get k b@2",
                                "get k b@2",
                                "put k=c mismatch 2",
                                "get k b@2"),
                        List.of(
                                "applied k=b@2",
                                "put k=b ok 2",
                                "get k b@2",
                                "get k a@1",
                                "applied k=c@2",
                                "put k=c ok 2",
                                "get k c@2")),
                new Case(
                        Bug.TORN_WRITE,
                        m -> {
                            m.put("k", "new-text", 1);
                            m.pass(A_WHILE);
                            m.put("k", "NEW", 2);
                            m.get("k");
                            m.crash();
                            m.get("k");
                        },
                        List.of(
                                "applied k=new-text@2",
                                "put k=new-text ok 2",
                                "applied k=NEW@3",
                                "put k=NEW ok 3",
                                "get k NEW@3",
                                "get k NEW@3"),
                        List.of("applied k=new-text@2", "put k=new-text ok 2", "get k new-text@2", "get k New-text@3")),
                new Case(
                        Bug.ABORTED_READ,
                        m -> {
                            m.put("k", "b", 7);
                            m.get("k");
                            m.pass(A_WHILE);
                            m.get("k");
                        },
                        List.of("put k=b mismatch 1", "get k a@1", "get k a@1"),
                        List.of("get k b@8", "put k=b mismatch 1", "get k a@1")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesWhatItIsThereFor(Case bug) {
        assertThat(bug.on(bug.bug())).isEqualTo(bug.wrong());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isNotWhatASoundServerDoes(Case bug) {
        assertThat(bug.on(null)).isEqualTo(bug.sound()).isNotEqualTo(bug.wrong());
    }

    @Test
    void everyBugIsShownHere() {
        Set<Bug> shown = new HashSet<>();
        cases().forEach(each -> shown.add(each.bug()));

        assertThat(shown).containsExactlyInAnyOrder(Bug.values());
    }

    /** One call at a time, no crash, no pause, nothing twice: nobody can tell. */
    @ParameterizedTest
    @EnumSource
    void answersALoneClientAsASoundServerDoes(Bug bug) {
        List<String> wrong = alone(bug);

        assertThat(wrong).isEqualTo(alone(null)).hasSize(10);
    }

    private static List<String> alone(@Nullable Bug bug) {
        Machine machine = new Machine(bug);
        List<Runnable> calls = List.of(
                () -> machine.get("k"),
                () -> machine.put("k", "a", 1),
                () -> machine.put("k", "b", 0),
                () -> machine.get("k"),
                () -> machine.put("k", "c", 0),
                () -> machine.put("k", "d", 1),
                () -> machine.get("k"),
                () -> machine.put("other", "e", 0),
                () -> machine.get("other"),
                () -> machine.get("k"));
        calls.forEach(call -> {
            call.run();
            machine.pass(A_WHILE);
        });
        return machine.seen.stream().filter(line -> !line.startsWith("applied")).toList();
    }

    /** What a bug has written where no sound storage would outlives the server as its storage does, and so does the rest. */
    @ParameterizedTest
    @EnumSource(
            value = Bug.class,
            names = {"STATE_ROLLED_BACK"},
            mode = EnumSource.Mode.EXCLUDE)
    void keepsWhatIsStoredOverACleanRestart(Bug bug) {
        Machine machine = new Machine(bug);
        machine.put("k", "a", 0);
        machine.pass(A_WHILE);
        machine.put("k", "b", 1);
        machine.pass(A_WHILE);

        machine.endAndRestart();

        assertThat(machine.core.snapshot()).containsOnly(Map.entry("k", new VersionedValue("b", 2)));
    }
}
