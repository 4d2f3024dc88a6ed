package com.example.inbox;

import java.util.ArrayDeque;
import java.util.Deque;

/** Messages, first in, first out. Thread-safe. */
public class Inbox {
    private final Deque<Long> messages = new ArrayDeque<>();

    public synchronized void add(long message) {
        messages.addLast(message);
    }

    /** Takes the oldest message; null if there is none. */
    public synchronized Long take() {
        return messages.pollFirst();
    }

    synchronized Long oldest() {
        return messages.peekFirst();
    }

    synchronized void remove(Long message) {
        messages.remove(message);
    }
}
