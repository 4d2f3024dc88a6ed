package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Recorded;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refutes histories of {@code append-kv} in which a text was found that is not made of the texts that were put and appended, and
 * accepts none.
 *
 * <p>Whatever an object holds begins with its first text or one that was put, and goes on with appended ones, whichever took effect. So
 * does each text that was found, which is walked through from one end of an appended text to the next. What the last text begins with
 * was walked through already. Linear in the texts, times the number of lengths that appended texts have.
 */
final class WordsAppended {
    private final Set<String> starts = new HashSet<>();
    /** What was appended, by length. */
    private final Map<Integer, Set<String>> words = new HashMap<>();

    private int longestWord;
    private String last = "";
    /** Where in the last text a word may end. */
    private final BitSet ends = new BitSet();

    /** Comparisons that are left: many texts that begin anew each time would take longer than the search that was given up. */
    private long comparisonsLeft = 100_000_000;

    private WordsAppended(String initial) {
        starts.add(initial);
    }

    /** Whether an object that holds the text at first is refuted. */
    static boolean refute(String initial, List<Operation> operations) {
        WordsAppended texts = new WordsAppended(initial);
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.FAIL || operation.f().equals("get")) {
                continue;
            }
            if (!(Recorded.value(operation) instanceof String text)) {
                return false; // what it puts there is for the model to say
            }
            if (operation.f().equals("put")) {
                texts.starts.add(text);
            } else if (!text.isEmpty()) {
                texts.longestWord = Math.max(texts.longestWord, text.length());
                texts.words.computeIfAbsent(text.length(), l -> new HashSet<>()).add(text);
            }
        }
        texts.begin();
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.OK
                    && operation.f().equals("get")
                    && Recorded.seen(operation) instanceof String text
                    && !texts.make(text)) {
                return true;
            }
        }
        return false;
    }

    /** With the empty text, which may be a first one or not. */
    private void begin() {
        ends.set(0, starts.contains(""));
    }

    /** False if the text is not made of these. */
    private boolean make(String text) {
        if (last.startsWith(text)) {
            return ends.get(text.length());
        }
        int known = last.length();
        if (!text.startsWith(last)) {
            known = 0;
            ends.clear();
        }
        last = text;
        comparisonsLeft -= starts.size() + (long) (text.length() - Math.max(0, known - longestWord)) * words.size();
        if (comparisonsLeft < 0) {
            ends.set(0, text.length() + 1); // nobody says any more that it is not made of these
            return true;
        }
        for (String start : starts) {
            if (text.startsWith(start)) {
                ends.set(start.length());
            }
        }
        for (int end = ends.nextSetBit(Math.max(0, known - longestWord)); end >= 0; end = ends.nextSetBit(end + 1)) {
            for (Map.Entry<Integer, Set<String>> ofOneLength : words.entrySet()) {
                int next = end + ofOneLength.getKey();
                if (next > known
                        && next <= text.length()
                        && !ends.get(next)
                        && ofOneLength.getValue().contains(text.substring(end, next))) {
                    ends.set(next);
                }
            }
        }
        return ends.get(text.length());
    }
}
