package dev.minos.checker.model;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable queue of elements that are not null. Queues share what they have in common, so that one element more or less takes
 * constant time and memory, amortized over the way that leads to a queue (Okasaki, Purely Functional Data Structures, 1998,
 * section 5.2), and so does the hash code. {@code equals} is linear where hash codes and sizes are equal.
 */
public final class SharedQueue {
    static final SharedQueue EMPTY = new SharedQueue(null, null, 0, 0, 1, 0);

    private static final long BYTES_OF_QUEUE = 96;
    private static final long BYTES_OF_LINK = 24;

    private static final int FACTOR = 0x9E3779B1;
    private static final int INVERSE = inverse();

    private record Link(Object element, @Nullable Link next) {}

    /** From the head on; only an empty queue has none. */
    private final @Nullable Link front;
    /** Behind those, from the tail on. */
    private final @Nullable Link back;

    private final int size;
    private final int hash;
    /** {@link #FACTOR} to the power of the size. */
    private final int power;
    /** How many links were made for it that no other queue had. */
    private final int ownLinks;

    private SharedQueue(@Nullable Link front, @Nullable Link back, int size, int hash, int power, int ownLinks) {
        this.front = front;
        this.back = back;
        this.size = size;
        this.hash = hash;
        this.power = power;
        this.ownLinks = ownLinks;
    }

    /** About how much memory it takes beside the one that it was made of. */
    long bytesNotShared() {
        return BYTES_OF_QUEUE + ownLinks * BYTES_OF_LINK;
    }

    /** The number by which the factor is 1, of 32 bits: Newton's iteration doubles the bits that are right. */
    private static int inverse() {
        int inverse = FACTOR;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - FACTOR * inverse;
        }
        return inverse;
    }

    public boolean isEmpty() {
        return front == null;
    }

    /** The oldest element of a queue that is not empty. */
    public Object head() {
        return Objects.requireNonNull(front, "an empty queue has no head").element;
    }

    SharedQueue with(Object element) {
        int longer = hash * FACTOR + element.hashCode();
        return front == null
                ? new SharedQueue(new Link(element, null), null, 1, longer, FACTOR, 1)
                : new SharedQueue(front, new Link(element, back), size + 1, longer, power * FACTOR, 1);
    }

    SharedQueue withoutHead() {
        Link head = Objects.requireNonNull(front, "an empty queue has no head");
        int lower = power * INVERSE;
        int shorter = hash - head.element.hashCode() * lower;
        return head.next == null
                ? new SharedQueue(reversed(back), null, size - 1, shorter, lower, size - 1)
                : new SharedQueue(head.next, back, size - 1, shorter, lower, 0);
    }

    private static @Nullable Link reversed(@Nullable Link from) {
        Link reversed = null;
        for (Link link = from; link != null; link = link.next) {
            reversed = new Link(link.element, reversed);
        }
        return reversed;
    }

    private Object[] elements() {
        Object[] elements = new Object[size];
        int first = 0;
        for (Link link = front; link != null; link = link.next) {
            elements[first++] = link.element;
        }
        int last = size;
        for (Link link = back; link != null; link = link.next) {
            elements[--last] = link.element;
        }
        return elements;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof SharedQueue that
                        && size == that.size
                        && hash == that.hash
                        && Arrays.equals(elements(), that.elements()));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(elements());
    }
}
