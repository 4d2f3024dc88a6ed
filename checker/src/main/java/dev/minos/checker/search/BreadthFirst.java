package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.ModelFault;
import dev.minos.checker.model.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Searches one partition by a frontier of configurations that advances from return to return, linearizing just in time (Lowe,
 * Concurrency Comput. 29(4), 2017, section 5): refutes early, since it never looks behind the return at which all is lost.
 *
 * <p>At each return only what is still possible is carried on: the state, which operations open then are linearized, and which
 * optional ones were used. Of two configurations that differ only in what they used, the one that used a superset is dropped.
 *
 * <p>Not thread-safe.
 */
final class BreadthFirst<S> implements Contender {
    private static final int[] NOTHING = {};
    /** So many configurations, and eight for each operation, are expanded before it pays to know which operations are alike. */
    private static final int FEW_EXPANDED = 1 << 10;
    /** About what a configuration costs beside its arrays, its trail and its state: itself, and its place in the maps. */
    private static final long CONFIGURATION_BYTES = 192;

    private static final long TRAIL_BYTES = 32;
    /** So many are taken for live without a count. */
    private static final int FEW_TRAILS = 1 << 16;

    private final Model<S> model;
    private final Partition partition;
    private final int words;
    private final long manyExpanded;

    private long expanded;
    /** Of each required operation the number of its kind; null while nobody has asked. */
    private int @Nullable [] kinds;
    /** Of each kind the least rank of those that can be linearized now. */
    private int[] firstOfKind = NOTHING;

    /** The return that must be linearized next. */
    private int rank = -1;

    private int called;
    /** Required operations called by then and not returned before. */
    private final List<Integer> open = new ArrayList<>();

    private final Deque<Configuration<S>> unfinished = new ArrayDeque<>();
    private Antichains<S> seen = new Antichains<>();
    private Antichains<S> frontier = new Antichains<>();
    /** Those that a configuration between the last return and the next one is in. */
    private States<S> states;

    /** An upper bound of how many trails are alive: those that were when they were last counted, and all that came since. */
    private long trails;

    private long trailsCounted;
    private int count;

    BreadthFirst(Model<S> model, Partition partition) {
        this(model, partition, FEW_EXPANDED + 8L * partition.required.length);
    }

    /** @param manyExpanded how many configurations are expanded before twins are looked for */
    BreadthFirst(Model<S> model, Partition partition, long manyExpanded) {
        this.manyExpanded = manyExpanded;
        this.model = model;
        this.partition = partition;
        words = Math.max(1, (partition.slots + 63) >>> 6);
        states = new States<>(model);
        frontier.add(new Configuration<>(new long[words], ModelFault.initialOf(model, partition.key), NOTHING, null));
    }

    /** What was linearized last, and what before it. Configurations that come of one share what led to it. */
    private static final class Trail {
        final Operation operation;
        final @Nullable Trail before;
        /** The last count that it was in. */
        int counted;

        Trail(Operation operation, @Nullable Trail before) {
            this.operation = operation;
            this.before = before;
        }
    }

    /** Where a search may stand between two returns. Equal are those that only differ in what they used, and how. */
    private static final class Configuration<S> {
        /** A bit for each linearized operation that has not returned yet, by slot. */
        final long[] mask;

        final S state;
        /** The classes of the optional operations used, ascending, as often as used. */
        final int[] used;

        final @Nullable Trail trail;

        Configuration(long[] mask, S state, int[] used, @Nullable Trail trail) {
            this.mask = mask;
            this.state = state;
            this.used = used;
            this.trail = trail;
        }

        boolean has(int slot) {
            return (mask[slot >>> 6] & 1L << slot) != 0;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Configuration<?> that && Arrays.equals(mask, that.mask) && state.equals(that.state);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(mask) + state.hashCode();
        }
    }

    /** Configurations of which none dominates another. */
    private static final class Antichains<S> {
        private final Map<Configuration<S>, List<Configuration<S>>> chains = new HashMap<>();
        private int size;
        /** How many operations were used, over all of these. */
        private long used;

        boolean add(Configuration<S> configuration) {
            List<Configuration<S>> chain = chains.computeIfAbsent(configuration, c -> new ArrayList<>(1));
            for (Configuration<S> known : chain) {
                if (isSubset(known.used, configuration.used)) {
                    return false;
                }
            }
            chain.removeIf(known -> {
                boolean dominated = isSubset(configuration.used, known.used);
                if (dominated) {
                    size--;
                    used -= known.used.length;
                }
                return dominated;
            });
            chain.add(configuration);
            size++;
            used += configuration.used.length;
            return true;
        }

        List<Configuration<S>> all() {
            List<Configuration<S>> all = new ArrayList<>(size);
            chains.values().forEach(all::addAll);
            return all;
        }

        private static boolean isSubset(int[] smaller, int[] larger) {
            int at = 0;
            for (int each : smaller) {
                while (at < larger.length && larger[at] < each) {
                    at++;
                }
                if (at == larger.length || larger[at] != each) {
                    return false;
                }
                at++;
            }
            return true;
        }
    }

    @Override
    public @Nullable Search advance(int steps) {
        for (int i = 0; i < steps; i++) {
            Configuration<S> next = unfinished.poll();
            if (next != null) {
                expand(next);
                continue;
            }
            if (frontier.size == 0) {
                return new Search.NotLinearizable();
            }
            if (rank + 1 == partition.required.length) {
                return new Search.Linearizable(linearization(frontier.all().get(0)));
            }
            nextReturn();
        }
        return null;
    }

    @Override
    public long bytes() {
        if (trails > FEW_TRAILS + 2 * trailsCounted) {
            countTrails();
        }
        return (CONFIGURATION_BYTES + 8L * words) * (seen.size + frontier.size)
                + 4 * (seen.used + frontier.used)
                + states.bytes()
                + TRAIL_BYTES * trails;
    }

