package dev.minos.cli;

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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
                    + " where OUT is a directory (or ends with /) each key is a file of its own.",
        },
        footer = {
            "",
            "Examples:",
            "  minos convert histories/latest -o run.edn",
            "  minos convert history.edn.gz -o history.jsonl",
            "  minos convert --to knossos-cas histories/latest -o keys/",
            "",
            "Exit codes: 0 written; 64 wrong usage; 65 a history that cannot be read; 70 a fault of Minos itself.",
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
            description = "The file to write; it is replaced when all has been read.")
    private String out = "";

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            description = "jsonl, json, edn, history.txt or knossos-cas; otherwise what OUT ends with decides.")
    private @Nullable String to;

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
            description = "Refuse one of which a byte stands for more than N, beyond the first GiB (default: 1000).")
    private int maxRatio = ReadOptions.defaults().maxRatio();

    private int warnings;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Path target = Path.of(out);
        boolean perKey = KNOSSOS_CAS.equals(to) && (out.endsWith("/") || Files.isDirectory(target));
        if (!perKey && Files.isDirectory(target)) {
            throw new ParameterException(spec.commandLine(), "--output must name a file, got the directory " + out);
        }
        HistoryFormat format = format(target);
        try {
            HistoryTarget source = source();
            if (perKey) {
                try (EventWriter writer = new KnossosDirectory(target, lost -> warn(err, "", lost))) {
                    copy(source, writer, err);
                }
            } else {
                write(source, format, target, err);
            }
        } catch (MalformedHistoryException e) {
            err.println("minos convert: " + e.getMessage());
            return ExitCode.UNREADABLE.code();
        } catch (IllegalArgumentException | IOException | UncheckedIOException e) {
            err.println("minos convert: " + in + ": " + e.getMessage());
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

    /** Beside its place first, so that a history that turns out to be malformed leaves nothing half written. */
    private void write(HistoryTarget source, HistoryFormat format, Path target, PrintWriter err) throws IOException {
        Path name = target.toAbsolutePath().getFileName();
        Path half = target.resolveSibling((name == null ? "history" : name) + ".part");
        try {
            try (EventWriter writer = format.writer(
                    compressed(new BufferedOutputStream(Files.newOutputStream(half), 1 << 16), out),
                    lost -> warn(err, "", lost))) {
                copy(source, writer, err);
            }
            Files.move(half, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static OutputStream compressed(OutputStream file, String name) throws IOException {
        if (name.endsWith(".gz")) {
            return new GZIPOutputStream(file, 1 << 16);
        }
        return name.endsWith(".zst") ? new ZstdOutputStream(file) : file;
    }

    private void copy(HistoryTarget source, EventWriter writer, PrintWriter err) throws IOException {
        String name = source.history().toString();
        EventSink sink = new EventSink() {
            @Override
            public void add(Event event) {
                try {
                    writer.write(event);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void warn(long line, String message) {
                if (strict) {
                    throw new MalformedHistoryException(name, line, message);
                }
                ConvertCommand.this.warn(err, name + (line > 0 ? ":" + line : "") + ": ", message);
            }
        };
        try (InputStream stream = Files.newInputStream(source.history())) {
            ReadOptions options = ReadOptions.defaults()
                    .withStrict(strict)
                    .withMaxBytes(maxBytes)
                    .withMaxRatio(maxRatio);
            HistoryReader.events(stream, name, options, sink);
        }
    }

    private void warn(PrintWriter err, String place, String message) {
        if (++warnings <= WARNINGS_SAID) {
            err.println("warning: " + place + message);
        }
    }
}
