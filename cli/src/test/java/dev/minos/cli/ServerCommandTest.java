package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.StorageChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServerCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void refusesEachWrongUseWithOneMessage() {
        assertRefused("Unknown option: '--nope'", "--nope");
        assertRefused("Unmatched argument at index 1: 'extra'", "extra");
        assertRefused("port must be from 0 to 65535, got 99999", "--port", "99999");
        assertRefused("Invalid value for option '--port': 'x' is not an int", "--port", "x");
        assertRefused(
                "Invalid value for option '--drop-responses': must be a rate from 0% to 100%, got '101%'",
                "--drop-responses", "101%");
        assertRefused(
                "Invalid value for option '--drop-manner': expected one of [ANSWER, SILENCE] (case-insensitive)"
                        + " but was 'loud'",
                "--drop-manner",
                "loud");
        assertRefused(
                "Invalid value for option '--fault' (RULE): must be a fault and how often, such as 'delay-response put 1%"
                        + " 50ms' or 'drop-response every 500 silence', got 'teleport 1%': 'teleport' is none of"
                        + " drop-request, drop-response, delay-request, delay-response, duplicate, late-delivery, out-of-order",
                "--fault", "teleport 1%");
        assertRefused(
                "Invalid value for option '--fault' (RULE): must be a fault and how often, such as 'delay-response put 1%"
                        + " 50ms' or 'drop-response every 500 silence', got 'duplicate 101%': duplicate: percent must be"
                        + " from 0 to 100, got 101.0",
                "--fault", "duplicate 101%");
        assertRefused("storage must be one of db, file, memory, got tape", "--storage", "tape");
        assertRefused(
                "storage db keeps its keys in a directory, and none is named: name one with data", "--storage", "db");
        assertRefused(
                "storage memory keeps no files, and data names kept: leave data out, or choose a storage that keeps its"
                        + " keys in a directory",
                "--data",
                "kept");
        assertRefused("Invalid value for option '--fsync': must be always or none, got often", "--fsync", "often");
        assertRefused(
                "bug must be one of " + String.join(", ", new ServerCommand.BugNames()) + ", got typo",
                "--bug",
                "typo");
        assertRefused(
                "bug must be one of servers, got naive-recovery, which is one of clients: give it to a run, with minos run"
                        + " --bug naive-recovery",
                "--bug",
                "naive-recovery");
        assertRefused("TLS needs both --tls-cert and --tls-key, got only --tls-cert", "--tls-cert", "server.pem");
        assertRefused("TLS needs both --tls-cert and --tls-key, got only --client-ca", "--client-ca", "ca.pem");
        assertRefused(
                "TLS certificate must be a readable PEM file, got absent.pem",
                "--tls-cert",
                "absent.pem",
                "--tls-key",
                "absent.key");
        assertRefused(
                "host 0.0.0.0 can be reached from other machines, and would be served to them in plain text: give a"
                        + " TLS certificate and key, or allow it with insecure, or listen on 127.0.0.1",
                "--host",
                "0.0.0.0");
    }

    @Test
    void refusesDirectoryThatIsInUseOrDamaged() throws IOException {
        Path data = directory.resolve("data");
        String[] options = {"--port", "0", "--storage", "file", "--data", data.toString()};
        StorageChoice choice = new StorageChoice("file", data, Fsync.NONE);
        try (Storage other = choice.open()) {
            other.put("key1", "a", 0, AppliedListener.NONE);
            other.put("key1", "b", 1, AppliedListener.NONE);
            assertRefused(
                    data + " is in use by this process: stop that server first, or name another directory", options);
        }
        Path log = data.resolve("minos.kvlog");
        byte[] damaged = Files.readAllBytes(log);
        damaged[damaged.length - 60] ^= 1;
        Files.write(log, damaged);
        assertThat(refusal(options))
                .startsWith("minos server: " + log + " is damaged at byte ")
                .contains("whole records follow from byte", "Restore the directory from a copy, or", "truncate -s ");
        assertThat(log).hasBinaryContent(damaged);
    }

    @Test
    void refusesPortInUse() throws IOException {
        try (KvServer other = KvServer.start(ServerConfig.loopback())) {
            assertRefused(
                    "cannot listen on " + other.address() + ": the port is in use: stop what uses it, or choose"
                            + " another one (0 takes any that is free)",
                    "--port",
                    Integer.toString(other.port()));
        }
    }

    @Test
    void explainsItself() {
        assertThat(execute("server", "--help")).isEqualTo(ExitCode.OK.code());
        assertThat(out.toString())
                .contains("Usage: minos server")
                .contains("--drop-responses 3% --seed 7")
                .contains("Exit codes:");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void isNamedInTheHelpOfMinos() {
        assertThat(execute("--help")).isEqualTo(ExitCode.OK.code());
        assertThat(out.toString()).contains("server").contains("Runs the reference key-value server alone");
    }

    @Test
    void minosRefusesToDoNothing() {
        assertThat(execute()).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).startsWith("minos: name a command").contains("Usage: minos", "Start here:");
        assertThat(out.toString()).isEmpty();
    }

    private void assertRefused(String message, String... options) {
        assertThat(refusal(options).lines())
                .as(message)
                .containsExactly("minos server: " + message, "Try 'minos server --help'.");
    }

    private String refusal(String... options) {
        err.getBuffer().setLength(0);
        String[] arguments = new String[options.length + 1];
        arguments[0] = "server";
        System.arraycopy(options, 0, arguments, 1, options.length);

        assertThat(execute(arguments)).as(String.join(" ", arguments)).isEqualTo(ExitCode.USAGE.code());
        assertThat(out.toString()).isEmpty();
        return err.toString();
    }

    private int execute(String... arguments) {
        CommandLine command = Minos.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
