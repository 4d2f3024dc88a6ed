package dev.minos.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code minos completion}: what makes bash and zsh complete commands, options and their values. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints a script by which bash and zsh complete the commands of minos, their options and the values of these.",
        },
        footer = {
            "",
            "Examples:",
            "  source <(scripts/minos completion)                this shell",
            "  scripts/minos completion >> ~/.bash_completion    every bash",
            "  autoload -U +X bashcompinit && bashcompinit       in zsh, before these",
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine minos = Minos.commandLine();
        minos.getSubcommands().values().forEach(command -> prepare(command.getCommandSpec()));
        spec.commandLine().getOut().print(AutoComplete.bash(minos.getCommandName(), minos));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }

    /**
     * The generated script keeps the values of an option in a variable that is named after its label, so that two options with
     * one label would offer the values of the later; and it offers the constants of an enum in capitals, which nobody types.
     */
    private static void prepare(CommandSpec command) {
        for (OptionSpec option : List.copyOf(command.options())) {
            if (option.completionCandidates() == null) {
                continue;
            }
            List<String> values = new ArrayList<>();
            option.completionCandidates()
                    .forEach(value -> values.add(option.type().isEnum() ? value.toLowerCase(Locale.ROOT) : value));
            command.remove(option);
            command.addOption(OptionSpec.builder(option)
                    .paramLabel(option.longestName())
                    .completionCandidates(values)
                    .build());
        }
    }
}
