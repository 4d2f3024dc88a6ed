package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Holds docs/reference to what the program says of itself: a page a command, in the order of a manual page. They are generated:
 * after a change of an option, {@code mvn -pl cli -am test -Dtest=CliReferenceTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dminos.rewrite=true} writes them anew.
 */
class CliReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "reference");
    private static final String INDEX = "README.md";
    /** Less what the lines are indented by. */
    private static final int COLUMNS = 80 - 2;

    private static final Pattern MARKS = Pattern.compile("[\\\\`*_<>|#\\[\\]]");

    @Test
    void isWhatTheProgramSays() throws IOException {
        Map<String, String> pages = pages();
        if (Boolean.getBoolean("minos.rewrite")) {
            rewrite(pages);
        }

        assertThat(written())
                .as("generated; -Dminos.rewrite=true with this test writes it anew")
                .containsExactlyInAnyOrderEntriesOf(pages);
    }

    @Test
    void namesEveryCommandAndOption() {
        Map<String, String> pages = pages();

        Minos.commandLine().getSubcommands().forEach((name, command) -> {
            assertThat(pages.get(INDEX)).contains("(minos-" + name + ".md)");
            assertThat(command.getCommandSpec().options())
                    .filteredOn(option -> !option.hidden())
                    .allSatisfy(option ->
                            assertThat(pages.get("minos-" + name + ".md")).contains("`" + option.longestName()));
        });
    }

    /** Whoever reads help on a terminal reads it at 80 columns: what is typed must stand on one line there. */
    @Test
    void keepsExamplesWithinAnOrdinaryTerminal() {
        Minos.commandLine()
                .getSubcommands()
                .forEach((name, command) -> assertThat(examples(command.getCommandSpec()))
                        .as("minos " + name)
                        .allMatch(line -> line.length() <= COLUMNS));
    }

    private static void rewrite(Map<String, String> pages) throws IOException {
        Files.createDirectories(REFERENCE);
        for (String stale : written().keySet()) {
            Files.delete(REFERENCE.resolve(stale));
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(REFERENCE.resolve(page.getKey()), page.getValue());
        }
    }

    private static Map<String, String> written() throws IOException {
        Map<String, String> written = new TreeMap<>();
        try (Stream<Path> files = Files.list(REFERENCE)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                written.put(REFERENCE.relativize(file).toString(), Files.readString(file));
            }
        }
        return written;
    }

    /** By the names of their files. */
    private static Map<String, String> pages() {
        CommandLine minos = Minos.commandLine();
        Map<String, String> pages = new TreeMap<>();
        List<String> index = new ArrayList<>(List.of(
                "# Command line reference",
                "",
                "Generated from the program: `scripts/minos COMMAND --help` says the same. Shells complete all of it, see",
                "[minos completion](minos-completion.md).",
                "",
                "| command | does |",
                "|---|---|"));
        minos.getSubcommands().forEach((name, command) -> {
            index.add("| [minos " + name + "](minos-" + name + ".md) | " + sentence(command.getCommandSpec()) + " |");
            pages.put("minos-" + name + ".md", page(command.getCommandSpec()));
        });
        index.add("");
        index.addAll(exitCodes());
        pages.put(INDEX, text(index));
        return pages;
    }

    private static List<String> exitCodes() {
        return List.of(
                "Exit codes of `run` and `check`: 0 linearizable and every recovery claim stands · 1 a violation or a false",
                "recovery · 2 unknown · 3 vacuous · 64 wrong usage or config · 65 a history that cannot be read · 70 a fault of",
                "Minos itself. Of several results the first of 1, 70, 65, 64, 2, 3, 0.");
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines).stripTrailing() + "\n";
    }

    private static String sentence(CommandSpec command) {
        String words = formatted(command.usageMessage().description()[0]);
        int end = words.indexOf(": ");
        return escaped(end < 0 ? words : words.substring(0, end) + ".");
    }

    private static String page(CommandSpec command) {
        List<String> lines = new ArrayList<>(List.of("# " + command.qualifiedName(), "", "## Synopsis", "", "```"));
        command.commandLine().getHelp().synopsis(0).lines().forEach(lines::add);
        lines.addAll(List.of("```", "", "## Description", ""));
        for (String paragraph : command.usageMessage().description()) {
            lines.add(escaped(formatted(paragraph)));
            lines.add("");
        }
        if (!command.positionalParameters().isEmpty()) {
            lines.addAll(List.of("## Arguments", ""));
            for (PositionalParamSpec each : command.positionalParameters()) {
                lines.add("- `" + each.paramLabel() + "`: " + words(each.description()));
            }
            lines.add("");
        }
        lines.addAll(List.of("## Options", ""));
        for (OptionSpec each : command.options()) {
            if (!each.hidden()) {
                String value = each.arity().max() == 0 ? "" : " " + each.paramLabel();
                lines.add("- `" + String.join("`, `", each.names()) + value + "`: " + words(each.description()));
            }
        }
        lines.add("");
        List<String> examples = examples(command);
        if (!examples.isEmpty()) {
            lines.addAll(List.of("## Examples", "", "```"));
            lines.addAll(examples);
            lines.addAll(List.of("```", ""));
        }
        footer(command)
                .filter(line -> line.startsWith("Exit codes: "))
                .forEach(line -> lines.addAll(List.of("## Exit codes", "", escaped(line.substring(12)))));
        return text(lines);
    }

    private static Stream<String> footer(CommandSpec command) {
        return Arrays.stream(command.usageMessage().footer()).map(CliReferenceTest::formatted);
    }

    /** The indented lines below their title. */
    private static List<String> examples(CommandSpec command) {
        return footer(command)
                .dropWhile(line -> !line.equals("Examples:"))
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .map(line -> line.substring(2))
                .toList();
    }

    /** Of an option or argument, whose words picocli has formatted. */
    private static String words(String[] description) {
        assertThat(description).as("every option is described").isNotEmpty();
        return escaped(Ansi.OFF.string(String.join(" ", description)));
    }

    /** As picocli does it: %% is a percent sign. */
    private static String formatted(String text) {
        return Ansi.OFF.string(String.format(text));
    }

    private static String escaped(String words) {
        return MARKS.matcher(words).replaceAll("\\\\$0");
    }
}
