package dev.minos.checker;

import dev.minos.checker.CheckResult.Extent;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.HistoryParts;
import dev.minos.checker.model.Model;
import dev.minos.checker.recovery.ApplyLog;
import dev.minos.checker.recovery.JudgedClaim;
import dev.minos.checker.recovery.RecoveryReport;
import dev.minos.checker.recovery.Resolutions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks a history part by part, each of whole keys, which is sound by locality, and gives one result. Of the parts counts,
 * judged claims and bad keys are kept; of the keys with something wrong as many as fit are read and decided once more,
 * together, so that what is said of them can be looked up in one history.
 */
final class PartwiseCheck {
    private final CheckOptions options;
    private final Function<History, Model<?>> chooseModel;
    private final @Nullable ApplyLog applyLog;
    private final long deadline;
    private @Nullable Model<?> model;

    PartwiseCheck(CheckOptions options, Function<History, Model<?>> chooseModel, @Nullable ApplyLog applyLog) {
        this.options = options;
        this.chooseModel = chooseModel;
        this.applyLog = applyLog;
        deadline = System.nanoTime() + options.timeout().toNanos();
    }

    CheckResult check(HistoryParts parts) throws IOException {
        Sum sum = new Sum();
        while (addNext(parts, sum)) {
            if (sum.whole != null) {
                return sum.whole;
            }
        }
        // The verdict is known by now. What is wrong is decided once more to be explained, in the time that there is
        // for that.
        Duration left = options.explainWithin().minus(sum.explaining);
        Set<@Nullable Object> looked = sum.keysToLookAt(left.isZero() || left.isNegative());
        History wrong = looked.isEmpty() ? new HistoryBuilder(parts.source()).build() : parts.only(looked);
        CheckOptions explaining =
                options.withTimeout(atLeast(left.dividedBy(2), 1)).withExplainWithin(atLeast(left.dividedBy(2), 0));
        return sum.with(decide(wrong, explaining), looked);
    }

    /** Apart, so that nothing here holds a part any more while the next is read. */
    private boolean addNext(HistoryParts parts, Sum sum) throws IOException {
        History part = parts.next();
        if (part == null) {
            return false;
        }
        // What is wrong with one of several parts is explained in the end, when all of it is known.
        CheckOptions how = parts.isWhole()
                ? options
                : options.withTimeout(atLeast(
                                Duration.ofNanos(deadline - System.nanoTime()).plus(sum.explaining), 1))
                        .withExplainWithin(atLeast(options.explainWithin().minus(sum.explaining), 0))
                        .withArguments(false);
        CheckResult result;
        try {
            result = decide(part, how);
        } catch (OutOfMemoryError e) {
            // What was read and half decided is garbage from here on.
            if (!parts.halveLast()) {
                throw e;
            }
            return true;
        }
        if (parts.isWhole()) {
            sum.whole = result;
        } else {
            sum.add(result);
        }
        return true;
    }

    private static Duration atLeast(Duration time, long nanos) {
        return time.toNanos() < nanos ? Duration.ofNanos(nanos) : time;
    }

    private CheckResult decide(History part, CheckOptions how) {
        if (model == null && part.size() > 0) {
            model = chooseModel.apply(part);
        }
        return new Checker(how).check(part, model == null ? chooseModel.apply(part) : model, applyLog);
    }

    /** What all parts had in them. */
    private static final class Sum {
        private long operations;
        private long keys;
        private long answered;
        private boolean tellsSomething;
        private UnknownOutcomes unknown = UnknownOutcomes.NONE;
        private long largestPart;
        private final Set<String> warnings = new LinkedHashSet<>();
        private final Set<String> engines = new LinkedHashSet<>();
        private final List<JudgedClaim> claims = new ArrayList<>();
        private final List<String> storeFaults = new ArrayList<>();
        private Resolutions resolutions = Resolutions.NONE;
        private final List<BadKey> badKeys = new ArrayList<>();
        /** Of each key with something wrong how many operations it has. */
        private final Map<@Nullable Object, Long> sizes = new HashMap<>();

        private @Nullable String unknownReason;
        private Duration time = Duration.ZERO;
        private Duration explaining = Duration.ZERO;

        /** The result, if all was read at once after all. */
        @Nullable CheckResult whole;

