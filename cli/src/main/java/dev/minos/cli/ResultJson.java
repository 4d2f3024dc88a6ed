package dev.minos.cli;

import dev.minos.checker.BadKey;
import dev.minos.checker.CheckResult;
import dev.minos.checker.UnknownOutcomes;
import dev.minos.checker.Verdict;
import dev.minos.checker.argument.Contradiction;
import dev.minos.checker.argument.Words;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.history.History;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.promise.Kept;
import dev.minos.checker.promise.Promises;
import dev.minos.checker.promise.Staleness;
import dev.minos.checker.recovery.JudgedClaim;
import dev.minos.checker.recovery.RecoveryReport;
import dev.minos.checker.recovery.Resolutions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A result as one JSON object, the same for {@code --format json} and results.json. Other programs read it: fields are added
 * and never renamed.
 */
final class ResultJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ResultJson() {}

    /** One line; {@code reading} is how the history was read. */
    static String line(Judged judged, ReadOptions reading) {
        return JSON.writeValueAsString(object(judged, reading));
    }

    /** Many lines, for people, of a history that was read with {@linkplain ReadOptions#defaults the defaults}. */
    static String pretty(Judged judged) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object(judged, ReadOptions.defaults()));
    }

    private static ObjectNode object(Judged judged, ReadOptions reading) {
        ObjectNode json = JSON.createObjectNode();
        json.put("path", judged.path().toString());
        CheckResult result = judged.result();
        if (result == null) {
            notJudged(json, judged);
            return json;
        }
        json.put("verdict", result.verdict().name());
        json.put("model", result.model());
        json.put("engine", result.engine());
        json.put("operations", result.extent().operations());
        json.put("keys", result.extent().keys());
        json.put("info", result.extent().unknownOutcomes());
        claims(json.putObject("claims"), result.recovery());
        json.put("first-bad-op", result.firstBadIndex());
        ArrayNode badKeys = json.putArray("bad-keys");
        result.badKeys().forEach(bad -> badKeys.add(keyName(bad.key())));
        if (result.badKeys().isEmpty() || !isShown(result.badKeys().get(0))) {
            json.putNull("counterexample");
        } else {
            counterexample(
                    json.putObject("counterexample"),
                    result.history(),
                    result.badKeys().get(0),
                    EventTimes.of(Path.of(result.history().source()), reading));
        }
        json.put("unknown-reason", result.unknownReason());
        json.put("vacuous", !judged.missing().isEmpty());
        ArrayNode warnings = json.putArray("warnings");
        judged.warnings().forEach(warnings::add);
        json.putObject("seconds")
                .put("read", judged.readTime().toNanos() / 1e9)
                .put("check", result.time().toNanos() / 1e9)
                .put("verdict", result.verdictTime().toNanos() / 1e9);
        json.put("exit", judged.exit().code());
        json.put("failed", judged.failed());
        json.put("first-bad-known", result.isFirstBadKnown());
        json.put("answered", result.extent().answered());
        falseRecoveries(json.putArray("false-recoveries"), result);
        ArrayNode storeFaults = json.putArray("store-faults");
        result.recovery().storeFaults().forEach(storeFaults::add);
        unknownOutcomes(json.putObject("unknown-outcomes"), result);
        ArrayNode missing = json.putArray("missing");
        judged.missing().forEach(missing::add);
        json.put("part", judged.part());
        return json;
    }

    /** Whether there is more to say of a bad key than that it is one. */
    private static boolean isShown(BadKey bad) {
        return bad.isAtHand() && (bad.exact() || !bad.core().isEmpty() || bad.contradiction() != null);
    }

    /** The same fields in the same order: whoever reads them need not ask first which are there. */
    private static void notJudged(ObjectNode json, Judged judged) {
        json.put("verdict", Verdict.UNKNOWN.name());
        for (String unknown : List.of("model", "engine", "operations", "keys", "info", "claims", "first-bad-op")) {
            json.putNull(unknown);
        }
        json.putArray("bad-keys");
        json.putNull("counterexample");
        json.put("unknown-reason", judged.failure());
        json.put("vacuous", false);
        json.putArray("warnings");
        json.putNull("seconds");
        json.put("exit", judged.exit().code());
        json.put("failed", judged.failed());
        json.put("first-bad-known", false);
        json.putNull("answered");
        json.putArray("false-recoveries");
        json.putArray("store-faults");
        json.putNull("unknown-outcomes");
        json.putArray("missing");
        json.putNull("part");
    }

    private static void unknownOutcomes(ObjectNode json, CheckResult result) {
        Resolutions resolutions = result.recovery().resolutions();
        counts(json, resolutions.all());
        ObjectNode byReason = json.putObject("by-reason");
        resolutions
                .byReason()
                .forEach((reason, counts) -> counts(byReason.putObject(reason.isEmpty() ? "none" : reason), counts));
        UnknownOutcomes unknown = result.extent().unknown();
        json.put("total", unknown.total());
        ObjectNode byKind = json.putObject("by-kind");
        unknown.byKind().forEach(byKind::put);
        json.put("of-other-kinds", unknown.ofOtherKinds());
    }

    private static void counts(ObjectNode json, Resolutions.Counts counts) {
        json.put("puts", counts.total());
        json.put("applied", counts.applied());
        json.put("not-applied", counts.notApplied());
        json.put("open", counts.open());
    }

    private static void claims(ObjectNode json, RecoveryReport recovery) {
        json.put("total", recovery.claims().size());
        json.put("proved", recovery.proved());
        json.put("undecided", recovery.undecided());
        json.put("false", recovery.falseClaims().size());
        if (recovery.withApplyLog()) {
            json.putObject("apply-log").put("confirmed", recovery.confirmed()).put("refuted", recovery.refuted());
        } else {
            json.putNull("apply-log");
        }
    }

    private static void counterexample(ObjectNode json, History history, BadKey bad, EventTimes times) {
        json.put("key", keyName(bad.key()));
        json.put("first-bad-op", bad.firstBadIndex());
        json.put("operation", Words.operation(history, bad.firstBad().id()));
        ArrayNode core = json.putArray("core");
        bad.core().forEach(op -> core.add(history.index(history.invoked(op))));
        json.put("core-minimal", bad.coreIsMinimal());
        ArrayNode evidence = json.putArray("evidence");
        Contradiction contradiction = bad.contradiction();
        if (contradiction != null) {
            for (Contradiction.Evidence each : contradiction.evidence()) {
                evidence.addObject()
                        .put("index", history.index(history.invoked(each.operation())))
                        .put("operation", Words.operation(history, each.operation()))
                        .put("shows", each.shows());
            }
        }
        json.put("conclusion", contradiction == null ? null : contradiction.conclusion());
        promises(json, history, bad.promises(), times);
    }

    private static void promises(ObjectNode json, History history, @Nullable Promises promises, EventTimes times) {
        if (promises == null) {
            json.putNull("promises");
            return;
        }
        ObjectNode kept = json.putObject("promises");
        kept.put("sequential", word(promises.sequential()));
        kept.put("monotonic-reads", word(promises.monotonicReads()));
        kept.put("read-your-writes", word(promises.readYourWrites()));
        Staleness stalest = promises.stalest();
        if (stalest == null) {
            kept.putNull("stalest-read");
        } else {
            int read = history.invoked(stalest.read());
            Long behindNanos = times.nanosBetween(history.returned(stalest.overwrittenBy()), read);
            kept.putObject("stalest-read")
                    .put("index", history.index(read))
                    .put("versions", stalest.versions())
                    .put("milliseconds", behindNanos == null ? null : Double.valueOf(behindNanos / 1e6));
        }
    }

    private static String word(Kept kept) {
        return kept.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void falseRecoveries(ArrayNode json, CheckResult result) {
        for (JudgedClaim judged : result.recovery().falseClaims()) {
            ObjectNode claim = json.addObject();
            claim.put("index", judged.claim().index());
            claim.put("key", keyName(judged.claim().key()));
            claim.put("client", judged.claim().client());
            ArrayNode attempts = claim.putArray("attempts");
            for (int attempt : judged.claim().attempts()) {
                attempts.add(result.history().index(result.history().invoked(attempt)));
            }
            claim.put("evidence", judged.evidence());
        }
    }

    /** The text of a key; null where operations name none, which is no key of that name. */
    private static @Nullable String keyName(@Nullable Object key) {
        return key == null ? null : key.toString();
    }
}
