package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.VersionedKvModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps the README to what is true: its code compiles, and its commands are there. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");

    /** The lines of the README's example, here under the compiler's eyes. */
    private static CheckResult example(Path file) throws IOException {
        // begin
        History history = HistoryReader.read(file);
        CheckResult result = new Checker(CheckOptions.defaults()).check(history, new VersionedKvModel());
        System.out.println(result.verdict());
        Explanation.of(result).forEach(System.out::println);
        result.recovery().falseClaims().forEach(claim -> System.out.println(claim.evidence()));
        // end
        return result;
    }

    @Test
    void showsTheCodeThatCompilesHere() throws IOException {
        String source = Files.readString(Path.of("src", "test", "java", "dev", "minos", "cli", "ReadmeTest.java"));
        List<String> compiled = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("// end\n"))
                .replace("(file)", "(Path.of(\"history.jsonl\"))")
                .strip()
                .lines()
                .map(String::strip)
                .toList();
        String readme = Files.readString(README);
        String shown = readme.substring(readme.indexOf("```java\n") + 8);

        assertThat(shown.substring(0, shown.indexOf("```")).lines()).isEqualTo(compiled);
    }

    @Test
    void showsCodeThatWorks() throws IOException {
        Path golden = Path.of("..", "histories", "golden", "versioned-kv");

        assertThat(example(golden.resolve("ok").resolve("create-update-read.jsonl"))
                        .verdict())
                .isEqualTo(Verdict.LINEARIZABLE);
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
        assertThat(readme.lines().count()).isLessThan(150);
    }
}
