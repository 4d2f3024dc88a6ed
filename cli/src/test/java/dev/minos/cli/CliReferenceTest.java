package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Holds docs/cli-reference.md to what the program says of itself. It is generated: after a change of an option, {@code mvn -pl
 * cli -am test -Dtest=CliReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dminos.rewrite=true} writes it anew.
 */
class CliReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "cli-reference.md");
    private static final Pattern MARKS = Pattern.compile("[\\\\`*_<>|#\\[\\]]");

    @Test
    void isWhatTheProgramSays() throws IOException {
        String reference = reference();
        if (Boolean.getBoolean("minos.rewrite")) {
            Files.writeString(REFERENCE, reference);
        }

        assertThat(REFERENCE)
                .as("generated; -Dminos.rewrite=true with this test writes it anew")
                .content()
                .isEqualTo(reference);
    }

    @Test
    void namesEveryCommandAndOption() {
        String reference = reference();

        Minos.commandLine().getSubcommands().forEach((name, command) -> {
            assertThat(reference).contains("\n## minos " + name + "\n");
            command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> assertThat(reference).contains("`" + option.longestName()));
        });
    }

    private static String reference() {
        CommandLine minos = Minos.commandLine();
        List<String> lines = new ArrayList<>(List.of(
                "# Command line reference",
                "",
                "Generated from the program: `minos COMMAND --help` says the same. Shells complete all of it:",
                "`source <(scripts/minos completion)`.",
                ""));
        lines.add("| command | does |");
        lines.add("|---|---|");
        minos.getSubcommands().forEach((name, command) -> lines.add("| [minos " + name + "](#minos-" + name + ") | "
                + sentence(command.getCommandSpec()) + " |"));
        minos.getSubcommands().forEach((name, command) -> command(command.getCommandSpec(), lines));
        return String.join("\n", lines) + "\n";
    }

    private static String sentence(CommandSpec command) {
        String words = formatted(command.usageMessage().description()[0]);
        int end = words.indexOf(": ");
        return escaped(end < 0 ? words : words.substring(0, end) + ".");
    }

    private static void command(CommandSpec command, List<String> lines) {
        lines.addAll(List.of("", "## " + command.qualifiedName(), ""));
        for (String paragraph : command.usageMessage().description()) {
            lines.add(escaped(formatted(paragraph)));
            lines.add("");
        }
        lines.add("```");
        command.commandLine().getHelp().synopsis(0).lines().forEach(lines::add);
        lines.add("```");
        lines.add("");
        for (PositionalParamSpec each : command.positionalParameters()) {
            lines.add("- `" + each.paramLabel() + "`: " + words(each.description()));
        }
        for (OptionSpec each : command.options()) {
            if (!each.hidden()) {
                String value = each.arity().max() == 0 ? "" : " " + each.paramLabel();
                lines.add("- `" + String.join("`, `", each.names()) + value + "`: " + words(each.description()));
            }
        }
        List<String> footer = new ArrayList<>();
        for (String line : command.usageMessage().footer()) {
            footer.add(formatted(line));
        }
        if (!footer.isEmpty()) {
            lines.add("");
            lines.add("```");
            footer.stream().dropWhile(String::isBlank).forEach(lines::add);
            lines.add("```");
        }
    }

    private static String words(String[] description) {
        assertThat(description).as("every option is described").isNotEmpty();
        return escaped(formatted(String.join(" ", description)));
    }

    /** As picocli does it: %% is a percent sign. */
    private static String formatted(String text) {
        return Ansi.OFF.string(String.format(text));
    }

    private static String escaped(String words) {
        return MARKS.matcher(words).replaceAll("\\\\$0");
    }
}
