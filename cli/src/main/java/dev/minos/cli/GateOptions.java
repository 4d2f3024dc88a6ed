package dev.minos.cli;

import dev.minos.checker.UnknownOutcomes;
import dev.minos.harness.run.RunManifest;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that a build may depend on: what passes, and where it is written that it did not. */
final class GateOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--require",
            paramLabel = "NAME=N",
            split = ",",
            description =
                    "How much there must be, at least, to count as a test: operations=1000,answered=500,faults=10,claims=5, or the"
                            + " name of a fault (docs/ci.md). Below it the result is vacuous, exit 3.")
    private Map<String, Long> require = new LinkedHashMap<>();

    @Option(
            names = "--on-unknown",
            paramLabel = "HOW",
            description = "fail: an unknown verdict exits with 2 (the default); warn: it exits with 0 and a warning.")
    private OnUnknown onUnknown = OnUnknown.FAIL;

    @Option(
            names = "--warn-unknown-above",
            paramLabel = "PERCENT",
            converter = PercentConverter.class,
            description = "Warn where more than this share of the operations is of unknown outcome (default: 25%%).")
    private double warnUnknownAbove = UnknownOutcomes.WARN_ABOVE_PERCENT;

    @Option(
            names = "--junit",
            paramLabel = "FILE.xml",
            description = "Write JUnit XML, too: one test case a history. Directories are made where needed.")
    private @Nullable Path junit;

    @Option(
            names = "--summary",
            paramLabel = "FILE.md",
            defaultValue = "${env:GITHUB_STEP_SUMMARY}",
            description = "Append a Markdown summary to this file (default: the one that the environment variable"
                    + " GITHUB_STEP_SUMMARY names, if any).")
    private @Nullable Path summary;

    private final Instant begin = Instant.now();

    enum OnUnknown {
        FAIL,
        WARN
    }

    boolean warnOnUnknown() {
        return onUnknown == OnUnknown.WARN;
    }

    /** The share of operations of unknown outcome, in percent, above which to warn. */
    double warnUnknownAbove() {
        return warnUnknownAbove;
    }

    /** The least number of each, by name; empty where nothing is demanded. */
    Map<String, Long> require() {
        require.forEach((name, floor) -> {
            if (floor < 1) {
                throw new ParameterException(
                        command.commandLine(), "--require " + name + " must be at least 1, got " + floor);
            }
        });
        return require;
    }

    boolean wantsJunit() {
        return junit != null;
    }

    /** Whether somebody wants to read findings. */
    boolean wantsFindings() {
        return junit != null || wantsSummary();
    }

    /** The findings as JUnit XML. */
    String junitXml(List<Finding> findings) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("minos.version", Minos.VERSION);
        properties.put("minos.command", RunManifest.command(arguments()));
        properties.put("java.version", Runtime.version().toString());
        properties.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return JunitXml.of(command.qualifiedName(), findings, properties, begin);
    }

    /**
     * Carries a command out so that no file of an earlier build is taken for its result, and what breaks it stands in the
     * files that a build server reads, too.
     *
     * @param findings of the command, as far as it has come
     */
    int guard(List<Finding> findings, IntSupplier body) {
        forgetLast();
        try {
            return body.getAsInt();
        } catch (ParameterException e) {
            broken(findings, ExitCode.USAGE, String.valueOf(e.getMessage()));
            throw e;
        } catch (RuntimeException | Error e) {
            broken(findings, ExitCode.INTERNAL, "a fault of Minos itself, please report it: " + e);
            throw e;
        }
    }

    private void forgetLast() {
        try {
            if (junit != null && Files.isRegularFile(junit)) {
                Files.delete(junit);
            }
        } catch (IOException e) {
            // It is said where the new one cannot be written either.
        }
    }

    private void broken(List<Finding> findings, ExitCode exit, String why) {
        if (wantsFindings()) {
            findings.add(broken(exit, List.of(why)));
            write(findings, exit);
        }
    }

    private static Finding broken(ExitCode exit, List<String> reasons) {
        return Finding.of(
                "minos",
                "command",
                Finding.Status.BROKEN,
                exit.name(),
                reasons,
                List.of(),
                Duration.ZERO,
                null,
                List.of());
    }

    /** The findings, and one more where none of them says why the command does not end with 0. */
    static List<Finding> complete(List<Finding> findings, ExitCode exit) {
        boolean said = findings.stream()
                .anyMatch(each -> each.status() == Finding.Status.FAILED || each.status() == Finding.Status.BROKEN);
        if (exit == ExitCode.OK || said) {
            return findings;
        }
        List<Finding> all = new ArrayList<>(findings);
        all.add(broken(exit, List.of("the command ended with " + exit.code() + "; standard error says why")));
        return all;
    }

    /** Writes what was asked for, and returns what the command ends with. */
    ExitCode write(List<Finding> findings, ExitCode exit) {
        return ExitCode.worst(List.of(exit, write(complete(findings, exit))));
    }

    /**
     * Writes what was asked for. What cannot be written never takes away a verdict; a file that was asked for and is not
     * there is wrong usage, a summary that nobody asked for is only warned of.
     */
    private ExitCode write(List<Finding> findings) {
        ExitCode exit = ExitCode.OK;
        if (junit != null) {
            try {
                if (Files.isDirectory(junit)) {
                    throw new FileSystemException(junit.toString(), null, "it is a directory");
                }
                Path parent = junit.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                // In one step: a build server must not read half of it.
                Path fresh = Files.writeString(junit.resolveSibling(junit.getFileName() + ".new"), junitXml(findings));
                Files.move(fresh, junit, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                complain("--junit: nothing was written: " + IoFailure.inWords(e));
                exit = ExitCode.USAGE;
            }
        }
        if (summary != null && wantsSummary()) {
            try {
                Files.writeString(
                        summary,
                        MarkdownSummary.of(command.qualifiedName(), findings),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                complain("warning: no summary was written: " + IoFailure.inWords(e));
            }
        }
        return exit;
    }

    /** What the user typed. */
    List<String> arguments() {
        return List.copyOf(command.commandLine().getParent().getParseResult().originalArgs());
    }

    private boolean wantsSummary() {
        return summary != null && !summary.toString().isEmpty();
    }

    private void complain(String line) {
        command.commandLine().getErr().println(Printable.line(command.qualifiedName() + ": " + line));
    }
}
