package dev.minos.checker.search;

import java.util.Arrays;

/**
 * The configurations that a search has been in: where its window begins, which operations in the window are linearized, the
 * state, and which optional operations were used to get there.
 *
 * <p>A configuration is dominated by one with the same window and state that used a subset of its optional operations: what
 * the one can still do, the other can too. Hashes only find candidates; equality is always of the whole.
 *
 * <p>Sets of used operations are nodes of a tree, each its parent's set and one more, so that a set costs 12 bytes however
 * large it is and two sets are compared by what they have added since their common ancestor.
 */
final class Configurations {
    /** The empty set of used optional operations. */
    static final int NOTHING_USED = 0;

    private final int maskWords;

    private int[] table = new int[1 << 10];
    private int size;
    private int[] first = new int[256];
    private int[] state = new int[256];
    private int[] used = new int[256];
    private long[] masks;

    private int sets = 1;
    private int[] parent = new int[256];
    private int[] added = new int[256];
    private int[] depth = new int[256];

    Configurations(int maskWords) {
        this.maskWords = maskWords;
        masks = new long[256 * maskWords];
    }

    /** The set with one more operation of a class. */
    int with(int set, int optionalClass) {
        if (sets == parent.length) {
            int capacity = sets * 2;
            parent = Arrays.copyOf(parent, capacity);
            added = Arrays.copyOf(added, capacity);
            depth = Arrays.copyOf(depth, capacity);
        }
        parent[sets] = set;
        added[sets] = optionalClass;
        depth[sets] = depth[set] + 1;
        return sets++;
    }

    /** Remembers a configuration, its state by number; false if one that dominates it, or it itself, was remembered before. */
    boolean add(int firstRank, long[] mask, int stateNumber, int usedSet) {
        int place = hash(firstRank, mask, 0, stateNumber) & (table.length - 1);
        while (table[place] != 0) {
            int entry = table[place] - 1;
            if (first[entry] == firstRank
                    && state[entry] == stateNumber
                    && sameMask(entry, mask)
                    && isSubset(used[entry], usedSet)) {
                return false;
            }
            place = (place + 1) & (table.length - 1);
        }
        if (size == first.length) {
            int capacity = size * 2;
            first = Arrays.copyOf(first, capacity);
            state = Arrays.copyOf(state, capacity);
            used = Arrays.copyOf(used, capacity);
            masks = Arrays.copyOf(masks, capacity * maskWords);
        }
        first[size] = firstRank;
        state[size] = stateNumber;
        used[size] = usedSet;
        System.arraycopy(mask, 0, masks, size * maskWords, maskWords);
        table[place] = ++size;
        if (size * 2 > table.length) {
            rehash();
        }
        return true;
    }

    /** How many bytes all this takes. */
    long bytes() {
        return 4L * table.length + (12L + 8L * maskWords) * first.length + 12L * parent.length;
    }

    /** Whether every operation used in one set is used in the other, counted with multiplicity. */
    boolean isSubset(int smaller, int larger) {
        if (depth[smaller] > depth[larger]) {
            return false;
        }
        int a = smaller;
        int b = larger;
        while (a != b) {
            if (depth[a] >= depth[b]) {
                a = parent[a];
            } else {
                b = parent[b];
            }
        }
        int onlyInSmaller = depth[smaller] - depth[a];
        if (onlyInSmaller == 0) {
            return true;
        }
        int[] wanted = additions(smaller, onlyInSmaller);
        int[] present = additions(larger, depth[larger] - depth[a]);
        int at = 0;
        for (int each : wanted) {
            while (at < present.length && present[at] < each) {
                at++;
            }
            if (at == present.length || present[at] != each) {
                return false;
            }
            at++;
        }
        return true;
    }

    private int[] additions(int set, int count) {
        int[] classes = new int[count];
        int at = set;
        for (int i = 0; i < count; i++) {
            classes[i] = added[at];
            at = parent[at];
        }
        Arrays.sort(classes);
        return classes;
    }

    private boolean sameMask(int entry, long[] mask) {
        int at = entry * maskWords;
        return Arrays.equals(masks, at, at + maskWords, mask, 0, maskWords);
    }

    private void rehash() {
        table = new int[table.length * 2];
        for (int entry = 0; entry < size; entry++) {
            int place = hash(first[entry], masks, entry * maskWords, state[entry]) & (table.length - 1);
            while (table[place] != 0) {
                place = (place + 1) & (table.length - 1);
            }
            table[place] = entry + 1;
        }
    }

    private int hash(int firstRank, long[] words, int from, int stateNumber) {
        long h = firstRank * 0x9E3779B97F4A7C15L + stateNumber;
        for (int i = from; i < from + maskWords; i++) {
            h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L + words[i];
        }
        h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) (h ^ (h >>> 29));
    }
}
