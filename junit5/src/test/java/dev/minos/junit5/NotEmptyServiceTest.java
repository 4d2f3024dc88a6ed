package dev.minos.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.RegisterModel;
import dev.minos.junit5.campaign.Answer;
import dev.minos.junit5.campaign.CampaignRun;
import dev.minos.junit5.campaign.Request;
import dev.minos.junit5.campaign.Service;
import dev.minos.junit5.campaign.Services;
import dev.minos.junit5.campaign.Session;
import dev.minos.junit5.campaign.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that holds something before the first call: what an earlier run left would accuse it. */
final class NotEmptyServiceTest {
    private final EngineRun engine;

    NotEmptyServiceTest(@TempDir Path directory) {
        engine = new EngineRun(directory);
    }

    /** A correct service that holds something already. */
    private static Service holding(String model, Request... requests) throws Exception {
        Service service = Services.correct(model);
        for (Request request : requests) {
            service.open(0).call(request);
        }
        return service;
    }

    static final class OneKey {
        Service service() throws Exception {
            return holding("register", Request.of("write", 17).on("key2"));
        }

        @LinearizabilityTest(serviceFrom = "service", model = "register", keys = 3)
        void isLinearizable() {}
    }

    static final class NoKey {
        Service service() throws Exception {
            return holding("cas-register", Request.of("write", "old"));
        }

        @LinearizabilityTest(serviceFrom = "service", model = "cas-register")
        void isLinearizable() {}
    }

    static final class OldSet {
        Service service() throws Exception {
            return holding("set", Request.of("add", 1), Request.of("add", 2));
        }

        @LinearizabilityTest(serviceFrom = "service", model = "set")
        void isLinearizable() {}
    }

    static final class OldVersions {
        Service service() throws Exception {
            return holding(
                    "versioned-kv", Request.of("put", new Versioned("x", 0)).on("key1"));
        }

        @LinearizabilityTest(serviceFrom = "service", model = "versioned-kv")
        void isLinearizable() {}
    }

    static final class NamedReads {
        Service service() throws Exception {
            return holding("register", Request.of("write", 17).on("x"));
        }

        Workload workload() {
            return Workload.of(
                    new RegisterModel(),
                    turn -> (turn.random().nextBoolean() ? Request.of("read") : Request.of("write", turn.unique()))
                            .on("x"),
                    List.of(Request.of("read").on("x")));
        }

        @LinearizabilityTest(serviceFrom = "service", workloadFrom = "workload")
        void isLinearizable() {}
    }

    @Test
    void saysWhatIsThereAndWhatToDo() throws Exception {
        String toDo = ". What an earlier run left would accuse it: empty it before the run, say with `initial` what it"
                + " holds, or give each run objects of its own with keyPrefix = \"{run}-\"";
        assertThat(engine.failure(OneKey.class))
                .isEqualTo("CANNOT RUN: the service is not empty: key 'key2' held 17 before the first call (read:"
                        + " nil≠17)" + toDo);
        assertThat(engine.failure(NoKey.class))
                .startsWith("CANNOT RUN: the service is not empty: it held \"old\" before the first call (read: ")
                .endsWith(toDo);
        assertThat(engine.failure(OldSet.class))
                .startsWith("CANNOT RUN: the service is not empty: it held [1,2] before the first call (read: ");
        assertThat(engine.failure(OldVersions.class))
                .startsWith(
                        "CANNOT RUN: the service is not empty: key 'key1' held {\"value\":\"x\",\"version\":1} before"
                                + " the first call (get: ");
        assertThat(engine.failure(NamedReads.class))
                .startsWith("CANNOT RUN: the service is not empty: key 'x' held 17 before the first call");
        assertThat(engine.histories()).as("nothing is recorded").isEmpty();
    }

    static final class Declared {
        Service service() throws Exception {
            return holding("register", Request.of("write", 17));
        }

        @LinearizabilityTest(serviceFrom = "service", model = "register", initial = "17")
        void isLinearizable() {}
    }

    static final class DeclaredButEmpty {
        Service service() {
            return Services.correct("register");
        }

        @LinearizabilityTest(serviceFrom = "service", model = "register", initial = "17")
        void isLinearizable() {}
    }

    @Test
    void whatInitialDeclaresIsWhatMustBeThere() {
        engine.passes(Declared.class, 1);
        assertThat(engine.failure(DeclaredButEmpty.class))
                .startsWith(
                        "CANNOT RUN: the service does not begin as the model register does: it held nothing before the"
                                + " first call (read: 17≠nil)");
    }

    /** A store that outlives its tests, as one in a container does. */
    static final class Kept {
        static Service store = Services.correct("register");
        static final Set<String> PREFIXES = new TreeSet<>();

        Service connected() {
            return client -> store.open(client);
        }

        @LinearizabilityTest(
                serviceFrom = "connected",
                model = "register",
                keys = 2,
                operations = 100,
                keyPrefix = "kept-{run}-",
                runs = 3)
        void isLinearizable(History history, CampaignRun run) {
            String prefix = run.settings().keyPrefix();
            assertThat(prefix).matches("kept-[0-9a-z]+-");
            PREFIXES.add(prefix);
            assertThat(IntStream.range(0, history.size())
                            .mapToObj(op -> history.operation(op).key())
                            .distinct())
                    .containsExactlyInAnyOrder(prefix + "key1", prefix + "key2");
        }
    }

