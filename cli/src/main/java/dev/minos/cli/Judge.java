package dev.minos.cli;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.EngineDisagreement;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.ApplyLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and checks one history, and turns whatever goes wrong into an exit code and one message. */
final class Judge {
    private static final List<String> MODELS = List.of(VersionedKvModel.NAME);

    private final CheckOptions options;
    private final @Nullable String model;
    private final boolean warnOnUnknown;

    /** @param model the name that the user gave, null to take the run's or to see it from the history */
    Judge(CheckOptions options, @Nullable String model, boolean warnOnUnknown) {
        this.options = options;
        this.model = model;
        this.warnOnUnknown = warnOnUnknown;
    }

    /** The models that {@code --model} takes. */
    static List<String> models() {
        return MODELS;
    }

    Judged judge(HistoryTarget target) {
        try {
            long start = System.nanoTime();
            History history = HistoryReader.read(target.history());
            Path log = target.applyLog();
            ApplyLog applyLog = log == null ? null : ApplyLog.read(log);
            Duration readTime = Duration.ofNanos(System.nanoTime() - start);
            Model<?> chosen = chooseModel(target, history);
            if (chosen == null) {
                return Judged.failed(
                        target.path(),
                        "no model: its operations are " + history.functions()
                                + ", not get and put on keys; name one with" + " --model (known: "
                                + String.join(", ", MODELS) + ")",
                        ExitCode.USAGE);
            }
            CheckResult result = new Checker(options).check(history, chosen, applyLog);
            return Judged.of(target.path(), result, warnOnUnknown, readTime);
        } catch (MalformedHistoryException e) {
            return Judged.failed(target.path(), String.valueOf(e.getMessage()), ExitCode.UNREADABLE);
        } catch (IOException e) {
            return Judged.failed(target.path(), "cannot be read: " + e.getMessage(), ExitCode.UNREADABLE);
        } catch (EngineDisagreement e) {
            return Judged.failed(target.path(), String.valueOf(e.getMessage()), ExitCode.INTERNAL);
        } catch (OutOfMemoryError e) {
            return Judged.failed(
                    target.path(),
                    "memory ran out while reading or checking; give more with MINOS_JAVA_OPTS=-Xmx…",
                    ExitCode.UNKNOWN);
        }
    }

    /**
     * The option's model, else the run's, else versioned-kv where some operation is a get or put with a key: an operation
     * that is not is then malformed and refused with its line. Null where none can be told.
     */
    private @Nullable Model<?> chooseModel(HistoryTarget target, History history) throws IOException {
        String name = model != null ? model : target.modelOfRun();
        if (name == null) {
            boolean looksVersioned = history.size() == 0
                    || (history.keys().stream().anyMatch(key -> key != null)
                            && (history.functions().contains(VersionedKvModel.PUT)
                                    || history.functions().contains(VersionedKvModel.GET)));
            return looksVersioned ? new VersionedKvModel() : null;
        }
        if (name.equals(VersionedKvModel.NAME)) {
            return new VersionedKvModel();
        }
        return null;
    }
}
