package dev.minos.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code minos} command. */
@Command(
        name = "minos",
        mixinStandardHelpOptions = true,
        version = "minos 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Tests whether a networked service is linearizable.")
final class Minos {
    private Minos() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Minos());
    }
}
