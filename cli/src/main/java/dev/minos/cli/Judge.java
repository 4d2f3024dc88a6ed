package dev.minos.cli;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.EngineDisagreement;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.ApplyLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and checks one history, and turns whatever goes wrong into an exit code and one message. */
final class Judge {
    private final ReadOptions reading;
    private final CheckOptions options;
    private final @Nullable Model<?> model;
    private final boolean warnOnUnknown;

    /** @param model the one that the user names, null to take the run's or to see it from the history */
    Judge(ReadOptions reading, CheckOptions options, @Nullable Model<?> model, boolean warnOnUnknown) {
        this.reading = reading;
        this.options = options;
        this.model = model;
        this.warnOnUnknown = warnOnUnknown;
    }

    Judged judge(HistoryTarget target) {
        try {
            long start = System.nanoTime();
            History history = HistoryReader.read(target.history(), reading);
            Path log = target.applyLog();
            ApplyLog applyLog = log == null ? null : ApplyLog.read(log);
            RunFacts facts = target.facts();
            Duration readTime = Duration.ofNanos(System.nanoTime() - start);
            Model<?> chosen = model(facts, history);
            CheckResult result = new Checker(options).check(history, chosen, applyLog);
            return Judged.of(target.path(), result, facts.missing(), warnOnUnknown, readTime);
        } catch (NoModelException e) {
            return Judged.failed(target.path(), String.valueOf(e.getMessage()), ExitCode.USAGE);
        } catch (MalformedHistoryException e) {
            return Judged.failed(target.path(), String.valueOf(e.getMessage()), ExitCode.UNREADABLE);
        } catch (IOException e) {
            return Judged.failed(target.path(), "cannot be read: " + IoFailure.inWords(e), ExitCode.UNREADABLE);
        } catch (EngineDisagreement e) {
            return Judged.failed(target.path(), String.valueOf(e.getMessage()), ExitCode.INTERNAL);
        } catch (RuntimeException | StackOverflowError e) {
            // Of several histories one that breaks us must not take away the verdict on another.
            return Judged.failed(target.path(), "a fault of Minos itself, please report it: " + e, ExitCode.INTERNAL);
        } catch (OutOfMemoryError e) {
            return Judged.failed(
                    target.path(),
                    "memory ran out while reading or checking; give more with MINOS_JAVA_OPTS=-Xmx…",
                    ExitCode.UNKNOWN);
        }
    }

    /**
     * The option's model, else the run's, else versioned-kv where some operation is a get or put with a key: an operation
     * that is not is then malformed and refused with its line.
     */
    private Model<?> model(RunFacts facts, History history) throws NoModelException {
        if (model != null) {
            return model;
        }
        String name = facts.model();
        if (name != null) {
            Model<?> ofRun = Models.named(name);
            if (ofRun == null) {
                throw new NoModelException("run.json names the model " + name + "; known are " + known());
            }
            return ofRun;
        }
        boolean looksVersioned = history.size() == 0
                || (history.keys().stream().anyMatch(Objects::nonNull)
                        && (history.functions().contains(VersionedKvModel.PUT)
                                || history.functions().contains(VersionedKvModel.GET)));
        if (!looksVersioned) {
            throw new NoModelException("its operations are " + history.functions() + ", not get and put on keys; name"
                    + " their model with --model (known: " + known() + ")");
        }
        return new VersionedKvModel();
    }

    private static String known() {
        return String.join(", ", Models.names());
    }

    /** It cannot be told what the operations are meant to do. */
    private static final class NoModelException extends Exception {
        private static final long serialVersionUID = 1L;

        NoModelException(String message) {
            super(message);
        }
    }
}
