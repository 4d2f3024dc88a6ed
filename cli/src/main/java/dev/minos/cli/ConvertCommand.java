package dev.minos.cli;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.github.luben.zstd.ZstdOutputStream;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventWriter;
import dev.minos.checker.history.HistoryFormat;
import dev.minos.checker.history.HistoryFormats;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.edn.KnossosDirectory;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
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
        Path target = Path.of(out);
        boolean perKey = KNOSSOS_CAS.equals(to) && (out.endsWith("/") || Files.isDirectory(target));
        if (!perKey && Files.isDirectory(target)) {
            throw new ParameterException(spec.commandLine(), "--output must name a file, got the directory " + out);
        }
        Path folder = target.toAbsolutePath().getParent();
        if (!perKey && folder != null && !Files.isDirectory(folder)) {
            throw new ParameterException(
                    spec.commandLine(), "--output must be in a directory that is there, got " + out);
        }
        HistoryFormat format = format(target);
        try {
            HistoryTarget source = source();
            if (perKey) {
                writeKeys(source, target, err);
            } else {
                write(source, format, target, err);
            }
        } catch (NotWrittenException e) {
            err.println("minos convert: cannot write " + out + ": " + IoFailure.inWords(e.why));
            return ExitCode.USAGE.code();
        } catch (MalformedHistoryException e) {
            err.println("minos convert: " + e.getMessage());
            return ExitCode.UNREADABLE.code();
        } catch (IllegalArgumentException e) {
            err.println("minos convert: " + in + ": " + e.getMessage());
            return ExitCode.UNREADABLE.code();
        } catch (IOException e) {
            err.println("minos convert: " + in + ": " + IoFailure.inWords(e));
            return ExitCode.UNREADABLE.code();
        }
        if (warnings > WARNINGS_SAID) {
            err.println("warning: and " + (warnings - WARNINGS_SAID) + " more");
        }
        return ExitCode.OK.code();
    }

    private HistoryFormat format(Path target) {
        String name = to;
        List<HistoryFormat> writable =
                HistoryFormats.all().stream().filter(HistoryFormat::isWritable).toList();
        if (name == null) {
            String plain = target.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
            String extension = plain.substring(plain.lastIndexOf('.') + 1);
            for (HistoryFormat format : writable) {
                if (format.extensions().contains(extension)) {
                    return format;
                }
            }
        }
        for (HistoryFormat format : writable) {
            if (format.name().equals(name)) {
                return format;
            }
        }
        List<String> names = writable.stream().map(HistoryFormat::name).sorted().toList();
        throw new ParameterException(
                spec.commandLine(),
                name == null
                        ? "what " + out + " ends with names no format; give one of " + names + " with --to"
                        : "--to must be one of " + names + ", got " + name);
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
     * Beside its place first, so that a history that turns out to be malformed, or a disk that is full, leaves nothing half
     * written and takes nothing away. What is no file, a pipe or a terminal, is written as it is read.
     */
    private void write(HistoryTarget source, HistoryFormat format, Path named, PrintWriter err) throws IOException {
        Path target = Files.isRegularFile(named) ? writing(named::toRealPath) : named;
        // Where /dev/stdout leads is not ours to replace: somebody else has it open, perhaps to append to it.
        Path asNamed = named.toAbsolutePath().normalize();
        boolean isDescriptor = asNamed.startsWith("/dev") || asNamed.startsWith("/proc");
        if (isDescriptor || (Files.exists(target) && !Files.isRegularFile(target))) {
            Path open = isDescriptor ? named : target;
            copy(
                    source,
                    () -> format.writer(stream(open, StandardOpenOption.APPEND), lost -> warn(err, "", lost)),
                    err);
            return;
        }
        Path half = half(target);
        try {
            copy(source, () -> format.writer(stream(half), lost -> warn(err, "", lost)), err);
            writing(() -> Files.move(half, target, ATOMIC_MOVE, REPLACE_EXISTING));
        } finally {
            Files.deleteIfExists(half);
        }
    }

    /**
     * The files of all keys, beside their directory first: a new directory is there with all of them or not at all. In one that is
     * there already each file is replaced by itself, so that what else it holds is left alone.
     */
    private void writeKeys(HistoryTarget source, Path target, PrintWriter err) throws IOException {
        Path half = half(target);
        try {
            copy(source, () -> new KnossosDirectory(half, lost -> warn(err, "", lost)), err);
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

    private static Path half(Path target) {
        Path name = target.toAbsolutePath().normalize().getFileName();
        return target.toAbsolutePath()
                .normalize()
                .resolveSibling((name == null ? "history" : name) + "."
                        + ProcessHandle.current().pid() + ".part");
    }

    private OutputStream stream(Path file, OpenOption... how) throws IOException {
        return compressed(new BufferedOutputStream(Files.newOutputStream(file, how), 1 << 16), out);
    }

    private static OutputStream compressed(OutputStream file, String name) throws IOException {
        if (name.endsWith(".gz")) {
            return new GZIPOutputStream(file, 1 << 16);
        }
        return name.endsWith(".zst") ? new ZstdOutputStream(file) : file;
    }

    private void copy(HistoryTarget source, Writing<EventWriter> opened, PrintWriter err) throws IOException {
        String name = source.history().toString();
        ReadOptions options = reading.reading();
        try (InputStream stream = Files.newInputStream(source.history());
                Output output = new Output(writing(opened))) {
            HistoryReader.events(stream, name, options, new EventSink() {
                @Override
                public void add(Event event) {
                    output.write(event);
                }

                @Override
                public void warn(long line, String message) {
                    if (options.strict()) {
                        throw new MalformedHistoryException(name, line, message);
                    }
                    ConvertCommand.this.warn(err, name + (line > 0 ? ":" + line : "") + ": ", message);
                }
            });
        }
    }

    private void warn(PrintWriter err, String place, String message) {
        if (++warnings <= WARNINGS_SAID) {
            err.println("warning: " + place + message);
        }
    }

    private interface Writing<T> {
        T run() throws IOException;
    }

    /** Does what can fail because of OUT, so that it is never taken for a fault of IN. */
    private static <T> T writing(Writing<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new NotWrittenException(e);
        }
    }

    /** A writer whose failures are OUT's. */
    private record Output(EventWriter writer) implements AutoCloseable {
        void write(Event event) {
            writing(() -> {
                writer.write(event);
                return writer;
            });
        }

        @Override
        public void close() {
            writing(() -> {
                writer.close();
                return writer;
            });
        }
    }

    private static final class NotWrittenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final IOException why;

        NotWrittenException(IOException why) {
            super(why);
            this.why = why;
        }
    }
}
