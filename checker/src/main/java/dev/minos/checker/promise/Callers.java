package dev.minos.checker.promise;

import dev.minos.checker.history.History;
import dev.minos.checker.history.History.AttemptId;
import dev.minos.checker.history.Outcome;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Who called the operations of one key: the client where the history names one for each of them and no client did two things at one
 * time, else the process. So what one caller completed, it did one after the other.
 */
final class Callers {
    private final History history;
    private final int key;
    /** By place among the operations of the key. */
    private final int[] caller;

    private int count;

    private Callers(History history, int key) {
        this.history = history;
        this.key = key;
        caller = new int[history.sizeOfKey(key)];
    }

    static Callers of(History history, int key) {
        Callers callers = new Callers(history, key);
        if (!callers.byClient()) {
            callers.byProcess();
        }
        return callers;
    }

    int count() {
        return count;
    }

    /** The caller of the n-th operation of the key. */
    int of(int n) {
        return caller[n];
    }

    /** The caller of an operation of the key, by its number in the history. */
    int ofOperation(int operation) {
        int low = 0;
        int high = caller.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (history.operationOfKey(key, middle) < operation) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return caller[low];
    }

    private boolean byClient() {
        Map<String, Integer> numbers = new HashMap<>();
        int[] busyUntil = new int[caller.length];
        Arrays.fill(busyUntil, -1);
        for (int n = 0; n < caller.length; n++) {
            int op = history.operationOfKey(key, n);
            AttemptId attempt = history.attempt(op);
            if (attempt == null) {
                return false;
            }
            caller[n] = numbers.computeIfAbsent(attempt.client(), client -> numbers.size());
            if (history.outcome(op) != Outcome.INFO) {
                if (history.invoked(op) <= busyUntil[caller[n]]) {
                    return false;
                }
                busyUntil[caller[n]] = history.returned(op);
            }
        }
        count = numbers.size();
        return true;
    }

    private void byProcess() {
        Map<Object, Integer> numbers = new HashMap<>();
        for (int n = 0; n < caller.length; n++) {
            Object process = history.operation(history.operationOfKey(key, n)).process();
            caller[n] = numbers.computeIfAbsent(process, p -> numbers.size());
        }
        count = numbers.size();
    }
}
