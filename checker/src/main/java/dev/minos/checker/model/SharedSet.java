package dev.minos.checker.model;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of elements that are not null. Sets share what they have in common, so that one element more or less takes O(log n) time and
 * memory (Bagwell, Ideal Hash Trees, 2001), and to look for one O(log n); the hash code takes none. Going through the elements is
 * linear.
 */
public final class SharedSet extends AbstractSet<Object> {
    static final SharedSet EMPTY = new SharedSet(new Node(0, new Object[0]), 0, 0);

    /** About how much memory a set takes beside the one that it was made of: a path of nodes. */
    static final long BYTES_NOT_SHARED = 320;

    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;

    private final Node root;
    private final int size;
    private final int hash;

    private SharedSet(Node root, int size, int hash) {
        this.root = root;
        this.size = size;
        this.hash = hash;
    }

    /**
     * What is in it by the next bits of the hash codes: an element, or a node where there are several. Behind the last bits, elements
     * whose hash codes are the same.
     */
    private static final class Node {
        final int bitmap;
        final Object[] slots;

        Node(int bitmap, Object[] slots) {
            this.bitmap = bitmap;
            this.slots = slots;
        }

        /** This node with one element more, or itself. */
        Node with(Object element, int shift) {
            int bit = bit(element, shift);
            int at = place(bit, shift, element);
            if (at == slots.length || (shift < Integer.SIZE && (bitmap & bit) == 0)) {
                return new Node(bitmap | bit, inserted(at, element));
            }
            Object there = slots[at];
            if (there.equals(element)) {
                return this;
            }
            Node child = there instanceof Node node
                    ? node.with(element, shift + BITS)
                    : new Node(0, new Object[0]).with(there, shift + BITS).with(element, shift + BITS);
            if (child == there) {
                return this;
            }
            Object[] replaced = slots.clone();
            replaced[at] = child;
            return new Node(bitmap, replaced);
        }

        /** This node with one element less, or itself. */
        Node without(Object element, int shift) {
            int bit = bit(element, shift);
            int at = place(bit, shift, element);
            if (at == slots.length || (shift < Integer.SIZE && (bitmap & bit) == 0)) {
                return this;
            }
            Object there = slots[at];
            Node child = there instanceof Node node ? node.without(element, shift + BITS) : null;
            if (child == there || (child == null && !there.equals(element))) {
                return this;
            }
            if (child == null || child.slots.length == 0) {
                Object[] smaller = Arrays.copyOf(slots, slots.length - 1);
                System.arraycopy(slots, at + 1, smaller, at, smaller.length - at);
                return new Node(bitmap & ~bit, smaller);
            }
            Object[] replaced = slots.clone();
            replaced[at] = child;
            return new Node(bitmap, replaced);
        }

        boolean contains(Object element, int shift) {
            int bit = bit(element, shift);
            int at = place(bit, shift, element);
            if (at == slots.length || (shift < Integer.SIZE && (bitmap & bit) == 0)) {
                return false;
            }
            return slots[at] instanceof Node node ? node.contains(element, shift + BITS) : slots[at].equals(element);
        }

        private static int bit(Object element, int shift) {
            return shift < Integer.SIZE ? 1 << ((element.hashCode() >>> shift) & MASK) : 0;
        }

        /** Where the element is, or is to be put in. */
        private int place(int bit, int shift, Object element) {
            if (shift < Integer.SIZE) {
                return Integer.bitCount(bitmap & (bit - 1));
            }
            int at = 0;
            while (at < slots.length && !slots[at].equals(element)) {
                at++;
            }
            return at;
        }

        private Object[] inserted(int at, Object element) {
            Object[] larger = Arrays.copyOf(slots, slots.length + 1);
            System.arraycopy(slots, at, larger, at + 1, slots.length - at);
            larger[at] = element;
            return larger;
        }

        void addTo(List<Object> elements) {
            for (Object slot : slots) {
                if (slot instanceof Node node) {
                    node.addTo(elements);
                } else {
                    elements.add(slot);
                }
            }
        }
    }

    /** This set with one element more, or itself. */
    SharedSet with(Object element) {
        Node larger = root.with(element, 0);
        return larger == root ? this : new SharedSet(larger, size + 1, hash + element.hashCode());
    }

    /** This set with one element less, or itself. */
    SharedSet without(Object element) {
        Node smaller = root.without(element, 0);
        return smaller == root ? this : new SharedSet(smaller, size - 1, hash - element.hashCode());
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return element != null && root.contains(element, 0);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Iterator<Object> iterator() {
        List<Object> elements = new ArrayList<>(size);
        root.addTo(elements);
        return List.copyOf(elements).iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || ((!(other instanceof SharedSet that) || (size == that.size && hash == that.hash))
                        && super.equals(other));
    }

    /** As of any set, the sum of those of its elements. */
    @Override
    public int hashCode() {
        return hash;
    }
}
