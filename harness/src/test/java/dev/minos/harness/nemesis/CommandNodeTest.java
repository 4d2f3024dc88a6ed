package dev.minos.harness.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real commands, run by the shell. */
class CommandNodeTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void needsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
    }

    private CommandNode node(@Nullable String kill, @Nullable String health, Duration timeout) {
        return new CommandNode(
                new NodeConfig("n1", "touch " + dir.resolve("up"), null, kill, null, null, health, timeout),
                dir.resolve("nemesis.log"));
    }

    @Test
    void runsItsUsersCommandsAndKeepsWhatTheySay() throws Exception {
        CommandNode node =
                node("echo down; rm -f " + dir.resolve("up"), "test -e " + dir.resolve("up"), Duration.ofSeconds(30));

        node.start();
        node.awaitHealthy();
        assertThat(dir.resolve("up")).exists();
        node.kill();

        assertThat(dir.resolve("up")).doesNotExist();
        assertThat(dir.resolve("nemesis.log")).content().contains("n1 start: touch ", "n1 kill: echo down", "\ndown\n");
        node.start(); // and nobody is left on guard
    }

    @Test
    void saysWhatAFailingCommandSaid() {
        assertThatThrownBy(() -> node("echo no rights >&2; exit 3", null, Duration.ofSeconds(30))
                        .kill())
                .isInstanceOf(NodeException.class)
                .hasMessage("n1 kill: the command ended with exit code 3; it said: no rights");
    }

    @Test
    void killsACommandThatDoesNotEnd() throws Exception {
        Path pid = dir.resolve("pid");
        CommandNode node = node("echo waiting; sleep 600 & echo $! > " + pid + "; wait", null, Duration.ofSeconds(1));

        assertThatThrownBy(node::kill)
                .isInstanceOf(NodeException.class)
                .hasMessage("n1 kill: the command did not end within 1000 ms and was killed; it said: waiting");
        long sleeper = Long.parseLong(Files.readString(pid).strip());
        await().until(() ->
                ProcessHandle.of(sleeper).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void givesUpOnANodeThatIsNeverHealthy() {
        assertThatThrownBy(() -> node(null, "echo starting; exit 1", Duration.ofMillis(300))
                        .awaitHealthy())
                .isInstanceOf(NodeException.class)
                .hasMessageStartingWith(
                        "n1 is not healthy after 300 ms: n1 health: the command ended with exit code 1");
    }
}
