package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.Checker;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the README to what is true: its code compiles, and its commands are there. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");

    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    private Path directory;

    @Test
    void showsAProgramThatCompilesAndJudgesAsItStands() throws Exception {
        Path source = Files.writeString(directory.resolve("Judge.java"), example());

        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-Xlint:all",
                        "-Werror",
                        "-d",
                        directory.toString(),
                        "-cp",
                        checker(),
                        source.toString());

        assertThat(compiled).isZero();
        assertThat(run(GOLDEN.resolve("ok").resolve("create-update-read.jsonl")))
                .isEqualTo("LINEARIZABLE\n");
        assertThat(run(GOLDEN.resolve("bad").resolve("lost-update.jsonl")))
                .startsWith("NOT_LINEARIZABLE\n")
                .contains("These cannot all be true");
    }

    private static String example() throws IOException {
        String readme = Files.readString(README);
        String shown = readme.substring(readme.indexOf("```java\n") + 8);
        return shown.substring(0, shown.indexOf("```"));
    }

    /** Where the classes of the checker are; nothing else is needed to compile. */
    private static String checker() {
        return Path.of(Checker.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    /** Runs the example in a JVM of its own, since it prints. */
    private String run(Path history) throws IOException, InterruptedException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        directory + File.pathSeparator + classes,
                        "Judge",
                        history.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed;
    }

    @Test
    void leavesNothingToBeFilledIn() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("..", "docs"))) {
            for (Path page :
                    docs.filter(each -> each.toString().endsWith(".md")).toList()) {
                assertThat(Files.readString(page)).as(page.toString()).doesNotContainPattern("@[A-Z]{3,}@");
            }
        }
    }

    @Test
    void namesOnlyOptionsAndFilesThatAreThere() throws IOException {
        String readme = Files.readString(README);
        String help = Invocation.of("run", "--help").out()
                + Invocation.of("check", "--help").out()
                + Invocation.of("detect", "--help").out()
                + Invocation.of("inspect", "--help").out()
                + Invocation.of("server", "--help").out();

        Pattern.compile("(?<=[\\s`])--[a-z-]+")
                .matcher(readme)
                .results()
                .forEach(option -> assertThat(help + "--help").contains(option.group()));
        Pattern.compile("]\\(([^)]+)\\)")
                .matcher(readme)
                .results()
                .forEach(
                        link -> assertThat(README.resolveSibling(link.group(1))).exists());
        assertThat(readme.lines().count()).isLessThan(180);
    }
}
