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
 * @param trace where a line for each operation is printed; null for nowhere
 * @param record whether a history is kept; false only to measure what keeping it costs
 */
public record CampaignOptions(
        Path out,
        List<String> arguments,
        String version,
        @Nullable PrintStream trace,
        boolean record) {
    public CampaignOptions {
        arguments = List.copyOf(arguments);
    }

    /** Returns options that keep runs under a directory and trace nothing. */
    public static CampaignOptions into(Path out) {
        return new CampaignOptions(out, List.of("run"), "unknown", null, true);
    }

    /** Returns these options with the command line that the user gave. */
    public CampaignOptions withArguments(List<String> value) {
        return new CampaignOptions(out, value, version, trace, record);
    }

    /** Returns these options with the version of Minos. */
    public CampaignOptions withVersion(String value) {
        return new CampaignOptions(out, arguments, value, trace, record);
    }

    /** Returns these options with a stream for a line an operation; null for none. */
    public CampaignOptions withTrace(@Nullable PrintStream value) {
        return new CampaignOptions(out, arguments, version, value, record);
    }

    /** Returns these options without a history. */
    public CampaignOptions withoutRecording() {
        return new CampaignOptions(out, arguments, version, trace, false);
    }
}
