package dev.minos.cli;

import dev.minos.server.LeakDetection;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code minos} command. */
@Command(
        name = "minos",
        mixinStandardHelpOptions = true,
        version = Minos.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Tests whether a networked service is linearizable: drives it with concurrent clients while faults strike,"
                    + " records what every client saw, and decides from the recording whether some legal order explains"
                    + " it.",
        },
        footer = {
            "",
            "Start here:",
            "  minos run                        a campaign, recorded and judged",
            "  minos check histories/latest     judge the last run again",
            "  minos serve                      look at all runs in a web browser",
            "  minos detect --quick             see every seeded bug caught",
            "  minos COMMAND --help             what a command does, with examples",
        },
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            InspectCommand.class,
            ConvertCommand.class,
            CutCommand.class,
            DetectCommand.class,
            VerifyCommand.class,
            ServerCommand.class,
            ServeCommand.class,
            CompletionCommand.class
        })
final class Minos implements Callable<Integer> {
    /** What {@code --version} prints, of every command; stands in run.json too. */
    static final String VERSION = "minos 0.1.0";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Minos() {}

    public static void main(String[] args) {
        LeakDetection.turnOff();
        // The JVM would end with 1 after an Error, which means a violation.
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
            System.err.println("minos: a fault of Minos itself, please report it: " + thrown);
            Runtime.getRuntime().halt(ExitCode.INTERNAL.code());
        });
        System.exit(commandLine().execute(args));
    }

    /** Without a command there is nothing to do: says what could be done. */
    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        err.println("minos: name a command");
        err.println();
        spec.commandLine().usage(err);
        return ExitCode.USAGE.code();
    }

    /** The command with all its subcommands, which answer wrong usage and faults of their own with one message each. */
    static CommandLine commandLine() {
        return new CommandLine(new Minos())
                // In UTF-8 whatever the locale: values and keys are printed as they were recorded.
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Minos::reportWrongUsage)
                .setExecutionExceptionHandler(Minos::reportOwnFault);
    }

    private static int reportWrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + Printable.lines(String.valueOf(e.getMessage())));
        UnmatchedArgumentException.printSuggestions(e, err);
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