    static final class KeptWithoutPrefix {
        Service connected() {
            return client -> Kept.store.open(client);
        }

        @LinearizabilityTest(serviceFrom = "connected", model = "register", keys = 2, runs = 2)
        void isLinearizable() {}
    }

    @Test
    void eachRunOnOneStoreCanHaveObjectsOfItsOwn() {
        Kept.store = Services.correct("register");
        Kept.PREFIXES.clear();
        engine.passes(Kept.class, 3);
        assertThat(Kept.PREFIXES).hasSize(3);

        Kept.store = Services.correct("register");
        assertThat(EngineRun.thrown(engine.of(KeptWithoutPrefix.class)))
                .singleElement()
                .satisfies(second -> assertThat(second.getMessage())
                        .startsWith("CANNOT RUN: the service is not empty: key 'key1' held "));
    }

    static final class PrefixOfNothing {
        @LinearizabilityTest(service = Unused.class, model = "register", keyPrefix = "{run}-")
        void cannotRun() {}
    }

    static final class PrefixOfNumbers {
        Workload workload() {
            return Workload.of(
                    new RegisterModel(), turn -> Request.of("write", 1).on(7));
        }

        @LinearizabilityTest(service = Unused.class, workloadFrom = "workload", keyPrefix = "{run}-")
        void cannotRun() {}
    }

    static final class PrefixOfStates {
        @LinearizabilityTest(
                service = Unused.class,
                model = "versioned-kv",
                initial = "{\"key1\":{\"value\":\"x\",\"version\":3}}",
                keyPrefix = "{run}-")
        void cannotRun() {}
    }

    static final class Unused implements Service {
        @Override
        public Session open(int client) {
            return request -> Answer.ok();
        }
    }

    @Test
    void aPrefixNeedsNamesToStandBefore() {
        assertThat(engine.failure(PrefixOfNothing.class))
                .isEqualTo("CANNOT RUN: keyPrefix needs requests whose key is a text, got read without a key: ask for"
                        + " named objects (keys = 1 or more)");
        assertThat(engine.failure(PrefixOfNumbers.class))
                .containsPattern("CANNOT RUN: client_\\d: keyPrefix needs requests whose key is a text, got 7");
        assertThat(engine.failure(PrefixOfStates.class))
                .startsWith("CANNOT RUN: keyPrefix gives the objects other names than the initial states have: [key1]");
    }

    /** The first calls fail while the service comes up; what is there is seen all the same. */
    static final class ComingUp {
        static final AtomicInteger CALLS = new AtomicInteger();

        Service service() throws Exception {
            Service old = holding("register", Request.of("write", 17));
            return client -> request -> {
                if (CALLS.incrementAndGet() <= 3) {
                    throw new IOException("starting");
                }
                return old.open(client).call(request);
            };
        }

        @LinearizabilityTest(serviceFrom = "service", model = "register")
        void isLinearizable() {}
    }

    @Test
    void waitsForAServiceThatIsComingUp() {
        ComingUp.CALLS.set(0);
        assertThat(engine.failure(ComingUp.class)).startsWith("CANNOT RUN: the service is not empty: it held 17");
        assertThat(ComingUp.CALLS).hasValue(4);
    }

    /** Nobody knows beforehand how to read it, so it is accused; but the message says what may be the reason. */
    static final class UnnamedReads {
        Service service() throws Exception {
            return holding("register", Request.of("write", -1).on("x"));
        }

        Workload workload() {
            return Workload.of(
                    new RegisterModel(),
                    turn -> (turn.operation() == 0 ? Request.of("read") : Request.of("write", turn.unique())).on("x"));
        }

        @LinearizabilityTest(serviceFrom = "service", workloadFrom = "workload", operations = 100)
        void isLinearizable() {}
    }

    static final class OldQueue {
        Service service() throws Exception {
            return holding("fifo-queue", Request.of("enqueue", 999_999));
        }

        @LinearizabilityTest(serviceFrom = "service", model = "fifo-queue")
        void isLinearizable() {}
    }

    static final class Stale {
        @LinearizabilityTest(service = LinearizabilityTestTest.WrongRegister.class, model = "register", seed = 42)
        void isLinearizable() {}
    }

    @Test
    void whatCouldNotBeAskedIsSaidWithTheViolation() {
        assertThat(engine.failure(UnnamedReads.class))
                .startsWith("NOT LINEARIZABLE: ")
                .containsPattern("\nBy then nobody in this run had asked to keep -1, which read of key 'x' answered at"
                        + " index \\d+\\. If an earlier run left it, the service was not empty at the beginning: ");
        assertThat(engine.failure(OldQueue.class))
                .startsWith("NOT LINEARIZABLE: ")
                .contains("\nBy then nobody in this run had asked to keep 999999, which dequeue answered at index");
        assertThat(engine.failure(Stale.class)).startsWith("NOT LINEARIZABLE: ").doesNotContain("earlier run");
    }
}
