package dev.minos.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The {@code minos} command. */
@Command(
        name = "minos",
        mixinStandardHelpOptions = true,
        version = Minos.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tests whether a networked service is linearizable.",
        subcommands = {RunCommand.class, CheckCommand.class, ConvertCommand.class, ServerCommand.class})
final class Minos {
    /** What {@code --version} prints, of every command; stands in run.json too. */
    static final String VERSION = "minos 0.1.0";

    private Minos() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command with all its subcommands, which answer wrong usage and faults of their own with one message each. */
    static CommandLine commandLine() {
        return new CommandLine(new Minos())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Minos::reportWrongUsage)
                .setExecutionExceptionHandler(Minos::reportOwnFault);
    }

    private static int reportWrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + e.getMessage());
        err.println("Try '" + name + " --help'.");
        return ExitCode.USAGE.code();
    }

    private static int reportOwnFault(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": a fault of Minos itself, please report it:");
        e.printStackTrace(err);
        return ExitCode.INTERNAL.code();
    }
}
