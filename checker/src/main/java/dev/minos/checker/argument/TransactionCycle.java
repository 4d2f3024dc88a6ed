package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.RegisterAccess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Transactions each of which must come before the next, and the last before the first: a write skew, a lost update, and longer ones.
 *
 * <p>Let T have found v in a register, and let V alone have left it there of all that were called by T's return, or, if it was there at
 * first, nothing. So V took effect, and did so before T; and whatever else writes the register came before V or after T, since nothing
 * brings v back. It came after T if it came after V, or if v was there at first; and before V if it came before T. And what had
 * returned before another was called came before it. From these four what comes before what is worked out, again and again, until
 * something comes before itself or nothing follows any more (Adya 1999; Kingsbury and Alvaro, VLDB 2020).
 *
 * <p>Of more than {@value #MOST} transactions only those that returned last are looked at. O(n^3 / 64) for each time, of which there are few.
 */
final class TransactionCycle {
    private static final int MOST = 1_000;
    /** Cycles are looked for through so many of those that are on one, the latest first. */
    private static final int MOST_STARTS = 20;

    private static final int AT_FIRST = -1;
    private static final int NONE = -2;

    private final Map<Object, Object> initial;
    private final Unexplained unexplained;
    /** Of each register and value who can have left it there, in order of call. */
    private final Map<Object, Map<@Nullable Object, List<Operation>>> leavers = new HashMap<>();
    /** Transactions that took effect: acknowledged, or the only ones that can have left what was found. */
    private final List<Node> nodes = new ArrayList<>();

    private final Map<Integer, Node> byId = new HashMap<>();
    private final Map<Object, List<Node>> writers = new HashMap<>();
    private List<Node> byCall = List.of();

    private TransactionCycle(Map<Object, Object> initial, Unexplained unexplained) {
        this.initial = initial;
        this.unexplained = unexplained;
    }

    private static final class Node {
        final Operation operation;
        final Map<Object, RegisterAccess> accesses;
        final int number;
        /** Of each register in which it found something that has one source, the number of that, or {@link #AT_FIRST}. */
        final Map<Object, Integer> sources = new LinkedHashMap<>();
        /** What is known to come after it, but for what time says. */
        final Map<Node, Edge> after = new LinkedHashMap<>();
        /** The numbers of all that come after it. */
        BitSet reaches = new BitSet();

        Node(Operation operation, Map<Object, RegisterAccess> accesses, int number) {
            this.operation = operation;
            this.accesses = accesses;
            this.number = number;
        }

        int source(Object register) {
            return sources.getOrDefault(register, NONE);
        }
    }

    /** Why one came before another. */
    private enum Because {
        RETURNED,
        FOUND,
        OVERWRITTEN,
        OVERWRITTEN_BEFORE
    }

    /**
     * One that came before another.
     *
     * @param register in which it was found or overwritten; null where time says it
     * @param reader whose answer says that what {@code from} left was gone; null where neither time nor one of the two says it
     * @param round when it was found out: it rests on what was known in earlier ones
     */
    private record Edge(
            Node from,
            Node to,
            Because because,
            @Nullable Object register,
            @Nullable Node reader,
            int round) {}

    /** @param accesses of those that may have taken effect, by number */
    static @Nullable Argument find(
            Map<Object, Object> initial,
            List<Operation> operations,
            Map<Integer, Map<Object, RegisterAccess>> accesses,
            Unexplained unexplained) {
        TransactionCycle cycle = new TransactionCycle(initial, unexplained);
        cycle.collect(operations, accesses);
        List<Edge> shortest = cycle.shortest();
        return shortest == null ? null : cycle.inWords(shortest);
    }

    private void collect(List<Operation> operations, Map<Integer, Map<Object, RegisterAccess>> accesses) {
        for (Operation operation : operations) {
            Map<Object, RegisterAccess> each = accesses.getOrDefault(operation.id(), Map.of());
            each.forEach((register, access) -> {
                if (access.writes()) {
                    leavers.computeIfAbsent(register, r -> new HashMap<>())
                            .computeIfAbsent(access.left(), v -> new ArrayList<>())
                            .add(operation);
                }
            });
        }
        operations.stream()
                .filter(operation -> operation.outcome() == Outcome.OK && accesses.containsKey(operation.id()))
                .sorted(Comparator.comparingInt(Operation::returned).reversed())
                .limit(MOST)
                .forEach(operation -> node(operation, accesses));
        for (int n = 0; n < nodes.size(); n++) { // grows on the way
            Node node = nodes.get(n);
            node.accesses.forEach((register, access) -> {
                if (access.finds()) {
                    findSource(node, register, access.found(), accesses);
                }
                if (access.writes()) {
                    writers.computeIfAbsent(register, r -> new ArrayList<>()).add(node);
                }
            });
        }
        byCall = nodes.stream()
                .sorted(Comparator.comparingInt(node -> node.operation.invoked()))
                .toList();
    }

    private Node node(Operation operation, Map<Integer, Map<Object, RegisterAccess>> accesses) {
        return byId.computeIfAbsent(operation.id(), id -> {
            Node node = new Node(operation, Objects.requireNonNull(accesses.get(id)), nodes.size());
            nodes.add(node);
            return node;
        });
    }

    /** Notes the only one that can have left what a transaction found. */
    private void findSource(
            Node node, Object register, @Nullable Object found, Map<Integer, Map<Object, RegisterAccess>> accesses) {
        List<Operation> sources = leavers.getOrDefault(register, Map.of()).getOrDefault(found, List.of()).stream()
                .filter(each -> each.id() != node.operation.id() && each.invoked() <= node.operation.returned())
                .limit(2)
                .toList();
        boolean atFirst = Objects.equals(initial.get(register), found);
        if (atFirst && sources.isEmpty()) {
            node.sources.put(register, AT_FIRST);
        } else if (!atFirst && sources.size() == 1) {
            Node source = node(sources.get(0), accesses);
            node.sources.put(register, source.number);
            source.after.putIfAbsent(node, new Edge(source, node, Because.FOUND, register, null, 0));
        }
    }

    private @Nullable List<Edge> shortest() {
        for (int round = 1; ; round++) {
            reach();
            List<Edge> cycle = shortestCycle();
            if (cycle != null || !overwritten(round) || Thread.currentThread().isInterrupted()) {
                return cycle;
            }
        }
    }

    /** Works out all that comes after each (Warshall). */
    private void reach() {
        for (Node node : nodes) {
            for (int n = firstCalledAfter(node.operation.returned()); n < byCall.size(); n++) {
                node.reaches.set(byCall.get(n).number);
            }
            node.after.keySet().forEach(after -> node.reaches.set(after.number));
        }
        for (Node middle : nodes) {
            for (Node node : nodes) {
                if (node.reaches.get(middle.number)) {
                    node.reaches.or(middle.reaches);
                }
            }
        }
    }

    /** Adds what follows from what was found; false if nothing does that is not known. */
    private boolean overwritten(int round) {
        boolean more = false;
        for (Node reader : nodes) {
            for (Map.Entry<Object, Integer> found : reader.sources.entrySet()) {
                Object register = found.getKey();
                Node source = found.getValue() == AT_FIRST ? null : nodes.get(found.getValue());
                for (Node writer : writers.getOrDefault(register, List.of())) {
                    if (writer == reader || writer == source) {
                        continue;
                    }
                    if ((source == null || source.reaches.get(writer.number)) && !reader.reaches.get(writer.number)) {
                        more |= reader.after.putIfAbsent(
                                        writer, new Edge(reader, writer, Because.OVERWRITTEN, register, null, round))
                                == null;
                    }
                    if (source != null && writer.reaches.get(reader.number) && !writer.reaches.get(source.number)) {
                        more |= writer.after.putIfAbsent(
                                        source,
                                        new Edge(writer, source, Because.OVERWRITTEN_BEFORE, register, reader, round))
                                == null;
                    }
                }
            }
        }
        return more;
    }

    private @Nullable List<Edge> shortestCycle() {
        List<Node> onOne = nodes.stream()
                .filter(node -> node.reaches.get(node.number))
                .sorted(Comparator.<Node>comparingInt(
                                node -> node.operation.outcome() == Outcome.OK ? node.operation.returned() : NONE)
                        .reversed())
                .limit(MOST_STARTS)
                .toList();
        List<Edge> shortest = null;
        for (Node start : onOne) {
            List<Edge> cycle = path(start, start, Integer.MAX_VALUE);
            shortest = shortest == null || cycle.size() < shortest.size() ? cycle : shortest;
        }
        return shortest;
    }

    /** The fewest steps from one to another that it reaches, known before a round; breadth first. */
    private List<Edge> path(Node start, Node end, int beforeRound) {
        Map<Node, Edge> cameBy = new HashMap<>();
        ArrayDeque<Node> reached = new ArrayDeque<>(List.of(start));
        int calledFrom = byCall.size(); // what is called behind that has been reached by time already
        while (!reached.isEmpty() && !cameBy.containsKey(end)) {
            Node from = reached.remove();
            for (Edge edge : from.after.values()) {
                if (edge.round < beforeRound && cameBy.putIfAbsent(edge.to, edge) == null) {
                    reached.add(edge.to);
                }
            }
            int first = firstCalledAfter(from.operation.returned());
            for (int n = first; n < calledFrom; n++) {
                Node to = byCall.get(n);
                if (cameBy.putIfAbsent(to, new Edge(from, to, Because.RETURNED, null, null, 0)) == null) {
                    reached.add(to);
                }
            }
            calledFrom = Math.min(calledFrom, first);
        }
        ArrayDeque<Edge> path = new ArrayDeque<>();
        path.add(Objects.requireNonNull(cameBy.get(end), "a transaction is not reached that comes after another"));
        while (path.getFirst().from != start) {
            path.addFirst(Objects.requireNonNull(cameBy.get(path.getFirst().from)));
        }
        return List.copyOf(path);
    }

    private int firstCalledAfter(int position) {
        int low = 0;
        int high = byCall.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byCall.get(middle).operation.invoked() > position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private Argument inWords(List<Edge> cycle) {
        Map<Node, List<String>> shows = new LinkedHashMap<>();
        ArrayDeque<Edge> edges = new ArrayDeque<>(cycle);
        Set<List<Node>> told = new HashSet<>();
        Set<Node> needed = new HashSet<>(); // for what they were answered, or when
        Set<Node> tookEffect = new HashSet<>();
        while (!edges.isEmpty()) {
            Edge edge = edges.remove();
            shows.computeIfAbsent(edge.from, node -> new ArrayList<>());
            shows.computeIfAbsent(edge.to, node -> new ArrayList<>());
            if (!told.add(List.of(edge.from, edge.to))) {
                continue;
            }
            switch (edge.because) {
                case RETURNED -> {
                    needed.add(edge.from);
                    says(shows, edge.to, "was called after " + name(edge.from) + " had returned");
                }
                case FOUND -> {
                    needed.add(edge.to);
                    says(
                            shows,
                            edge.to,
                            found(edge.to, edge.register) + ", which " + name(edge.from)
                                    + " left: so it came after that");
                }
                case OVERWRITTEN -> {
                    needed.add(edge.from);
                    int source = edge.from.source(Objects.requireNonNull(edge.register));
                    String from = source == AT_FIRST ? " as at first" : ", left by " + name(nodes.get(source));
                    says(
                            shows,
                            edge.from,
                            found(edge.from, edge.register) + from + ", which " + name(edge.to)
                                    + " wrote over: so it came before that");
                    if (source != AT_FIRST) {
                        edges.addAll(path(nodes.get(source), edge.to, edge.round));
                    }
                }
                case OVERWRITTEN_BEFORE -> {
                    Node reader = Objects.requireNonNull(edge.reader);
                    needed.add(reader);
                    says(
                            shows,
                            reader,
                            found(reader, edge.register) + ", left by " + name(edge.to) + ", and came after "
                                    + name(edge.from) + ", which wrote there too: so that came before "
                                    + name(edge.to));
                    edges.addAll(path(edge.from, reader, edge.round));
                }
            }
        }
        List<Evidence> evidence = new ArrayList<>();
        shows.forEach((node, clauses) -> evidence.add(
                new Evidence(node.operation.id(), clauses.isEmpty() ? left(node) : String.join("; ", clauses))));
        // That one took effect needs no answer of its own where another found what it alone can have left.
        needed.forEach(node -> node.sources.values().forEach(source -> {
            if (source != AT_FIRST) {
                tookEffect.add(nodes.get(source));
            }
        }));
        List<Integer> core = shows.keySet().stream()
                .filter(node -> needed.contains(node) || !tookEffect.contains(node))
                .map(node -> node.operation)
                .filter(operation -> operation.outcome() == Outcome.OK || operation.output() != null)
                .map(Operation::id)
                .sorted()
                .toList();
        return new Argument(
                new Contradiction(
                        evidence,
                        "So each of "
                                + cycle.stream().map(edge -> name(edge.from)).collect(Collectors.joining(", "))
                                + " must come before the next, and the last before the first."),
                core);
    }

    private static void says(Map<Node, List<String>> shows, Node node, String clause) {
        shows.computeIfAbsent(node, n -> new ArrayList<>()).add(clause);
    }

    private static String left(Node node) {
        return node.accesses.entrySet().stream()
                .filter(each -> each.getValue().writes())
                .map(each -> "left " + Words.datum(each.getValue().left()) + " in " + Words.datum(each.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String found(Node node, @Nullable Object register) {
        RegisterAccess access = node.accesses.get(Objects.requireNonNull(register));
        return "found " + Words.datum(Objects.requireNonNull(access).found()) + " in " + Words.datum(register);
    }

    private String name(Node node) {
        return "index " + unexplained.index(node.operation.invoked());
    }
}
