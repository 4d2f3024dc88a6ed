package dev.minos.cli;

import dev.minos.checker.explain.Timeline;
import dev.minos.checker.explain.Words;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.ReadOptions;
import dev.minos.report.Plots;
import dev.minos.report.Subject;
import dev.minos.report.TextReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code minos inspect}: what a history holds, on a terminal. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows what a history holds: facts, faults, and tables by function, client and key. Nothing is judged.",
            "With --key, --process or --around some of its operations are drawn instead, in the order of events:",
            "  |---| from call to answer; |--> of unknown outcome, which has no end.",
            "The text is at most 80 columns wide and goes well into a pipe.",
        },
        footer = {
            "",
            "Examples:",
            "  minos inspect histories/latest",
            "  minos inspect histories/latest --around 103             what happened then",
            "  minos inspect histories/latest --key key8 --around 103  on that key only",
            "  minos inspect histories/latest --plots plots/           charts as files",
            "",
            "Exit codes: 0 shown; 64 wrong usage; 65 a history that cannot be read; 70 a fault of Minos itself.",
        })
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PATH", description = "A history, or the directory of a run.")
    private Path path = Path.of("");

    @Option(names = "--key", paramLabel = "KEY", description = "Draw operations on this key.")
    private @Nullable String key;

    @Option(names = "--process", paramLabel = "NAME", description = "Draw operations of this process or client.")
    private @Nullable String process;

    @Option(names = "--around", paramLabel = "INDEX", description = "Draw operations around the event of this index.")
    private @Nullable Long around;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "How many rows of a table are shown (default: 10), or operations drawn (default: 12, at most "
                    + Timeline.MAX_OPERATIONS + ").")
    private @Nullable Integer rows;

    @Option(
            names = "--plots",
            paramLabel = "DIR",
            description = "Write latency-raw.png, latency-quantiles.png and rate.png into this directory.")
    private @Nullable Path plots;

    @Option(names = "--up-to-gap", description = "Show a recording of Minos that lacks events up to the first gap.")
    private boolean upToGap;

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    private static final int DRAWN = 12;
    private static final int ROWS_OF_TABLE = 10;

    @Override
    public Integer call() {
        boolean draws = key != null || process != null || around != null;
        if (rows != null && (rows < 1 || (draws && rows > Timeline.MAX_OPERATIONS))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rows must be at least 1" + (draws ? " and at most " + Timeline.MAX_OPERATIONS : "") + ", got "
                            + rows);
        }
        try {
            List<HistoryTarget> targets = HistoryTarget.find(path);
            if (targets.size() > 1) {
                throw new ParameterException(
                        spec.commandLine(),
                        "PATH must be one history, and " + path + " holds " + targets.size() + ", such as "
                                + targets.get(0).path());
            }
            HistoryTarget target = targets.get(0);
            if (target.problem() != null) {
                return refused(target.path() + ": " + target.problem());
            }
            History history = HistoryReader.read(target.history(), reading());
            history.warnings().forEach(warning -> complain("warning: " + warning));
            PrintWriter out = spec.commandLine().getOut();
            if (draws) {
                drawing(history).forEach(line -> out.println(Printable.line(line)));
            } else {
                Subject subject = Reports.subject(target, history, reading());
                TextReport.of(subject, rows == null ? ROWS_OF_TABLE : rows)
                        .forEach(line -> out.println(Printable.line(line)));
            }
            if (plots != null) {
                List<Path> written = Plots.write(Reports.subject(target, history, reading()), plots);
                written.forEach(file -> out.println(Printable.line("wrote " + file)));
                if (written.isEmpty()) {
                    out.println("no plots were written: the history's events have no times, which they draw");
                }
            }
            return ExitCode.OK.code();
        } catch (MalformedHistoryException e) {
            return refused(e.getMessage());
        } catch (IOException e) {
            return refused(path + ": " + IoFailure.inWords(e));
        }
    }

    private ReadOptions reading() {
        return reading.reading().withUpToGap(upToGap);
    }

    private int refused(@Nullable String why) {
        complain(String.valueOf(why));
        return ExitCode.UNREADABLE.code();
    }

    private void complain(String line) {
        spec.commandLine().getErr().println(Printable.line(spec.qualifiedName() + ": " + line));
    }

    private List<String> drawing(History history) {
        List<Integer> chosen = new ArrayList<>();
        for (int op = 0; op < history.size(); op++) {
            if (isWanted(history, op)) {
                chosen.add(op);
            }
        }
        if (chosen.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no operation" + (key == null ? "" : " on key " + key) + (process == null ? "" : " of " + process)
                            + " in this history; minos inspect without these options lists its keys and clients");
        }
        if (around != null) {
            requireWithin(history, around);
        }
        int count = Math.min(rows == null ? DRAWN : rows, chosen.size());
        int from = around == null
                ? 0
                : Math.max(0, Math.min(chosen.size() - count, nearest(history, chosen, around) - count / 2));
        List<Integer> drawn = chosen.subList(from, from + count);
        List<String> lines = new ArrayList<>(Timeline.of(history, drawn, TextReport.WIDTH));
        int left = chosen.size() - from - count;
        if (from > 0) {
            lines.add(0, "          … " + from + " earlier");
        }
        if (left > 0) {
            lines.add("          … " + left + " later");
        }
        return lines;
    }

    private void requireWithin(History history, long index) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int op = 0; op < history.size(); op++) {
            int returned = history.returned(op);
            long called = history.index(history.invoked(op));
            first = Math.min(first, called);
            last = Math.max(last, returned == Operation.NEVER ? called : history.index(returned));
        }
        if (index < first || index > last) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--around must be an index among those of the operations, from " + first + " to " + last + ", got "
                            + index);
        }
    }

    private boolean isWanted(History history, int op) {
        Operation operation = history.operation(op);
        return (key == null || key.equals(String.valueOf(operation.key())))
                && (process == null
                        || process.equals(String.valueOf(operation.process()))
                        || process.equals(Words.who(history, op)));
    }

    /** The place of the operation that the event belongs to, or of the last one called before it. */
    private static int nearest(History history, List<Integer> chosen, long index) {
        int before = 0;
        for (int n = 0; n < chosen.size(); n++) {
            int op = chosen.get(n);
            int returned = history.returned(op);
            if (history.index(history.invoked(op)) == index
                    || (returned != Operation.NEVER && history.index(returned) == index)) {
                return n;
            }
            if (history.index(history.invoked(op)) <= index) {
                before = n;
            }
        }
        return before;
    }
}
