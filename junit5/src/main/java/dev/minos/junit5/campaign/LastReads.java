package dev.minos.junit5.campaign;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.Recorded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The reads that every client makes at the end, when what was done to the system is undone: what is lost for good shows there, if
 * nowhere else. Thread-safe.
 */
final class LastReads {
    /** Beyond so many reads in all, clients share the objects: each is read by one. */
    private static final int BY_ALL_MAX = 100_000;

    private final Model<?> model;
    private final List<Request> reads;
    private final Set<@Nullable Object> written = new HashSet<>();
    private final Set<Request> answered = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> unanswered = new ConcurrentHashMap<>();

    /**
     * @param named the reads that the workload names; where there are none, those that clients asked
     * @param asked of each client
     */
    LastReads(List<Request> named, Collection<Asked> asked, Model<?> model) {
        this.model = model;
        asked.forEach(each -> written.addAll(each.written));
        reads = named.isEmpty() ? fromWhatWasAsked(asked, model) : List.copyOf(named);
    }

    /**
     * What one client asked, as far as last reads are made of it. Used by one thread at a time.
     *
     * <p>A read is what the model says would change nothing, whatever became of it.
     */
    static final class Asked {
        /** So many different reads of one object with a value, such as whether a set contains it; the latest count. */
        private static final int VALUES_MAX = 1_000;

        private final Model<?> model;
        private final Map<@Nullable Object, Set<Request>> reads = new LinkedHashMap<>();
        private final Set<@Nullable Object> written = new HashSet<>();
        /** Of transactions on several registers. */
        private final Set<Object> registers = new LinkedHashSet<>();

        private @Nullable Object readWord;

        Asked(Model<?> model) {
            this.model = model;
        }

        void add(Request request) {
            boolean changes;
            try {
                changes = model.mutates(new Operation(
                        0,
                        "last-reads",
                        request.f(),
                        request.key(),
                        request.value(),
                        Outcome.INFO,
                        null,
                        null,
                        0,
                        Operation.NEVER));
            } catch (RuntimeException | Error e) {
                changes = true; // nobody knows; what is wrong with it is said when the history is judged
            }
            Set<Request> ofKey = reads.computeIfAbsent(request.key(), key -> new LinkedHashSet<>());
            if (changes) {
                written.add(request.key());
            } else {
                ofKey.remove(request);
                ofKey.add(request);
                if (ofKey.size() > VALUES_MAX) {
                    ofKey.remove(ofKey.iterator().next());
                }
            }
            if (model instanceof MultiRegisterModel && request.value() instanceof List<?> parts) {
                parts.forEach(this::addPart);
            }
        }

        private void addPart(Object part) {
            if (part instanceof List<?> micro && micro.size() == 3 && micro.get(1) != null) {
                registers.add(micro.get(1));
                if (Recorded.name(micro.get(0)).startsWith("r")) {
                    readWord = micro.get(0);
                }
            }
        }
    }

    /** An object that nobody happened to read is read as the others are, where that takes no value. */
    private static List<Request> fromWhatWasAsked(Collection<Asked> asked, Model<?> model) {
        Map<@Nullable Object, Set<Request>> byKey = new LinkedHashMap<>();
        asked.forEach(each -> each.reads.forEach((key, reads) ->
                byKey.computeIfAbsent(key, k -> new LinkedHashSet<>()).addAll(reads)));
        Set<String> plain = new LinkedHashSet<>();
        byKey.values()
                .forEach(reads ->
                        reads.stream().filter(read -> read.value() == null).forEach(read -> plain.add(read.f())));
        Set<Request> all = new LinkedHashSet<>();
        byKey.forEach((key, reads) -> {
            all.addAll(reads);
            if (reads.isEmpty()) {
                plain.forEach(f -> all.add(Request.of(f).on(key)));
            }
        });
        if (model instanceof MultiRegisterModel) {
            addRegisters(asked, all);
        }
        return List.copyOf(all);
    }

    private static void addRegisters(Collection<Asked> asked, Set<Request> all) {
        Object word = null;
        Set<Object> registers = new LinkedHashSet<>();
        for (Asked each : asked) {
            registers.addAll(each.registers);
            word = each.readWord == null ? word : each.readWord;
        }
        for (Request read : all) {
            if (read.value() instanceof List<?> parts) {
                parts.forEach(part -> registers.remove(((List<?>) part).get(1)));
            }
        }
        for (Object register : registers) {
            if (word != null) {
                List<@Nullable Object> part = new ArrayList<>(List.of(word, register));
                part.add(null);
                all.add(Request.of("txn", List.of(part)));
            }
        }
    }

    boolean isEmpty() {
        return reads.isEmpty();
    }

    /** The reads of one client: all, or its share where they are too many for everybody. */
    List<Request> of(int client, int clients) {
        if ((long) reads.size() * clients <= BY_ALL_MAX) {
            return reads;
        }
        List<Request> share = new ArrayList<>();
        for (int i = client; i < reads.size(); i += clients) {
            share.add(reads.get(i));
        }
        return share;
    }

    void answered(Request read) {
        answered.add(read);
    }

    /** The objects that somebody was told of. */
    int count() {
        return answered.size();
    }

    /**
     * Whether a refusal will do: nobody changed the object, or somebody else has been told what it holds, or the model takes the
     * refusal for evidence. Other refusals may hide that it is lost.
     */
    boolean isEnough(Request read, Answer.Refused refusal) {
        if (answered.contains(read) || !written.contains(read.key())) {
            return true;
        }
        try {
            return model.isEvidence(new Operation(
                    0, "last-reads", read.f(), read.key(), read.value(), Outcome.FAIL, null, refusal.reason(), 0, 1));
        } catch (RuntimeException | Error e) {
            return false; // what is wrong with the model is said when the history is judged
        }
    }

    /** @param reason in words */
    void unanswered(int client, String reason) {
        unanswered.putIfAbsent(client, reason);
    }

    /** In the order of clients. */
    List<String> unanswered() {
        return unanswered.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }
}
