package dev.minos.checker.explain;

import dev.minos.checker.BadKey;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.history.Claim;
import dev.minos.checker.history.History;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.JudgedClaim;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Says in plain words what a check found wrong: which key, which operations, and why they cannot all be true. */
public final class Explanation {
    private static final int MAX_KEYS = 3;
    private static final int MAX_CLAIMS = 5;
    private static final int MAX_STORE_FAULTS = 5;

    private final CheckResult result;
    private final History history;
    private final List<String> lines = new ArrayList<>();

    private Explanation(CheckResult result) {
        this.result = result;
        this.history = result.history();
    }

    /** The lines of the explanation; empty where nothing is wrong. */
    public static List<String> of(CheckResult result) {
        Explanation explanation = new Explanation(result);
        explanation.badKeys();
        explanation.falseClaims();
        explanation.storeFaults();
        if (result.verdict() == Verdict.UNKNOWN) {
            explanation.lines.add("UNKNOWN: " + result.unknownReason());
        }
        return List.copyOf(explanation.lines);
    }

    private void badKeys() {
        List<BadKey> bad = result.badKeys();
        for (BadKey key : bad.subList(0, Math.min(MAX_KEYS, bad.size()))) {
            lines.add("NOT LINEARIZABLE: key " + Words.datum(key.key())
                    + (key.exact() ? ", first bad operation at index " : ", bad at the latest by index ")
                    + key.firstBadIndex());
            lines.add("  " + Words.operation(history, key.firstBad().id()));
            proof(key);
            if (result.model().equals(VersionedKvModel.NAME)) {
                int number = history.keyNumber(key.firstBad().id());
                lines.add("  " + WeakerPromises.of(history, number).inWords(history));
            }
        }
        if (bad.size() > MAX_KEYS) {
            lines.add("… and " + (bad.size() - MAX_KEYS) + " more keys that are not linearizable");
        }
        if (result.recovery().claims().stream()
                .anyMatch(judged -> bad.stream()
                        .anyMatch(
                                key -> Objects.equals(key.key(), judged.claim().key())))) {
            lines.add("Recovery claims on a key that is not linearizable are not judged, since everything would follow:"
                    + " they count as undecided.");
        }
    }

    /** The core, with what each of it shows, and how its operations lie in time. */
    private void proof(BadKey key) {
        Contradiction contradiction = key.contradiction();
        Set<Integer> said = new LinkedHashSet<>();
        if (contradiction != null || !key.core().isEmpty()) {
            lines.add("  These cannot all be true, whatever the other operations did:");
        }
        if (contradiction != null) {
            for (Contradiction.Evidence evidence : contradiction.evidence()) {
                lines.add("  - " + Words.operation(history, evidence.operation()));
                lines.add("      " + evidence.shows());
                said.add(evidence.operation());
            }
        }
        for (int op : key.core()) {
            if (said.add(op)) {
                lines.add("  - " + Words.operation(history, op));
            }
        }
        List<String> timeline = Timeline.of(history, List.copyOf(said));
        if (said.size() > 1 && !timeline.isEmpty()) {
            lines.add("  In the order of events:");
            timeline.forEach(line -> lines.add("    " + line));
        }
    }

    private void falseClaims() {
        List<JudgedClaim> wrong = result.recovery().falseClaims();
        for (JudgedClaim judged : wrong.subList(0, Math.min(MAX_CLAIMS, wrong.size()))) {
            Claim claim = judged.claim();
            String who = claim.client() == null ? "a client" : claim.client();
            lines.add("FALSE RECOVERY: " + who + " said at index " + claim.index() + " that this was applied, on key "
                    + Words.datum(claim.key()) + ":");
            for (int attempt : claim.attempts()) {
                lines.add("  - " + Words.operation(history, attempt));
            }
            lines.add("      It was not: " + Objects.requireNonNull(judged.evidence()));
        }
        if (wrong.size() > MAX_CLAIMS) {
            lines.add("… and " + (wrong.size() - MAX_CLAIMS) + " more false recoveries");
        }
        if (!wrong.isEmpty() && result.verdict() == Verdict.LINEARIZABLE) {
            lines.add("The client is wrong and the store is right: what the store did is linearizable.");
        }
    }

    private void storeFaults() {
        List<String> faults = result.recovery().storeFaults();
        for (String fault : faults.subList(0, Math.min(MAX_STORE_FAULTS, faults.size()))) {
            lines.add("STORE FAULT, by its apply log: " + fault);
        }
        if (faults.size() > MAX_STORE_FAULTS) {
            lines.add("… and " + (faults.size() - MAX_STORE_FAULTS) + " more faults by the apply log");
        }
    }
}
