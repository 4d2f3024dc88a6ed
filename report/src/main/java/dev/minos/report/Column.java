package dev.minos.report;

import java.util.Arrays;

/** Whole numbers as bytes, seven bits each, the lowest first; small numbers take little room. Not thread-safe. */
final class Column {
    private byte[] bytes = new byte[1 << 12];
    private int size;

    /** Appends a number that is not negative. */
    void add(long number) {
        long rest = number;
        ensure(10);
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Appends a number that may be negative: 0, -1, 1, -2, … become 0, 1, 2, 3, …. */
    void addSigned(long number) {
        add((number << 1) ^ (number >> 63));
    }

    void addBytes(byte[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /** Appends all of another one. */
    void addAll(Column other) {
        ensure(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
