package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.FileStorage;
import dev.minos.server.storage.Fsync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs that somebody or something ends before their time: what was recorded is a history, and is judged. */
class EndedRunTest {
    private static final long SOME_BYTES = 300_000;

    @TempDir
    private Path directory;

    private Path runs() {
        return directory.resolve("runs");
    }

    private Path latest() {
        return runs().resolve("latest");
    }

    private boolean hasRecorded(long bytes) throws IOException {
        Path history = latest().resolve("history.jsonl");
        return Files.exists(history) && Files.size(history) >= bytes;
    }

    private MinosProcess endless(Object... options) throws IOException {
        Object[] first = {"run", CampaignFile.endless(directory), "--out", runs()};
        return MinosProcess.start(
                directory, Stream.concat(Stream.of(first), Stream.of(options)).toArray());
    }

    private JsonNode json(String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(latest().resolve(file)));
    }

    @ParameterizedTest
    @CsvSource({
        "embedded, read-back, 0",
        "process, read-back, 0",
        "embedded, assume, 1",
    })
    void ctrlCCompletesTheHistoryAndJudgesIt(String system, String recovery, int exit) throws Exception {
        try (MinosProcess run = endless("--system", system, "--recovery", recovery)) {
            run.await(() -> hasRecorded(SOME_BYTES));
            assumeFalse(run.ignoresInterrupt(), "this JVM was started deaf to SIGINT, and so are its children");
            List<ProcessHandle> children = run.children();
            assertThat(children).hasSize(system.equals("process") ? 1 : 0);

            run.interrupt();

            assertThat(run.exit()).as("%s%n%s", run.out(), run.err()).isEqualTo(exit);
            assertThat(run.lastLine()).matches("LINEARIZABLE\t.*\t\\d+ operations, 3 keys, .*");
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        }
        assertCompleted();
        assertThat(json("results.json").get("exit").intValue()).isEqualTo(exit);
        assertThat(Invocation.of("check", latest()).exit()).isEqualTo(exit);
    }

    @Test
    void sigtermDoesTheSame() throws Exception {
        try (MinosProcess run = endless()) {
            run.await(() -> hasRecorded(SOME_BYTES));

            run.terminate();

            assertThat(run.exit()).as("%s%n%s", run.out(), run.err()).isZero();
            assertThat(run.lastLine()).startsWith("LINEARIZABLE\t");
        }
        assertCompleted();
    }

    /** Every client was cancelled and every invoke has its completion, the last line is whole, and run.json knows why. */
    private void assertCompleted() throws IOException {
        int open = 0;
        for (String line : Files.readAllLines(latest().resolve("history.jsonl"))) {
            JsonNode event = JsonMapper.shared().readTree(line);
            if (event.get("process").isIntegralNumber()) {
                open += event.get("type").stringValue().equals("invoke") ? 1 : -1;
            }
        }
        assertThat(open).isZero();
        assertThat(json("run.json").get("outcome").stringValue()).isEqualTo("stopped");
    }

    /** Whether some answer of the store says that there is a version: killed before, a run has put nothing to the test. */
    private static boolean saysSomething(Path history) throws IOException {
        try (Stream<String> lines = Files.lines(history)) {
            return lines.anyMatch(line -> (line.contains("\"type\":\"ok\"") && line.contains("\"version\":"))
                    || line.contains("\"error\":\"key-exists\"")
                    || line.contains("version-mismatch"));
        }
    }

    /** At moments from the first byte on, chosen by a seed: whatever the disk holds then is a prefix that is judged. */
    @Test
    void killedHarnessLeavesAHistoryThatCanBeChecked() throws Exception {
        SplittableRandom random = new SplittableRandom(20260101);
        List<Long> moments = new ArrayList<>(List.of(0L, 1L));
        for (int i = 0; i < 4; i++) {
            moments.add(random.nextLong(1_000_000));
        }
        for (long bytes : moments) {
            try (MinosProcess run = endless("--seed", bytes + 1)) {
                run.await(() -> hasRecorded(bytes));
                run.kill();
            }
            Path killed = latest().toRealPath();

            Invocation check = Invocation.of("check", killed);

            String what = "killed after " + bytes + " bytes: " + check;
            assertThat(check.lastLine()).as(what).startsWith("LINEARIZABLE\t" + killed + "\t");
            assertThat(check.exit()).as(what).isEqualTo(saysSomething(killed.resolve("history.jsonl")) ? 0 : 3);
            assertThat(json("run.json").get("outcome").stringValue()).isEqualTo("running");
        }
    }

    @Test
    void killedHarnessTakesItsServerProcessAlong() throws Exception {
        List<ProcessHandle> children;
        try (MinosProcess run = endless("--system", "process")) {
            run.await(() -> hasRecorded(SOME_BYTES));
            children = run.children();
            assertThat(children).hasSize(1);

            run.kill();
        }
        try {
            Awaitility.await()
                    .atMost(MinosProcess.BOUND)
                    .until(() -> !children.get(0).isAlive());
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
        }
        assertThat(Invocation.of("check", latest()).lastLine()).startsWith("LINEARIZABLE\t");
    }

    /** Nobody answers any more then: what is left of the run would test nothing, and must not look like a pass. */
    @ParameterizedTest
    @CsvSource({"memory, false", "file, false", "db, false", "file, true"})
    void serverThatEndsByItselfFailsTheRun(String storage, boolean nemesis) throws Exception {
        Path config = Files.writeString(directory.resolve("dies.json"), """
                {"name": "dies", "system": "process", "test_duration_seconds": 600, "fsync": "none",
                 %s
                 "clients": [{"name": "a", "keys": ["k"]}, {"name": "b", "keys": ["k"]}]}
                """.formatted(nemesis ? """
                        "nemesis": [{"fault": "kill", "at": "10ms", "for": "10ms", "target": "server"}],
                        """ : ""));
        try (MinosProcess run = MinosProcess.start(directory, "run", config, "--storage", storage, "--out", runs())) {
            // With a nemesis: not before the server that it has killed is there again.
            run.await(() -> hasRecorded(SOME_BYTES)
                    && (!nemesis
                            || Files.readString(latest().resolve("history.jsonl"))
                                    .contains("\"phase\":\"end\"")));
            List<ProcessHandle> children = run.children();
            assertThat(children).hasSize(1);
            long server = children.get(0).pid();

            children.get(0).destroyForcibly();

            assertThat(run.exit()).as("%s%n%s", run.out(), run.err()).isEqualTo(70);
            String reason = "the server process " + server + " ended by itself, killed by signal 9 (SIGKILL)";
            assertThat(run.err()).contains("minos run: the run stopped early: " + reason);
            List<String> last = run.out().lines().toList();
            last = last.subList(last.size() - 15, last.size());
            assertThat(last)
                    .anyMatch(line -> line.startsWith("FAILED: " + reason))
                    .anyMatch(line -> line.contains("  KV Server listening on 127.0.0.1:"));
            assertThat(run.lastLine())
                    .startsWith("LINEARIZABLE\t")
                    .contains("\tFAILED: the run stopped early: " + reason);
            assertThat(json("run.json").get("outcome").stringValue()).isEqualTo("failed");
            assertThat(json("run.json").get("failure").stringValue()).startsWith(reason);
            assertThat(json("results.json").get("exit").intValue()).isEqualTo(70);
            assertThat(json("results.json").get("failed").stringValue()).contains(reason);
        }
    }

    @Test
    void killedHarnessTakesACommandAlongThatHangs() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
        try (KvServer server = KvServer.start(ServerConfig.loopback())) {
            Path config = Files.writeString(directory.resolve("hangs.json"), """
                    {"name": "hangs", "system": "%s", "test_duration_seconds": 600,
                     "nodes": [{"name": "n1", "kill": "sleep 600; true", "start": "true", "timeout": "10m"}],
                     "nemesis": [{"fault": "kill", "at": "10ms", "for": "10ms", "target": "n1"}],
                     "clients": [{"name": "a", "keys": ["k"]}, {"name": "b", "keys": ["k"]}]}
                    """.formatted(server.address()));
            List<ProcessHandle> children;
            try (MinosProcess run = MinosProcess.start(directory, "run", config, "--out", runs())) {
                // The command, what it has started, one that would start the node again, and one that would end the
                // command.
                run.await(() -> run.children().size() == 4);
                children = run.children();

                run.kill();
            }
            try {
                Awaitility.await()
                        .atMost(MinosProcess.BOUND)
                        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
            } finally {
                children.forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** Halted, it would not even see that its input has ended: somebody must let it go on. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void leavesNoServerBehindThatItHasHalted(boolean killed) throws Exception {
        Path config = Files.writeString(directory.resolve("halted.json"), """
                {"name": "halted", "system": "process", "test_duration_seconds": 600, "request_timeout_ms": 1000,
                 "nemesis": [{"fault": "pause", "at": "1s", "for": "1h", "target": "server"}],
                 "clients": [{"name": "a", "keys": ["k"]}, {"name": "b", "keys": ["k"]}]}
                """);
        List<ProcessHandle> children;
        try (MinosProcess run = MinosProcess.start(directory, "run", config, "--out", runs())) {
            run.await(() -> hasRecorded(1)
                    && Files.readString(latest().resolve("history.jsonl")).contains("\"f\":\"pause\""));
            children = run.children();
            assertThat(children).isNotEmpty();

            if (killed) {
                run.kill();
            } else {
                run.terminate();
                assertThat(run.exit()).as("%s%n%s", run.out(), run.err()).isZero();
                assertThat(run.err()).doesNotContain("could not be undone");
            }
        }
        try {
            Awaitility.await()
                    .atMost(MinosProcess.BOUND)
                    .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** The log of the storage stands just below a limit on the size of files, and the history far below it. */
    @ParameterizedTest
    @CsvSource({"embedded", "process"})
    void fullDiskUnderTheDataFailsTheRun(String system) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
        Path data = directory.resolve("data");
        try (FileStorage storage = FileStorage.open(data, Fsync.NONE)) {
            for (int i = 0; i < 100; i++) {
                storage.put("other" + i, "x".repeat(6_000), 0, AppliedListener.NONE);
            }
        }
        List<String> run = MinosProcess.command(List.of(
                "run",
                CampaignFile.endless(directory).toString(),
                "--out",
                runs().toString(),
                "--system",
                system,
                "--storage",
                "file",
                "--fsync",
                "none",
                "--data",
                data.toString()));
        // In units of 512 bytes: 1,000 bytes more than there are.
        long blocks = (Files.size(data.resolve("minos.kvlog")) + 1_000) / 512;
        List<String> limited =
                new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh"));
        limited.addAll(run);
        try (MinosProcess full = MinosProcess.launch(directory, limited)) {
            assertThat(full.exit()).as("%s%n%s", full.out(), full.err()).isEqualTo(70);
            assertThat(full.err())
                    .contains("minos run: the run stopped early: the server's storage has failed: ")
                    .contains("File too large")
                    .doesNotContain("\tat ");
            assertThat(full.out()).contains("\nFAILED: the server's storage has failed: ");
            assertThat(full.lastLine()).startsWith("LINEARIZABLE\t");
        }
        assertThat(json("run.json").get("outcome").stringValue()).isEqualTo("failed");
    }

    /** A limit on the size of files stands for a disk that is full: writing fails at some byte, in the middle of a line. */
    @Test
    void fullDiskStopsTheRunAndWhatWasRecordedIsJudged() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
        List<String> run = MinosProcess.command(
                List.of("run", CampaignFile.endless(directory).toString(), "--out", runs().toString()));
        List<String> limited = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 600 && exec \"$@\"", "sh"));
        limited.addAll(run);
        try (MinosProcess full = MinosProcess.launch(directory, limited)) {
            int exit = full.exit();

            assertThat(exit).as("%s%n%s", full.out(), full.err()).isEqualTo(70);
            assertThat(full.err())
                    .contains("minos run: the run stopped early: cannot write ")
                    .contains("What was recorded until then is kept in ")
                    .doesNotContain("\tat ");
            assertThat(full.lastLine()).startsWith("LINEARIZABLE\t");
        }
        assertThat(json("run.json").get("outcome").stringValue()).isEqualTo("failed");

        Invocation check = Invocation.of("check", latest());
        assertThat(check.exit()).as(check.err()).isZero();
        assertThat(check.lastLine()).startsWith("LINEARIZABLE\t");
    }
}
