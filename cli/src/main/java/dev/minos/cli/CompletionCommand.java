package dev.minos.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
            "  source <(scripts/minos completion)                      bash, this shell",
            "  scripts/minos completion >> ~/.bash_completion          bash, every shell",
            "  autoload -U +X bashcompinit && bashcompinit             zsh, before the same line as in bash",
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine minos = spec.commandLine().getParent();
        spec.commandLine().getOut().print(AutoComplete.bash(minos.getCommandName(), minos));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }
}