        void add(CheckResult part) {
            History history = part.history();
            operations += part.extent().operations();
            keys += part.extent().keys();
            answered += part.extent().answered();
            tellsSomething |= part.extent().operations() > 0 && part.extent().tellsSomething();
            unknown = unknown.plus(part.extent().unknown());
            explaining = explaining.plus(part.time().minus(part.verdictTime()));
            largestPart = Math.max(largestPart, history.size());
            warnings.addAll(part.extent().warnings());
            if (part.extent().operations() > 0) {
                engines.add(part.engine());
            }
            claims.addAll(part.recovery().claims());
            storeFaults.addAll(part.recovery().storeFaults());
            resolutions = resolutions.plus(part.recovery().resolutions());
            badKeys.addAll(part.badKeys());
            for (int key = 0; key < history.keys().size(); key++) {
                sizes.put(history.keys().get(key), (long) history.sizeOfKey(key));
            }
            sizes.keySet().retainAll(wrongKeys());
            if (unknownReason == null) {
                unknownReason = part.unknownReason();
            }
            time = time.plus(part.time());
        }

        /** Those that are bad, that with the smallest first bad operation first, and then those with false claims. */
        private Set<@Nullable Object> wrongKeys() {
            Set<@Nullable Object> wrong = new LinkedHashSet<>();
            badKeys.sort(Comparator.comparingInt(bad -> bad.firstBad().returned()));
            badKeys.forEach(bad -> wrong.add(bad.key()));
            claims.stream()
                    .filter(JudgedClaim::isFalse)
                    .forEach(claim -> wrong.add(claim.claim().key()));
            return wrong;
        }

        /**
         * As many of the keys with something wrong as the largest part had operations for, and one in any case.
         *
         * @param claimsOnly whether there is no time, or no wish, to explain keys that are not linearizable
         */
        Set<@Nullable Object> keysToLookAt(boolean claimsOnly) {
            Set<@Nullable Object> looked = new LinkedHashSet<>();
            Set<@Nullable Object> wrong = wrongKeys();
            if (claimsOnly) {
                badKeys.forEach(bad -> wrong.remove(bad.key()));
            }
            long left = largestPart;
            for (Object key : wrong) {
                long size = sizes.getOrDefault(key, 0L);
                if (looked.isEmpty() || size <= left) {
                    looked.add(key);
                    left -= size;
                }
            }
            return looked;
        }

        /**
         * All of it in one result.
         *
         * @param found what became of the keys that were looked at again, and whose operations its history holds
         */
        CheckResult with(CheckResult found, Set<@Nullable Object> looked) {
            List<BadKey> allBad = new ArrayList<>(found.badKeys());
            badKeys.stream()
                    .filter(bad -> found.badKeys().stream().noneMatch(again -> Objects.equals(again.key(), bad.key())))
                    .forEach(bad -> allBad.add(bad.elsewhere()));
            List<JudgedClaim> allClaims = Stream.concat(
                            claims.stream()
                                    .filter(claim ->
                                            !looked.contains(claim.claim().key()))
                                    .map(JudgedClaim::elsewhere),
                            found.recovery().claims().stream())
                    .sorted(Comparator.comparingInt(judged -> judged.claim().position()))
                    .toList();
            boolean isBad = !badKeys.isEmpty();
            return new CheckResult(
                    found.history(),
                    new Extent(operations, keys, answered, tellsSomething, unknown, List.copyOf(warnings)),
                    isBad ? Verdict.NOT_LINEARIZABLE : unknownReason == null ? Verdict.LINEARIZABLE : Verdict.UNKNOWN,
                    found.model(),
                    engines(found.engine()),
                    allBad,
                    new RecoveryReport(
                            allClaims,
                            found.recovery().withApplyLog(),
                            storeFaults,
                            resolutions,
                            found.recovery().warnings()),
                    isBad ? null : unknownReason,
                    null,
                    time.plus(found.time()),
                    time.minus(explaining));
        }

        /** Those of all parts; the chain without the search, if that has confirmed it for some parts only. */
        private String engines(String ofNone) {
            if (engines.contains("chain")) {
                return "chain";
            }
            return engines.isEmpty()
                    ? ofNone
                    : engines.stream()
                            .flatMap(names -> Stream.of(names.split(",")))
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(","));
        }
    }
}
