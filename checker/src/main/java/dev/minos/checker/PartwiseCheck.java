package dev.minos.checker;

import dev.minos.checker.CheckResult.Extent;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryParts;
import dev.minos.checker.model.Model;
import dev.minos.checker.recovery.ApplyLog;
import dev.minos.checker.recovery.JudgedClaim;
import dev.minos.checker.recovery.RecoveryReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks a history part by part, each of whole keys, which is sound by locality, and gives one result. Of the parts only
 * counts and judged claims are kept; the keys with something wrong are read and decided once more, together, so that what is
 * said of them can be looked up in one history.
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
        History first = Objects.requireNonNull(parts.next());
        if (parts.isWhole()) {
            return new Checker(options).check(first, chooseModel.apply(first), applyLog);
        }
        Sum sum = new Sum();
        for (History part = first; part != null; part = parts.next()) {
            // What is wrong is explained below, when all of it is known.
            CheckOptions within = options.withTimeout(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))
                    .withExplainWithin(Duration.ZERO);
            sum.add(decide(part, within));
        }
        // With all of the time again: what was found to be wrong must not become unknown.
        return sum.with(decide(parts.only(sum.wrongKeys), options));
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
        private long unknownOutcomes;
        private final Set<String> warnings = new LinkedHashSet<>();
        private final Set<String> engines = new LinkedHashSet<>();
        private final List<JudgedClaim> claims = new ArrayList<>();
        private final List<String> storeFaults = new ArrayList<>();
        private boolean isBad;
        private @Nullable String unknownReason;
        private Duration time = Duration.ZERO;
        final Set<@Nullable Object> wrongKeys = new HashSet<>();

        void add(CheckResult part) {
            operations += part.extent().operations();
            keys += part.extent().keys();
            unknownOutcomes += part.extent().unknownOutcomes();
            warnings.addAll(part.extent().warnings());
            if (part.extent().operations() > 0) {
                engines.add(part.engine());
            }
            for (JudgedClaim claim : part.recovery().claims()) {
                if (claim.isFalse()) {
                    wrongKeys.add(claim.claim().key());
                } else {
                    claims.add(claim);
                }
            }
            storeFaults.addAll(part.recovery().storeFaults());
            isBad |= part.verdict() == Verdict.NOT_LINEARIZABLE;
            part.badKeys().forEach(bad -> wrongKeys.add(bad.key()));
            if (unknownReason == null) {
                unknownReason = part.unknownReason();
            }
            time = time.plus(part.time());
        }

        /** @param wrong the result for the keys with something wrong, and only these */
        CheckResult with(CheckResult wrong) {
            List<JudgedClaim> allClaims = Stream.concat(claims.stream(), wrong.recovery().falseClaims().stream())
                    .sorted(Comparator.comparingInt(judged -> judged.claim().position()))
                    .toList();
            return new CheckResult(
                    wrong.history(),
                    new Extent(operations, keys, unknownOutcomes, List.copyOf(warnings)),
                    isBad ? Verdict.NOT_LINEARIZABLE : unknownReason == null ? Verdict.LINEARIZABLE : Verdict.UNKNOWN,
                    wrong.model(),
                    engines.size() == 1 ? engines.iterator().next() : wrong.engine(),
                    wrong.badKeys(),
                    new RecoveryReport(
                            allClaims,
                            wrong.recovery().withApplyLog(),
                            storeFaults,
                            wrong.recovery().warnings()),
                    isBad ? null : unknownReason,
                    null,
                    time.plus(wrong.time()));
        }
    }
}
