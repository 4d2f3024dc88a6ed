package dev.minos.harness.run;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a campaign writes and speaks, beside what its config says. Immutable; start from {@link #into} and change single
 * values.
 *
 * @param out the directory under which runs are kept; made when it is not there
 * @param arguments what the user typed after the program's name, for the command that runs it again
 * @param version of Minos
 * @param serverMain the class whose {@code main} understands {@code server}, for a server in a process of its own
 * @param serverJvm options for the JVM of such a process, beside our own
 * @param trace where a line for each operation is printed; null for nowhere
 * @param record whether a history is kept; false only to measure what keeping it costs
 */
public record CampaignOptions(
        Path out,
        List<String> arguments,
        String version,
        String serverMain,
        List<String> serverJvm,
        @Nullable PrintStream trace,
        boolean record) {
    /** The program's own main class. */
    private static final String MAIN = "dev.minos.cli.Minos";

    public CampaignOptions {
        arguments = List.copyOf(arguments);
        serverJvm = List.copyOf(serverJvm);
    }

    /** Returns options that keep runs under a directory and trace nothing. */
    public static CampaignOptions into(Path out) {
        return new CampaignOptions(out, List.of("run"), "unknown", MAIN, List.of(), null, true);
    }

    /** Returns these options with the command line that the user gave. */
    public CampaignOptions withArguments(List<String> value) {
        return new CampaignOptions(out, value, version, serverMain, serverJvm, trace, record);
    }

    /** Returns these options with the version of Minos. */
    public CampaignOptions withVersion(String value) {
        return new CampaignOptions(out, arguments, value, serverMain, serverJvm, trace, record);
    }

    /** Returns these options with another main class for a server in a process of its own. */
    public CampaignOptions withServerMain(String value) {
        return new CampaignOptions(out, arguments, version, value, serverJvm, trace, record);
    }

    /** Returns these options with options for the JVM of a server in a process of its own. */
    public CampaignOptions withServerJvm(List<String> value) {
        return new CampaignOptions(out, arguments, version, serverMain, value, trace, record);
    }

    /** Returns these options with a stream for a line an operation; null for none. */
    public CampaignOptions withTrace(@Nullable PrintStream value) {
        return new CampaignOptions(out, arguments, version, serverMain, serverJvm, value, record);
    }

    /** Returns these options without a history. */
    public CampaignOptions withoutRecording() {
        return new CampaignOptions(out, arguments, version, serverMain, serverJvm, trace, false);
    }
}
