package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ServerCommandTest {
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
        assertRefused("--storage must be memory, the only one so far, got db", "--storage", "db");
        assertRefused("bug must be one of lost-update, got typo", "--bug", "typo");
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
        err.getBuffer().setLength(0);
        String[] arguments = new String[options.length + 1];
        arguments[0] = "server";
        System.arraycopy(options, 0, arguments, 1, options.length);

        assertThat(execute(arguments)).as(message).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString().lines()).containsExactly("minos server: " + message, "Try 'minos server --help'.");
        assertThat(out.toString()).isEmpty();
    }

    private int execute(String... arguments) {
        CommandLine command = Minos.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
