package dev.minos.cli;

import dev.minos.checker.BadKey;
import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.Claim;
import dev.minos.checker.history.ClientField;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.HistoryFormat;
import dev.minos.checker.history.HistoryPart;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.ReadOptions.Independent;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.cli.HistoryOutput.NotWrittenException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code minos cut}: writes a smaller history, which says that it is a part. */
@Command(
        name = "cut",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a part of a history to a file of its own: a key, a beginning, or the operations that cannot all be true.",
            "The first entry of the file says which part of which history it is, and every verdict on it says so too. Events"
                    + " keep their indexes; a file from which lines are missing is refused.",
            "A key or a beginning can be judged by itself: a key's operations are all there, and what had not been answered"
                    + " at the end of a beginning has an unknown outcome. A core is for reading: without the operations around"
                    + " it, it may look worse than it is.",
        },
        footer = {
            "",
            "Examples:",
            "  minos cut histories/latest --key key3 -o key3.jsonl",
            "  minos cut damaged.jsonl --until 4711 -o whole.jsonl",
            "  minos cut --model register history.edn --core -o core.edn",
            "",
            "Exit codes: 0 written; 64 wrong usage, nothing to cut, or OUT cannot be written; 65 a history that cannot be"
                    + " read; 70 a fault of Minos itself. Unless it is 0, OUT is as it was before.",
        })
final class CutCommand implements Callable<Integer> {
    private static final int KEYS_SAID = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PATH", description = "A history, or the directory of a run.")
    private Path path = Path.of("");

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** What is kept: exactly one of these. */
    static final class What {
        @Option(
                names = "--key",
                required = true,
                paramLabel = "KEY",
                description =
                        "The operations on this key, also where values are [key value]. Refused where operations span"
                                + " keys, as transactions do.")
        private @Nullable String key;

        @Option(
                names = "--until",
                required = true,
                paramLabel = "INDEX",
                description = "The events up to the one of this index.")
        private @Nullable Long until;

