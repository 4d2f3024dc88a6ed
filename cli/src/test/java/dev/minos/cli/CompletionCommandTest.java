package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion script, in the shell that it is for. */
class CompletionCommandTest {
    @TempDir
    private Path directory;

    /** What bash offers for the last of some words; compopt works only where somebody presses TAB. */
    private List<String> offered(String... words) throws IOException, InterruptedException {
        Path script = Files.writeString(
                directory.resolve("completion"), Invocation.of("completion").out());
        String ask = "compopt() { :; } && source '" + script + "' && COMP_WORDS=(" + String.join(" ", words)
                + ") COMP_CWORD=" + (words.length - 1) + " && _complete_minos && printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", ask)
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(bash.exitValue()).as(out).isZero();
        return out.lines().map(String::strip).toList();
    }

    @Test
    void completesCommandsOptionsAndTheirValues() throws IOException, InterruptedException {
        assertThat(offered("minos", "ser")).containsExactlyInAnyOrder("server", "serve");
        assertThat(offered("minos", "check", "--ju")).containsExactly("--junit");
        assertThat(offered("minos", "check", "--model", "cas")).containsExactly("cas-register");
        assertThat(offered("minos", "check", "--model", "no-such")).containsExactly("");
        assertThat(offered("minos", "check", "--format", "j")).containsExactlyInAnyOrder("json", "junit");
        assertThat(offered("minos", "check", "--on-unknown", "w")).containsExactly("warn");
        assertThat(offered("minos", "run", "--bug", "stale-r"))
                .contains("stale-read")
                .doesNotContain("lost-update");
    }
}
