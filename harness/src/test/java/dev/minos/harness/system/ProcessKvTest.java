package dev.minos.harness.system;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.minos.checker.history.Versioned;
import dev.minos.faults.DropManner;
import dev.minos.faults.FaultRule;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.Lane;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.nemesis.Node;
import dev.minos.harness.service.Answer;
import dev.minos.server.storage.StorageChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessKvTest {
    @TempDir
    private Path dir;

    private final Told told = new Told();

    /** Keeps what it is told. */
    private static final class Told implements SystemListener {
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

        @Override
        public void failed(String message) {
            failures.add(message);
        }

        @Override
        public void warned(String message) {
            warnings.add(message);
        }
    }

    private ServerSettings settings(double dropPercent) {
        return new ServerSettings(
                0,
                List.of(FaultRule.dropResponses(dropPercent, DropManner.AT_ONCE)),
                1,
                StorageChoice.MEMORY,
                List.of(),
                null,
                dir.resolve("apply-log.jsonl"),
                dir.resolve("fault-log.jsonl"),
                Duration.ofSeconds(30));
    }

    private static Answer put(Lane client, long op) throws InterruptedException {
        return client.call(new Call(VersionedRequests.put("key1", "c-" + op + "-1", op - 1), "c", op, 1));
    }

    private static Answer get(Lane client) throws InterruptedException {
        return client.call(new Call(VersionedRequests.get("key1"), "c", 3, 1));
    }

    @Test
    void servesFromAChildAndEndsItWithItsFinalState() throws Exception {
        ProcessKv system = ProcessKv.start(ServerMain.class.getName(), List.of(), settings(0), null, told);
        try (Lane client = system.openLane(0)) {
            assertThat(put(client, 1)).isEqualTo(Answer.ok(new Versioned("c-1-1", 1)));
            assertThat(put(client, 2)).isEqualTo(Answer.ok(new Versioned("c-2-1", 2)));
        } finally {
            system.close();
        }

        assertThat(system.finalState()).hasValue(new TreeMap<>(Map.of("key1", new Versioned("c-2-1", 2))));
        assertThat(ProcessHandle.of(system.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(dir.resolve("apply-log.jsonl")).isNotEmptyFile();
        assertThat(system.faultsInjected()).isEmpty();
    }

    @Test
    void comesBackOnItsPortAfterAKill() throws Exception {
        ProcessKv system = ProcessKv.start(ServerMain.class.getName(), List.of(), settings(0), null, told);
        String address = system.address();
        long first = system.pid();
        Node server = system.nodes().get(0);
        try (Lane client = system.openLane(0)) {
            assertThat(put(client, 1)).isEqualTo(Answer.ok(new Versioned("c-1-1", 1)));

            server.kill();
            assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(put(client, 2)).isNotInstanceOf(Answer.Ok.class);
            server.start();
            server.awaitHealthy();
            system.reconnect();

            // In memory: what was there is gone.
            assertThat(put(client, 1)).isEqualTo(Answer.ok(new Versioned("c-1-1", 1)));
            assertThat(system.address()).isEqualTo(address);
            assertThat(system.pid()).isNotEqualTo(first);
        } finally {
            system.close();
        }
        assertThat(dir.resolve("apply-log.jsonl")).content().contains("\"begin\":true", "\"end\":true");
        assertThat(ProcessHandle.of(system.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void answersNobodyWhileItIsHaltedAndGoesOn() throws Exception {
        ServerSettings impatient = new ServerSettings(
                0,
                List.of(),
                1,
                StorageChoice.MEMORY,
                List.of(),
                null,
                dir.resolve("apply-log.jsonl"),
                dir.resolve("fault-log.jsonl"),
                Duration.ofMillis(500));
        ProcessKv system = ProcessKv.start(ServerMain.class.getName(), List.of(), impatient, null, told);
        Node server = system.nodes().get(0);
        try (Lane client = system.openLane(0)) {
            await().until(() -> get(client) instanceof Answer.Ok);
            await().until(() -> !(put(client, 1) instanceof Answer.Unknown));

            server.pause();
            // On a busy machine it takes a moment until the last of its threads has heard of the signal.
            await().until(() -> get(client) instanceof Answer.Unknown);
            assertThat(put(client, 2)).isEqualTo(Answer.unknown("deadline-exceeded"));
            server.resume();
            server.awaitHealthy();

            // The put reached the halted server's socket, and was cancelled or executed when it went on: nobody knows.
            await().until(() -> get(client) instanceof Answer.Ok);
        } finally {
            system.close();
        }
    }

    @Test
    void endsAServerThatIsHalted() throws Exception {
        ProcessKv system = ProcessKv.start(ServerMain.class.getName(), List.of(), settings(0), null, told);
        try {
            system.nodes().get(0).pause();
        } finally {
            system.close();
        }

        assertThat(ProcessHandle.of(system.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(system.finalState()).isPresent();
    }

    @Test
    void countsTheResponsesThatTheChildDropped() throws Exception {
        ProcessKv system = ProcessKv.start(ServerMain.class.getName(), List.of(), settings(100), null, told);
        try (Lane client = system.openLane(0)) {
            assertThat(put(client, 1)).isEqualTo(Answer.unknown("deadline-exceeded"));
        } finally {
            system.close();
        }

        assertThat(system.faultsInjected()).isEqualTo(Map.of("drop-response", 1L));
    }

    @Test
    void tellsOfAServerThatEndsByItselfAndOfItsLastWords() throws Exception {
        ProcessKv system = ProcessKv.start(ServerMain.class.getName(), List.of(), settings(0), null, told);
        try {
            long pid = system.pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            await().until(() -> !told.failures.isEmpty());
            assertThat(told.failures)
                    .singleElement(as(STRING))
                    .startsWith("the server process " + pid
                            + " ended by itself, killed by signal 9 (SIGKILL), as kill -9 does, and Linux when memory runs out\n"
                            + "Its last words:\n")
                    .contains("\n  KV Server listening on " + system.address());
            // What a nemesis does later must not bring it back: the run is over.
            Node server = system.nodes().get(0);
            server.kill();
            server.start();
            server.awaitHealthy();
            assertThat(system.pid()).isEqualTo(pid);
        } finally {
            system.close();
        }
        assertThat(told.failures).hasSize(1);
    }

    @Test
    void tellsOfAServerThatHadEndedByItselfWhenItIsClosed() throws Exception {
        ProcessKv system = ProcessKv.start(ServerMain.class.getName(), List.of(), settings(0), null, told);
        ProcessHandle server = ProcessHandle.of(system.pid()).orElseThrow();
        server.destroyForcibly();
        server.onExit().get();

        system.close();

        assertThat(told.failures).hasSize(1);
    }

    @Test
    void tellsOfARestartedServerThatEndsByItself() throws Exception {
        ProcessKv system = ProcessKv.start(ServerMain.class.getName(), List.of(), settings(0), null, told);
        try {
            Node server = system.nodes().get(0);
            server.kill();
            server.start();
            server.awaitHealthy();
            assertThat(told.failures).isEmpty();

            ProcessHandle.of(system.pid()).orElseThrow().destroyForcibly();

            await().until(() -> !told.failures.isEmpty());
        } finally {
            system.close();
        }
        assertThat(told.failures).singleElement(as(STRING)).contains("process " + system.pid() + " ended by itself");
    }

    @Test
    void saysNothingOfEndsThatItHasBroughtAboutItself() throws Exception {
        ProcessKv system = ProcessKv.start(ServerMain.class.getName(), List.of(), settings(0), null, told);
        try {
            Node server = system.nodes().get(0);
            server.kill();
            server.start();
            server.awaitHealthy();
            server.stop();
            server.start();
            server.awaitHealthy();
            server.pause();
            server.kill();
            server.start();
            server.awaitHealthy();
        } finally {
            system.close();
        }
        assertThat(told.failures).isEmpty();
        assertThat(told.warnings).isEmpty();
    }

    @Test
    void passesOnTheLastWordsOfAServerThatDoesNotServe() {
        assertThatThrownBy(() -> ProcessKv.start(MuteMain.class.getName(), List.of(), settings(0), null, told))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("exit code 64")
                .hasMessageContaining("the port is in use");
    }
}