        @Option(
                names = "--core",
                required = true,
                description = "The operations of a violation that cannot all be true, as check names them.")
        private boolean core;
    }

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The file to write; it is replaced in one step when all has been written.")
    private String out = "";

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            description = "jsonl, json or edn; otherwise what OUT ends with decides.")
    private @Nullable String to;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            completionCandidates = CheckCommand.ModelNames.class,
            description = "With --core: what the object is meant to do, as for check.")
    private @Nullable String model;

    @Option(
            names = "--initial",
            paramLabel = "VALUE",
            description = "With --core: what the object holds before the first operation, as for check.")
    private @Nullable String initial;

    @Option(names = "--independent", description = "Values [k v] are a key and its value, in every operation.")
    private boolean independent;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "With --core: as for check (default: 60s).")
    private Duration timeout = Duration.ofSeconds(60);

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    /** The events that are kept, and how they are written; null of one that is not. Asked of each event in order. */
    private interface Selection {
        @Nullable Event kept(Event event);

        /** Whether no event is kept any more; those that follow are not even read, for they may be damaged. */
        default boolean isOver() {
            return false;
        }
    }

    /**
     * What is to be written.
     *
     * @param selection made anew for each reading
     */
    private record Part(String inWords, Supplier<Selection> selection) {}

    /** The rest of the file is of no interest. */
    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private EnoughException() {
            super("enough", null, false, false);
        }
    }

    /** There is nothing to cut out. */
    private static final class NothingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final ExitCode exit;

        private NothingException(ExitCode exit, String why) {
            super(why);
            this.exit = exit;
        }
    }

    @Override
    public Integer call() {
        HistoryOutput output = new HistoryOutput(out);
        String problem = output.problem();
        if (problem != null) {
            throw wrongUse("--output " + problem);
        }
        HistoryFormat format;
        try {
            format = output.format(to);
        } catch (IllegalArgumentException e) {
            throw wrongUse(String.valueOf(e.getMessage()));
        }
        if (!format.tellsParts()) {
            throw wrongUse(format.name() + " cannot say that it holds a part of a history: write jsonl, json or edn");
        }
        if (model != null && Models.named(model) == null) {
            throw wrongUse("--model must be one of " + String.join(", ", Models.names()) + ", got " + model);
        }
        try {
            cut(output, format);
            return ExitCode.OK.code();
        } catch (NotWrittenException e) {
            return failed(ExitCode.USAGE, "cannot write " + out + ": " + e.inWords());
        } catch (NothingException e) {
            return failed(e.exit, path + ": " + e.getMessage());
        } catch (MalformedHistoryException e) {
            return failed(ExitCode.UNREADABLE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return failed(ExitCode.UNREADABLE, path + ": " + IoFailure.inWords(e));
        }
    }

    private void cut(HistoryOutput output, HistoryFormat format) throws IOException {
        List<HistoryTarget> targets = HistoryTarget.find(path);
        if (targets.size() != 1) {
            throw wrongUse("PATH must be one history, got a directory of " + targets.size() + ": " + path);
        }
        HistoryTarget target = targets.get(0);
        if (target.problem() != null) {
            throw new NothingException(ExitCode.UNREADABLE, target.problem());
        }
        Part part = part(target);
        Counting counting = new Counting(part.selection.get());
        read(target, counting);
        if (counting.kept == 0) {
            throw new NothingException(ExitCode.USAGE, "nothing is left of it");
        }
        HistoryPart mark = new HistoryPart(
                String.valueOf(target.history().getFileName()),
                part.inWords
                        + (reading.isOrderedByTime() ? ", ordered by time" : "")
                        + (counting.of == null ? "" : ", of " + counting.of),
                counting.kept);
        output.write(format, this::warn, sink -> {
            sink.mark(mark);
            read(target, new Sink(part.selection.get(), sink::write));
        });
        complain("wrote " + out + ": " + mark + ", " + counting.kept + " events");
    }

    private Part part(HistoryTarget target) throws IOException {
        if (what.until != null) {
            return beginning(target, what.until);
        }
        return what.core ? core(target) : key(target, Objects.requireNonNull(what.key));
    }

    private Part beginning(HistoryTarget target, long until) throws IOException {
        CutOffAnswers search = new CutOffAnswers(until);
        try {
            read(target, new Sink(search, event -> {}));
        } catch (MalformedHistoryException e) {
            // What stands behind the cut may be damaged.
            if (!search.found) {
                throw e;
            }
        }
        String problem = search.problem();
        if (problem != null) {
            throw new NothingException(ExitCode.USAGE, problem);
        }
        return new Part("the events up to index " + until, () -> new Beginning(until));
    }

    private Part key(HistoryTarget target, String named) throws IOException {
        History history = HistoryReader.read(target.history(), options());
        String modelName = model == null ? target.facts().model() : model;
        if (new MultiRegisterModel().name().equals(modelName)
                || history.functions().contains("txn")) {
            throw new NothingException(
                    ExitCode.USAGE,
                    "its operations are transactions, which span keys: without the others those of one key can look wrong, so"
                            + " no key is cut out of it");
        }
        Set<Integer> invokes = new HashSet<>();
        Object key = null;
        for (int number = 0; number < history.keys().size(); number++) {
            Object candidate = history.keys().get(number);
            if (candidate == null || !named.equals(candidate.toString())) {
                continue;
            }
            if (key != null) {
                throw new NothingException(ExitCode.USAGE, "it has several keys that are called " + named);
            }
            key = candidate;
            for (int n = 0; n < history.sizeOfKey(number); n++) {
                invokes.add(history.invoked(history.operationOfKey(number, n)));
            }
        }
        if (key == null) {
            List<@Nullable Object> keys = history.keys();
            throw new NothingException(
                    ExitCode.USAGE,
                    keys.stream().allMatch(Objects::isNull)
                            ? "its operations name no keys; if values are [key value], say --independent"
                            : "no operation is on key " + named + ", its keys are "
                                    + keys.stream()
                                            .limit(KEYS_SAID)
                                            .map(String::valueOf)
                                            .toList()
                                    + (keys.size() > KEYS_SAID ? " and more" : ""));
        }
        Set<Integer> claims = new HashSet<>();
        for (Claim claim : history.claims()) {
            if (key.equals(claim.key())) {
                claims.add(claim.position());
            }
        }
        Object of = key;
        return new Part("the operations on key " + named, () -> new Operations(invokes, claims, of, true));
    }

    private Part core(HistoryTarget target) {
        Model<?> chosen = model == null ? null : Models.named(model);
        Judged judged = new Judge(options(), CheckOptions.defaults().withTimeout(timeout), chosen, Floors.NONE, false)
                .startingAt(initial)
                .judge(target);
        CheckResult result = judged.result();
        if (result == null) {
            throw new NothingException(judged.exit(), String.valueOf(judged.failure()));
        }
        if (result.verdict() != Verdict.NOT_LINEARIZABLE) {
            throw new NothingException(
                    ExitCode.USAGE, "it is " + result.verdict() + ", and only a violation has a core");
        }
        BadKey bad = result.badKeys().get(0);
        if (!bad.isAtHand() || bad.core().isEmpty()) {
            throw new NothingException(ExitCode.USAGE, "no core was found in time: give more with --timeout");
        }
        Set<Integer> invokes = new HashSet<>();
        bad.core().forEach(op -> invokes.add(result.history().invoked(op)));
        Object key = bad.key();
        return new Part(
                "the " + invokes.size() + " operations of the core of its violation"
                        + (key == null ? "" : " on key " + key) + " alone",
                () -> new Operations(invokes, Set.of(), key, false));
    }

    /** All events up to one. */
    private static final class Beginning implements Selection {
        private final long until;
        private boolean over;

        Beginning(long until) {
            this.until = until;
        }

        @Override
        public Event kept(Event event) {
            over = event.index() == until;
            return event;
        }

        @Override
        public boolean isOver() {
            return over;
        }
    }

    /**
     * Looks for the event to cut at, and behind it for answers that the cut would take away though a verdict needs them.
     *
     * <p>In the part an operation without its answer is what its invoke says. Where the answer says otherwise, as with the client
     * that owns a lock or another value than was asked for, a right history could look wrong without it. An answer that only fills
     * in what the invoke left open takes nothing back.
     */
    private static final class CutOffAnswers implements Selection {
        private final long until;
        /** The last invoke of each process that has an operation open. */
        private final Map<Object, Event> open = new HashMap<>();

        private long smallest = Long.MAX_VALUE;
        private long greatest = Long.MIN_VALUE;
        private boolean found;
        private @Nullable Event contradicted;
        private @Nullable Event by;

        CutOffAnswers(long until) {
            this.until = until;
        }

        @Override
        public @Nullable Event kept(Event event) {
            if (event.process() instanceof String name && HistoryBuilder.isNoClient(name)) {
                found |= event.index() == until;
            } else if (event.type() != EventType.INVOKE) {
                Event invoke = open.remove(event.process());
                if (found && invoke != null && event.type() == EventType.OK && !fits(invoke, event)) {
                    contradicted = invoke;
                    by = event;
                }
            } else if (found) {
                // Its process ended the operation that was open without an answer.
                open.remove(event.process());
            } else {
                open.put(event.process(), event);
            }
            smallest = Math.min(smallest, event.index());
            greatest = Math.max(greatest, event.index());
            found |= event.index() == until;
            return null;
        }

        @Override
        public boolean isOver() {
            return found && (open.isEmpty() || by != null);
        }

        /** Why the history cannot be cut there, null if it can. */
        @Nullable String problem() {
            if (!found) {
                return "--until must be the index of an event"
                        + (smallest > greatest ? "" : ", and they are from " + smallest + " to " + greatest) + "; got "
                        + until;
            }
            if (contradicted == null || by == null) {
                return null;
            }
            return "--until " + until + " cuts off the answer of the operation of index " + contradicted.index()
                    + ", which says something else than its invoke ("
                    + by.value() + ", not " + contradicted.value()
                    + "), so the part could look wrong: cut at " + by.index() + " or later"
                    + (contradicted.index() > smallest ? ", or before " + contradicted.index() : "");
        }

        private static boolean fits(Event invoke, Event ok) {
            return fillsIn(invoke.value(), ok.value())
                    && (!ClientField.isOfLock(ok.f()) || namesNoOtherOwner(invoke.value(), ok.value()));
        }

        /** An operation on a lock whose invoke names no owner is not of just anyone in the part. */
        private static boolean namesNoOtherOwner(@Nullable Object asked, @Nullable Object answered) {
            Object owner = answered instanceof Map ? ClientField.of(answered) : answered;
            return owner == null || owner.equals(asked instanceof Map ? ClientField.of(asked) : asked);
        }

        /** Whether an answer only adds to what was asked for. Of a versioned put the answer brings the version that it made. */
        private static boolean fillsIn(@Nullable Object asked, @Nullable Object answered) {
            if (asked == null || answered == null || asked.equals(answered)) {
                return true;
            }
            if (asked instanceof Versioned put && answered instanceof Versioned made) {
                return fillsIn(put.value(), made.value());
            }
            if (asked instanceof Map<?, ?> before && answered instanceof Map<?, ?> after) {
                return before.entrySet().stream()
                        .allMatch(entry -> fillsIn(entry.getValue(), after.get(entry.getKey())));
            }
            if (!(asked instanceof List<?> before && answered instanceof List<?> after)
                    || before.size() != after.size()) {
                return false;
            }
            for (int i = 0; i < before.size(); i++) {
                if (!fillsIn(before.get(i), after.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Some operations, with their completions, and what else belongs to their key. */
    private static final class Operations implements Selection {
        private final Set<Integer> invokes;
        private final Set<Integer> claims;
        private final @Nullable Object key;
        private final boolean withFaults;
        /** Of each process that has an operation open whether that is kept. */
        private final Map<Object, Boolean> open = new HashMap<>();

        Operations(Set<Integer> invokes, Set<Integer> claims, @Nullable Object key, boolean withFaults) {
            this.invokes = invokes;
            this.claims = claims;
            this.key = key;
            this.withFaults = withFaults;
        }

        @Override
        public @Nullable Event kept(Event event) {
            if (event.process() instanceof String name && HistoryBuilder.isNoClient(name)) {
                boolean ofKey = name.equals("recovery")
                        ? claims.contains(event.position())
                        : withFaults && (event.key() == null || event.key().equals(key));
                return ofKey ? event : null;
            }
            if (event.type() == EventType.INVOKE) {
                boolean kept = invokes.contains(event.position());
                open.put(event.process(), kept);
                return kept ? takenApart(event) : null;
            }
            return Boolean.TRUE.equals(open.remove(event.process())) ? takenApart(event) : null;
        }

        /** With its key beside its value: what tells that values are pairs may be in what is left out. */
        private Event takenApart(Event event) {
            if (key == null || event.key() != null) {
                return event;
            }
            Event keyed = event.withKey(key);
            return event.value() instanceof List<?> pair && pair.size() == 2 && key.equals(pair.get(0))
                    ? keyed.withValue(pair.get(1))
                    : keyed;
        }
    }

    /** Hands the events that are kept on. */
    private class Sink implements EventSink {
        private final Selection selection;
        private final Consumer<Event> output;

        Sink(Selection selection, Consumer<Event> output) {
            this.selection = selection;
            this.output = output;
        }

        @Override
        public void add(Event event) {
            Event kept = selection.kept(event);
            if (kept != null) {
                hand(kept);
            }
            if (selection.isOver()) {
                throw new EnoughException();
            }
        }

        void hand(Event kept) {
            if (!(kept.process() instanceof Long || kept.process() instanceof String)) {
                throw new NothingException(
                        ExitCode.UNREADABLE,
                        "ordered by time, process " + kept.process()
                                + " has several operations open at a time, which no" + " file can say");
            }
            output.accept(kept);
        }

        @Override
        public void warn(long line, String message) {
            if (reading.isStrict()) {
                throw new MalformedHistoryException(path.toString(), line, message);
            }
        }
    }

    /** Counts them, and hears whether the history is itself a part. */
    private final class Counting extends Sink {
        private long kept;
        private @Nullable HistoryPart of;

        Counting(Selection selection) {
            super(selection, event -> {});
        }

        @Override
        void hand(Event event) {
            super.hand(event);
            kept++;
        }

        @Override
        public void begins(HistoryPart part) {
            of = part;
        }
    }

    /**
     * Reads the history.
     *
     * @return whether the sink had enough before its end
     */
    private boolean read(HistoryTarget target, EventSink sink) throws IOException {
        try (InputStream in = Files.newInputStream(target.history())) {
            HistoryReader.events(in, target.history().toString(), options(), sink);
            return false;
        } catch (EnoughException e) {
            return true;
        }
    }

    private ReadOptions options() {
        return independent ? reading.reading().withIndependent(Independent.ALWAYS) : reading.reading();
    }

    private void warn(String lost) {
        complain("warning: " + lost);
    }

    private void complain(String line) {
        spec.commandLine().getErr().println(Printable.line(spec.qualifiedName() + ": " + line));
    }

    private int failed(ExitCode exit, String why) {
        complain(why);
        return exit.code();
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
