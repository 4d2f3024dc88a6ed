package dev.minos.checker.explain;

import dev.minos.checker.BadKey;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.argument.Contradiction;
import dev.minos.checker.argument.Words;
import dev.minos.checker.history.Claim;
import dev.minos.checker.history.History;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.promise.Kept;
import dev.minos.checker.promise.Promises;
import dev.minos.checker.promise.Staleness;
import dev.minos.checker.recovery.JudgedClaim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Says in plain words what a check found wrong: which key, which operations, and why they cannot all be true. */
public final class Explanation {
    private static final int MAX_KEYS = CheckResult.EXPLAINED_KEYS;
    /** The story of one key fits on a small screen, with the verdict below it. */
    private static final int MAX_STORY_LINES = 18;

    private static final int MAX_SPEAKER_LINES = 10;
    private static final int PROMISE_LINES = 2;
    private static final int MAX_CLAIMS = 5;
    private static final int MAX_STORE_FAULTS = 5;

    private final CheckResult result;
    private final History history;
    private final EventTimes times;
    private final List<String> lines = new ArrayList<>();

    private Explanation(CheckResult result, EventTimes times) {
        this.result = result;
        this.history = result.history();
        this.times = times;
    }

    /** The lines of the explanation, without times; empty where nothing is wrong. */
    public static List<String> of(CheckResult result) {
        return of(result, EventTimes.NONE);
    }

    /** The lines of the explanation; empty where nothing is wrong. */
    public static List<String> of(CheckResult result, EventTimes times) {
        Explanation explanation = new Explanation(result, times);
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
            int storyBegins = lines.size();
            lines.add("NOT LINEARIZABLE: " + (key.key() == null ? "" : "key " + Words.datum(key.key()) + ", ")
                    + (key.exact()
                            ? "first bad operation at index "
                            : "the first bad operation is not known; bad at the latest by index ")
                    + key.firstBadIndex()
                    + (key.core().isEmpty() || key.coreIsMinimal()
                            ? ""
                            : "; not each operation of its core of "
                                    + key.core().size() + " was shown to be needed"));
            if (key.isAtHand()) {
                lines.add("  " + Words.operation(history, key.firstBad().id()));
                proof(key, storyBegins);
                promises(key, history, times).forEach(line -> lines.add("  " + line));
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

    /** The argument, or the core where there is none; and how its operations lie in time. */
    private void proof(BadKey key, int storyBegins) {
        Map<Integer, List<String>> speakers = new LinkedHashMap<>();
        Contradiction contradiction = key.contradiction();
        String conclusion = contradiction == null ? null : contradiction.conclusion();
        if (contradiction != null) {
            contradiction
                    .evidence()
                    .forEach(each -> speakers.computeIfAbsent(each.operation(), op -> new ArrayList<>())
                            .add(each.shows()));
        }
        if (conclusion == null || speakers.isEmpty()) { // else it speaks for the rest of the core
            key.core().forEach(op -> speakers.putIfAbsent(op, List.of()));
        }
        if (speakers.isEmpty()) {
            return;
        }
        lines.add("  " + claim(speakers.size(), result.model()) + ":");
        List<Integer> shown = shown(speakers);
        if (shown.size() < speakers.size()) {
            lines.add("  - … " + (speakers.size() - shown.size()) + " earlier ones");
        }
        for (int op : shown) {
            lines.add("  - " + Words.operation(history, op));
            Objects.requireNonNull(speakers.get(op)).forEach(shows -> lines.add("      " + shows));
        }
        String size = size(key, speakers.size());
        if (conclusion != null || !size.isEmpty()) {
            lines.add("  " + Objects.requireNonNullElse(conclusion, "")
                    + (conclusion != null && !size.isEmpty() ? " " : "") + size);
        }
        List<String> timeline = Timeline.of(history, shown);
        int told = lines.size() - storyBegins + (key.promises() == null ? 0 : PROMISE_LINES);
        if (shown.size() > 1 && !timeline.isEmpty() && told + 1 + timeline.size() <= MAX_STORY_LINES) {
            lines.add("  In the order of events:");
            timeline.forEach(line -> lines.add("    " + line));
        }
    }

    /**
     * What is claimed of the operations of a core, a sentence without its end: that they cannot be true, and what all others are free
     * to have done. Of {@code versioned-kv}, whose chain leaves a put free even of its call, that is more.
     *
     * @param operations how many they are
     * @param model the name of the model that judged
     */
    public static String claim(int operations, String model) {
        return (operations == 1 ? "This cannot be true" : "These cannot all be true")
                + ", whatever the other operations answered and whenever"
                + (model.equals(VersionedKvModel.NAME) ? "" : " after their calls")
                + " they took effect, if at all (failed ones never did)";
    }

    /** As many of the last ones as there is room for: the story is understood from its end. */
    private static List<Integer> shown(Map<Integer, List<String>> speakers) {
        List<Integer> all = List.copyOf(speakers.keySet());
        int from = all.size();
        int room = MAX_SPEAKER_LINES;
        while (from > 0
                && room
                                - 1
                                - Objects.requireNonNull(speakers.get(all.get(from - 1)))
                                        .size()
                        >= 0) {
            room -= 1 + Objects.requireNonNull(speakers.get(all.get(--from))).size();
        }
        return all.subList(from, all.size());
    }

    /** How many operations carry the proof, where that is not what was listed. */
    private static String size(BadKey key, int listed) {
        int size = key.core().size();
        if (size > 0 && !key.coreIsMinimal()) {
            return "The proof rests on " + size
                    + " operations; in the time there was, not each was shown to be needed.";
        }
        return size > listed ? "The proof rests on " + size + " operations, each of them needed." : "";
    }

    /** Which weaker promises a bad key still keeps, in two sentences; none where that is not known. */
    public static List<String> promises(BadKey key, History history, EventTimes times) {
        Promises promises = key.promises();
        if (promises == null) {
            return List.of();
        }
        Staleness stalest = promises.stalest();
        return List.of(
                "Still kept on this key: sequential consistency " + word(promises.sequential()) + ", monotonic reads "
                        + word(promises.monotonicReads()) + ", read your writes " + word(promises.readYourWrites())
                        + ".",
                stalest == null ? "No read is known to have been stale." : inWords(stalest, history, times));
    }

    private static String inWords(Staleness stalest, History history, EventTimes times) {
        int overwritten = history.returned(stalest.overwrittenBy());
        int read = history.invoked(stalest.read());
        Long behindNanos = times.nanosBetween(overwritten, read);
        String versions = stalest.versions() + (stalest.versions() == 1 ? " version" : " versions");
        return "The stalest read, of index " + history.index(read) + ", was at least " + versions
                + (behindNanos == null
                        ? " behind."
                        : String.format(Locale.ROOT, " and %.3f ms behind.", behindNanos / 1e6));
    }

    private static String word(Kept kept) {
        return switch (kept) {
            case YES -> "yes";
            case NO -> "no";
            case NOT_DECIDED -> "not decided in time";
        };
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