    /** Follows every trail back to where it was counted already. Takes no longer than making them did. */
    private void countTrails() {
        count++;
        trails = 0;
        for (Antichains<S> each : List.of(seen, frontier)) {
            for (Configuration<S> configuration : each.all()) {
                for (Trail at = configuration.trail; at != null && at.counted != count; at = at.before) {
                    at.counted = count;
                    trails++;
                }
            }
        }
        trailsCounted = trails;
    }

    @Override
    public int longestPrefix() {
        return frontier.size == 0 ? rank : rank + 1;
    }

    private void nextReturn() {
        List<Configuration<S>> carried = frontier.all();
        frontier = new Antichains<>();
        seen = new Antichains<>();
        states = new States<>(model);
        if (rank >= 0) {
            open.remove(Integer.valueOf(partition.byReturn[rank]));
        }
        rank++;
        int bound = partition.returned[partition.byReturn[rank]];
        while (called < partition.required.length && partition.required[called].invoked() <= bound) {
            open.add(called++);
        }
        for (Configuration<S> each : carried) {
            reach(new Configuration<>(each.mask, one(each.state), each.used, each.trail));
        }
    }

    /** Linearizes what costs nothing, and puts the configuration where it belongs: behind this return, or before it. */
    private void reach(Configuration<S> configuration) {
        Configuration<S> reached = withPureOperations(configuration);
        int slot = partition.slot[partition.byReturn[rank]];
        if (reached.has(slot)) {
            long[] mask = reached.mask.clone();
            mask[slot >>> 6] &= ~(1L << slot);
            frontier.add(new Configuration<>(mask, reached.state, reached.used, reached.trail));
        } else if (seen.add(reached)) {
            unfinished.add(reached);
        }
    }

    private Configuration<S> withPureOperations(Configuration<S> configuration) {
        Configuration<S> reached = configuration;
        for (int each : open) {
            if (partition.pure[each]
                    && !reached.has(partition.slot[each])
                    && ModelFault.step(model, reached.state, partition.required[each])
                            .isLegal()) {
                reached = with(reached, each, reached.state);
            }
        }
        return reached;
    }

    private void expand(Configuration<S> configuration) {
        if (kinds == null && ++expanded > manyExpanded) {
            kinds = partition.kinds();
            firstOfKind = new int[partition.required.length];
        }
        if (kinds != null) {
            findFirstOfEachKind(configuration, kinds);
        }
        for (int each : open) {
            if (!partition.pure[each]
                    && !configuration.has(partition.slot[each])
                    && (kinds == null || kinds[each] < 0 || firstOfKind[kinds[each]] == partition.rank[each])) {
                Step<S> step = ModelFault.step(model, configuration.state, partition.required[each]);
                for (int n = 0; n < step.choices(); n++) {
                    reach(with(configuration, each, one(step.choice(n))));
                }
            }
        }
        int bound = partition.returned[partition.byReturn[rank]];
        for (int c = 0; c < partition.optional.length && partition.optional[c][0].invoked() <= bound; c++) {
            Operation[] identical = partition.optional[c];
            int taken = count(configuration.used, c);
            if (taken == identical.length || identical[taken].invoked() > bound) {
                continue;
            }
            Step<S> step = ModelFault.step(model, configuration.state, identical[taken]);
            for (int n = 0; n < step.choices(); n++) {
                if (!step.choice(n).equals(configuration.state)) {
                    reach(new Configuration<>(
                            configuration.mask,
                            one(step.choice(n)),
                            inserted(configuration.used, c),
                            trail(identical[taken], configuration.trail)));
                }
            }
        }
    }

    /** Of those of one kind that are left and open, which all can be linearized now, the one that returns first will do. */
    private void findFirstOfEachKind(Configuration<S> configuration, int[] kinds) {
        for (int each : open) {
            if (kinds[each] >= 0) {
                firstOfKind[kinds[each]] = Integer.MAX_VALUE;
            }
        }
        for (int each : open) {
            if (kinds[each] >= 0 && !configuration.has(partition.slot[each])) {
                firstOfKind[kinds[each]] = Math.min(firstOfKind[kinds[each]], partition.rank[each]);
            }
        }
    }

    private Configuration<S> with(Configuration<S> configuration, int required, S state) {
        long[] mask = configuration.mask.clone();
        int slot = partition.slot[required];
        mask[slot >>> 6] |= 1L << slot;
        return new Configuration<>(
                mask, state, configuration.used, trail(partition.required[required], configuration.trail));
    }

    private Trail trail(Operation operation, @Nullable Trail before) {
        trails++;
        return new Trail(operation, before);
    }

    /** Of equal states always the same one. */
    private S one(S state) {
        return states.get(states.number(state));
    }

    private static int count(int[] used, int optionalClass) {
        int at = Arrays.binarySearch(used, optionalClass);
        if (at < 0) {
            return 0;
        }
        int from = at;
        while (from > 0 && used[from - 1] == optionalClass) {
            from--;
        }
        int to = at + 1;
        while (to < used.length && used[to] == optionalClass) {
            to++;
        }
        return to - from;
    }

    private static int[] inserted(int[] used, int optionalClass) {
        int[] longer = Arrays.copyOf(used, used.length + 1);
        longer[used.length] = optionalClass;
        Arrays.sort(longer);
        return longer;
    }

    private static <S> List<Operation> linearization(Configuration<S> configuration) {
        List<Operation> order = new ArrayList<>();
        for (Trail at = configuration.trail; at != null; at = at.before) {
            order.add(at.operation);
        }
        Collections.reverse(order);
        return order;
    }
}
