package dev.minos.cli;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.EngineDisagreement;
import dev.minos.checker.UnknownOutcomes;
import dev.minos.checker.history.ForeignOperationException;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryParts;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.ApplyLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and checks one history, and turns whatever goes wrong into an exit code and one message. */
final class Judge {
    /** What the program takes before it has read anything. */
    private static final long BYTES_WITHOUT_HISTORY = 96L << 20;
    /** Of the rest of the heap, what a history may take; growing it, and deciding a key of it, need room beside it. */
    private static final int PERCENT_FOR_HISTORY = 65;

    private final ReadOptions reading;
    private final CheckOptions options;
    private final @Nullable Model<?> model;
    private final Floors floors;
    private final boolean warnOnUnknown;
    private final @Nullable String initial;
    private final double warnUnknownAbove;

    /** @param model the one that the user names, null to take the run's or to see it from the history */
    Judge(ReadOptions reading, CheckOptions options, @Nullable Model<?> model, Floors floors, boolean warnOnUnknown) {
        this(reading, options, model, floors, warnOnUnknown, null, UnknownOutcomes.WARN_ABOVE_PERCENT);
    }

    private Judge(
            ReadOptions reading,
            CheckOptions options,
            @Nullable Model<?> model,
            Floors floors,
            boolean warnOnUnknown,
            @Nullable String initial,
            double warnUnknownAbove) {
        this.reading = reading;
        this.options = options;
        this.model = model;
        this.floors = floors;
        this.warnOnUnknown = warnOnUnknown;
        this.initial = initial;
        this.warnUnknownAbove = warnUnknownAbove;
    }

    /** The same, of histories whose model starts at what the user typed, whichever it is; null for the model's own. */
    Judge startingAt(@Nullable String typed) {
        return new Judge(reading, options, model, floors, warnOnUnknown, typed, warnUnknownAbove);
    }

    /** The same, that warns where more than a share of the operations, in percent, is of unknown outcome. */
    Judge warningOfUnknownAbove(double percent) {
        return new Judge(reading, options, model, floors, warnOnUnknown, initial, percent);
    }

    Judged judge(HistoryTarget target) {
        if (target.problem() != null) {
            return Judged.failed(target.path(), target.problem(), ExitCode.UNREADABLE);
        }
        try {
            long start = System.nanoTime();
            Path log = target.applyLog();
            ApplyLog applyLog = log == null ? null : ApplyLog.read(log);
            RunFacts facts = target.facts();
            HistoryParts parts = new HistoryParts(target.history(), reading.withMemoryBytes(memoryForHistory()));
            CheckResult result = new Checker(options).check(parts, history -> startingModel(facts, history), applyLog);
            Duration readTime = Duration.ofNanos(System.nanoTime() - start).minus(result.time());
            List<String> missing = floors.missing(target, facts, result, reading);
            List<String> odd = new ArrayList<>(strangers(parts, result.model()));
            String unknown = result.extent().unknown().warningAbove(warnUnknownAbove);
            if (unknown != null) {
                odd.add(parts.source() + ": " + unknown);
            }
            return Judged.of(target.path(), result, facts, missing, odd, warnOnUnknown, readTime)
                    .ofPart(parts.part());
        } catch (NoModelException e) {
            return Judged.failed(target.path(), String.valueOf(e.getMessage()), ExitCode.USAGE);
        } catch (ForeignOperationException e) {
            return Judged.failed(
                    target.path(),
                    e.getMessage() + " (judged as " + e.model()
                            + "; if it is of another model, name that with --model: " + known() + ")",
                    ExitCode.UNREADABLE);
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
     * By what model a history was judged that {@link #judge} has judged.
     *
     * @throws IOException if run.json cannot be read any more
     */
    Model<?> modelOf(HistoryTarget target, CheckResult result) throws IOException {
        return startingModel(target.facts(), result.history());
    }

    /** Initial states of keys that never occur: more likely a name misspelt than a key that nobody touched. */
    private List<String> strangers(HistoryParts parts, String modelName) {
        if (!modelName.equals(VersionedKvModel.NAME)
                || !(InitialValue.of(new VersionedKvModel(), initial) instanceof VersionedKvModel versioned)) {
            return List.of();
        }
        return versioned.keysWithInitialState().stream()
                .filter(key -> !parts.keys().contains(key))
                .map(key -> parts.source() + ": --initial names key " + key + ", a "
                        + key.getClass().getSimpleName() + ", which no operation is on; its keys are "
                        + parts.keys().stream().limit(5).toList()
                        + (parts.keys().size() > 5 ? " and more" : ""))
                .sorted()
                .toList();
    }

    /** A history that takes more is read key by key; a certificate is of the whole at once. */
    private long memoryForHistory() {
        if (options.keepLinearizations()) {
            return Long.MAX_VALUE;
        }
        long heap = Runtime.getRuntime().maxMemory();
        return Math.max(heap - BYTES_WITHOUT_HISTORY, heap / 10) / 100 * PERCENT_FOR_HISTORY;
    }

    private Model<?> startingModel(RunFacts facts, History history) {
        Model<?> chosen = model(facts, history);
        try {
            return InitialValue.of(chosen, initial, history.hasOneKindOfNumber());
        } catch (IllegalArgumentException e) {
            throw new NoModelException("--initial: " + e.getMessage());
        }
    }

    /**
     * The option's model, else the run's, else versioned-kv where some operation is a get or put with a key: an operation
     * that is not is then malformed and refused with its line.
     */
    private Model<?> model(RunFacts facts, History history) {
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
    private static final class NoModelException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoModelException(String message) {
            super(message);
        }
    }
}
