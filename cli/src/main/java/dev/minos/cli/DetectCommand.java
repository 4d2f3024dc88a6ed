package dev.minos.cli;

import dev.minos.faults.SeededBug;
import dev.minos.harness.client.SeededBugs;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.config.ConfigReader;
import dev.minos.harness.detect.Acquitted;
import dev.minos.harness.detect.Catalogue;
import dev.minos.harness.detect.Caught;
import dev.minos.harness.detect.Detection;
import dev.minos.harness.detect.Innocent;
import dev.minos.harness.detect.Suspect;
import dev.minos.harness.run.CampaignOptions;
import dev.minos.harness.system.SetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code minos detect}: the catalogue of bugs against the checker, and the correct server under the same faults. */
@Command(
        name = "detect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Proves that the checker bites: plants each bug of the catalogue in turn and sees whether it is caught, then runs"
                    + " the correct server on each of its storages under the same faults and sees whether it is accused.",
            "Every bug is caught in simulation, anew from several seeds; those that need a restart or a pause also on real"
                    + " processes that are killed and halted. The table has medians.",
            "CONFIG is as for minos run (default: config.json of Minos): its clients, its lost messages, its simulation."
                    + " Real processes have a nemesis and message faults of their own.",
        },
        footer = {
            "",
            "Examples:",
            "  minos detect                                 twenty seeds each: minutes",
            "  minos detect --quick                         three seeds each: for a build",
            "  minos detect --list                          what the bugs are",
            "  minos detect --bug stale-read --simulate     one bug",
            "  minos run --simulate --runs 100 --bug stale-read    look into one",
            "",
            "Exit codes: 0 every bug was caught each time, and nothing correct was accused or left untested; 1 otherwise; "
                    + "2 stopped before the end; "
                    + "64 wrong usage or a config that cannot be used; 70 a server that could not be run, or a fault of Minos itself.",
        })
final class DetectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "CONFIG",
            description = "Clients, lost messages and simulation (default: config.json of Minos).")
    private @Nullable Path configFile;

    @Option(names = "--quick", description = "Fewer seeds: every bug and every storage all the same.")
    private boolean quick;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "The first seed (default: ${DEFAULT-VALUE}). What is found in simulation depends on nothing else.")
    private long seed;

    @Option(
            names = "--bug",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = RunCommand.BugNames.class,
            description = "Only these of ${COMPLETION-CANDIDATES}; several with commas between them.")
    private @Nullable List<String> names;

    @Option(names = "--simulate", description = "In simulation only.")
    private boolean simulateOnly;

    @Option(names = "--list", description = "Print the catalogue, and run nothing.")
    private boolean list;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text: a table (the default); json: one object a line.")
    private Format format = Format.TEXT;

    private volatile @Nullable Detection detection;

    /** The words of {@code --format}. */
    private enum Format {
        TEXT,
        JSON
    }

    @Override
    public Integer call() throws IOException {
        List<SeededBug> bugs = bugs();
        if (list) {
            DetectTable.catalogue(bugs).forEach(out()::println);
            return ExitCode.OK.code();
        }
        try (Interruption interruption = Interruption.of(this::stop)) {
            int exit = detect(bugs);
            interruption.finished(exit);
            return exit;
        }
    }

    private void stop() {
        Detection running = detection;
        if (running != null) {
            running.stop();
        }
    }

    private int detect(List<SeededBug> bugs) throws IOException {
        Path campaigns = Files.createTempDirectory("minos-detect");
        boolean keep = true;
        try {
            ExitCode exit = detect(bugs, campaigns);
            keep = exit == ExitCode.VIOLATION && !isEmpty(campaigns);
            if (keep) {
                complain("the campaigns on real processes are kept in " + campaigns);
            }
            return exit.code();
        } catch (ConfigException e) {
            keep = false;
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (SetupException e) {
            complain(e.getMessage() + "\nWhat was recorded is kept in " + campaigns);
            return ExitCode.INTERNAL.code();
        } catch (InterruptedException e) {
            keep = false;
            complain("stopped before the end: nothing is proved");
            return ExitCode.UNKNOWN.code();
        } finally {
            if (!keep) {
                remove(campaigns);
            }
        }
    }

    private List<SeededBug> bugs() {
        if (names == null) {
            return SeededBugs.ALL;
        }
        try {
            return names.stream()
                    .map(name -> SeededBug.named(name, SeededBugs.ALL))
                    .distinct()
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private ExitCode detect(List<SeededBug> bugs, Path campaigns)
            throws ConfigException, SetupException, IOException, InterruptedException {
        Config config = ConfigReader.read(RunCommand.configPath(configFile));
        Catalogue catalogue = new Catalogue(config, quick ? Catalogue.Effort.QUICK : Catalogue.Effort.FULL);
        List<Suspect> suspects = new ArrayList<>(catalogue.simulated(bugs));
        List<Innocent> innocents = new ArrayList<>(catalogue.simulated());
        if (!simulateOnly) {
            CampaignOptions options = CampaignOptions.into(campaigns).withVersion(Minos.VERSION);
            suspects.addAll(catalogue.onProcesses(bugs, options));
            innocents.addAll(catalogue.onProcesses(options));
        }
        Detection begun =
                new Detection(suspects, innocents, seed, Runtime.getRuntime().availableProcessors());
        detection = begun;
        long start = System.nanoTime();
        Detection.Report report = begun.run(listener());
        report.caught().stream().filter(Caught::survived).forEach(this::survivor);
        report.acquitted().forEach(this::falseAlarms);
        if (format == Format.TEXT) {
            out().println();
            out().println(DetectTable.lastLine(report, (System.nanoTime() - start) / 1e9));
        }
        return report.holds() ? ExitCode.OK : ExitCode.VIOLATION;
    }

    private Detection.Listener listener() {
        return format == Format.JSON ? new DetectJson(out()::println) : new DetectTable(out()::println);
    }

    private void survivor(Caught caught) {
        complain(caught.bug().bugName() + " (" + caught.where().word() + ") survived "
                + (caught.trials() - caught.caught()) + " of " + caught.trials() + " trials; to show it needs "
                + caught.bug().need().words());
    }

    private void falseAlarms(Acquitted acquitted) {
        String name = "the correct server on " + acquitted.name() + " ("
                + acquitted.where().word() + ")";
        acquitted.falseAlarms().forEach(alarm -> complain("FALSE ALARM: " + name + ": " + alarm));
        if (acquitted.undecided() > 0) {
            complain(name + ": no verdict on " + acquitted.undecided() + " of " + acquitted.runs() + " runs");
        }
        acquitted.missing().forEach(missing -> complain(name + " was not put to the test: " + missing));
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return; // whoever tidies the place of temporary files was quicker
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, @Nullable IOException e) throws IOException {
                Files.delete(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void complain(String line) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + line);
    }
}
