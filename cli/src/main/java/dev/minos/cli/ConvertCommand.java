package dev.minos.cli;

import static dev.minos.cli.HistoryOutput.writing;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.HistoryFormat;
import dev.minos.checker.history.HistoryPart;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.cli.HistoryOutput.NotWrittenException;
import dev.minos.cli.HistoryOutput.Sink;
import dev.minos.edn.KnossosCasFormat;
import dev.minos.edn.KnossosDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code minos convert}: writes a history in another format, event by event. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a history in another format. What the format cannot hold is lost, with a warning.",
            "The format of IN is seen from its content; .gz and .zst are read and written.",
            "knossos-cas projects each key of a versioned-kv history to a cas-register over its versions, which Knossos"
                    + " itself can check. Values and refusals are dropped, so what is linearizable here is valid there,"
                    + " and not the other way round. In one file the values are [key value], Jepsen's independent keys;"
                    + " where OUT is a directory (or ends with /) each key is a file of its own. A new directory appears in"
                    + " one step; in one that is there files of the same names are replaced one by one.",
        },
        footer = {
            "",
            "Examples:",
            "  minos convert histories/latest -o run.edn",
            "  minos convert history.edn.gz -o history.jsonl",
            "  minos convert --to knossos-cas histories/latest -o keys/",
            "",
            "Exit codes: 0 written; 64 wrong usage, or OUT cannot be written; 65 a history that cannot be read; 70 a fault "
                    + "of Minos itself. Unless it is 0, OUT is as it was before; of a directory that was there, should the disk fail while "
                    + "its files are replaced, some are new.",
        })
final class ConvertCommand implements Callable<Integer> {
    private static final String KNOSSOS_CAS = "knossos-cas";
    private static final int WARNINGS_SAID = 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "IN", description = "A history, or the directory of a run.")
    private Path in = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The file to write; it is replaced in one step when all has been written.")
    private String out = "";

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            description = "jsonl, json, edn, history.txt or knossos-cas; otherwise what OUT ends with decides.")
    private @Nullable String to;

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    private int warnings;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        HistoryOutput output = new HistoryOutput(out);
        boolean perKey = KNOSSOS_CAS.equals(to) && (out.endsWith("/") || Files.isDirectory(output.path()));
        String problem = perKey ? null : output.problem();
        if (problem != null) {
            throw wrongUse("--output " + problem);
        }
        HistoryFormat format;
        try {
            format = output.format(to);
        } catch (IllegalArgumentException e) {
            throw wrongUse(String.valueOf(e.getMessage()));
        }
        try {
            HistoryTarget source = source();
            if (source.problem() != null) {
                return failed(ExitCode.UNREADABLE, in + ": " + source.problem());
            }
            if (perKey) {
                writeKeys(source, output.path(), err);
            } else {
                output.write(format, lost -> warn(err, "", lost), sink -> copy(source, format, sink, err));
            }
        } catch (NotWrittenException e) {
            return failed(ExitCode.USAGE, "cannot write " + out + ": " + e.inWords());
        } catch (MalformedHistoryException e) {
            return failed(ExitCode.UNREADABLE, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return failed(ExitCode.UNREADABLE, in + ": " + e.getMessage());
        } catch (IOException e) {
            return failed(ExitCode.UNREADABLE, in + ": " + IoFailure.inWords(e));
        }
        if (warnings > WARNINGS_SAID) {
            err.println("warning: and " + (warnings - WARNINGS_SAID) + " more");
        }
        return ExitCode.OK.code();
    }

    private int failed(ExitCode exit, String why) {
        spec.commandLine().getErr().println(Printable.line("minos convert: " + why));
        return exit.code();
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private HistoryTarget source() throws IOException {
        List<HistoryTarget> found = HistoryTarget.find(in);
        if (found.size() != 1) {
            throw new ParameterException(
                    spec.commandLine(), "IN must be one history, got a directory of " + found.size() + ": " + in);
        }
        return found.get(0);
    }

    /**
     * The files of all keys, beside their directory first: a new directory is there with all of them or not at all. In one that is
     * there already each file is replaced by itself, so that what else it holds is left alone.
     */
    private void writeKeys(HistoryTarget source, Path target, PrintWriter err) throws IOException {
        Path half = HistoryOutput.beside(target);
        try {
            try (Sink keys = new Sink(writing(() -> new KnossosDirectory(half, lost -> warn(err, "", lost))))) {
                copy(source, new KnossosCasFormat(), keys, err);
            }
            if (Files.exists(target)) {
                writing(() -> {
                    moveEach(half, target, err);
                    return target;
                });
            } else {
                writing(() -> Files.move(half, target, ATOMIC_MOVE));
            }
        } finally {
            if (Files.isDirectory(half)) {
                for (Path key : listed(half)) {
                    Files.delete(key);
                }
            }
            Files.deleteIfExists(half);
        }
    }

    private void moveEach(Path half, Path target, PrintWriter err) throws IOException {
        long others = listed(target).stream()
                .filter(there -> !Files.exists(half.resolve(target.relativize(there))))
                .count();
        for (Path key : listed(half)) {
            Files.move(key, target.resolve(half.relativize(key)), ATOMIC_MOVE, REPLACE_EXISTING);
        }
        if (others > 0) {
            warn(err, "", out + " was there: " + others + " files of other names are left in it");
        }
    }

    private static List<Path> listed(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private void copy(HistoryTarget source, HistoryFormat format, Sink output, PrintWriter err) throws IOException {
        String name = source.history().toString();
        ReadOptions options = reading.reading();
        boolean tellsParts = format.tellsParts();
        try (InputStream stream = Files.newInputStream(source.history())) {
            HistoryReader.events(stream, name, options, new EventSink() {
                @Override
                public void add(Event event) {
                    if (!(event.process() instanceof Long || event.process() instanceof String)) {
                        throw new MalformedHistoryException(
                                name,
                                event.line(),
                                "ordered by time, process " + event.process()
                                        + " has several operations open at a time,"
                                        + " which no file can say: judge it as it is, with check --order time");
                    }
                    output.write(event);
                }

                @Override
                public void begins(HistoryPart part) {
                    if (tellsParts) {
                        output.mark(part);
                    } else {
                        ConvertCommand.this.warn(err, "", format.name() + " cannot say that this is " + part);
                    }
                }

                @Override
                public void warn(long line, String message) {
                    if (options.strict()) {
                        throw new MalformedHistoryException(name, line, message);
                    }
                    note(line, message);
                }

                @Override
                public void note(long line, String message) {
                    ConvertCommand.this.warn(err, name + (line > 0 ? ":" + line : "") + ": ", message);
                }
            });
        }
    }

    private void warn(PrintWriter err, String place, String message) {
        if (++warnings <= WARNINGS_SAID) {
            err.println(Printable.line("warning: " + place + message));
        }
    }
}
