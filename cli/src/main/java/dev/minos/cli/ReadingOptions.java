package dev.minos.cli;

import dev.minos.checker.history.ReadOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that reads histories: how strictly, and how much a compressed file may unfold to. */
final class ReadingOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--strict", description = "Refuse what would be read leniently, with a warning.")
    private boolean strict;

    @Option(
            names = "--max-bytes",
            paramLabel = "SIZE",
            converter = BytesConverter.class,
            description = "Refuse a compressed history that decompresses to more (default: 64g).")
    private long maxBytes = ReadOptions.defaults().maxBytes();

    @Option(
            names = "--max-ratio",
            paramLabel = "N",
            description = "Refuse one of which a byte stands for more than N, beyond the first 64 MiB (default: 1000).")
    private int maxRatio = ReadOptions.defaults().maxRatio();

    @Option(
            names = "--order",
            paramLabel = "NAME",
            description =
                    "file: events have the order of the file (the default). time: they are ordered by their times, for a"
                            + " file that joins the logs of several clients whose clocks agree; docs/history-format.md has the"
                            + " rules.")
    private ReadOptions.Order order = ReadOptions.Order.FILE;

    boolean isStrict() {
        return strict;
    }

    boolean isOrderedByTime() {
        return order == ReadOptions.Order.TIME;
    }

    /** How to read, with values {@code [k v]} taken apart by rule. */
    ReadOptions reading() {
        if (maxRatio < 1) {
            throw new ParameterException(command.commandLine(), "--max-ratio must be at least 1, got " + maxRatio);
        }
        return ReadOptions.defaults()
                .withStrict(strict)
                .withMaxBytes(maxBytes)
                .withMaxRatio(maxRatio)
                .withOrder(order);
    }
}
