package dev.minos.checker.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The memo of the search says "there was one as good" of what was there, and of nothing else: a wrong yes hides an order that is
 * legal, and a wrong no costs time that no verdict shows.
 */
class ConfigurationsTest {
    private static final int ADDED = 20_000;
    private static final int CLASSES = 4;

    private final Random random = new Random(7);
    /** Of each set the classes that are in it. */
    private final List<List<Integer>> sets = new ArrayList<>(List.of(List.of()));

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void remembersWhatItWasToldAndNothingElse(int maskWords) {
        Configurations configurations = new Configurations(maskWords);
        Map<List<Object>, List<List<Integer>>> remembered = new HashMap<>();
        int kept = 0;
        for (int i = 0; i < ADDED; i++) {
            int used = nextSet(configurations);
            int firstRank = random.nextInt(20);
            int state = random.nextInt(6);
            long[] mask = new long[maskWords];
            for (int word = 0; word < maskWords; word++) {
                mask[word] = (random.nextBoolean() ? Long.MIN_VALUE : 0) + random.nextInt(3);
            }
            List<List<Integer>> known = remembered.computeIfAbsent(
                    List.of(firstRank, state, Arrays.stream(mask).boxed().toList()), k -> new ArrayList<>());
            boolean isNew = known.stream().noneMatch(each -> isSubset(each, sets.get(used)));
            assertThat(configurations.add(firstRank, mask, state, used))
                    .as("configuration %s", i)
                    .isEqualTo(isNew);
            if (isNew) {
                known.add(sets.get(used));
                kept++;
            }
        }
        assertThat(kept).isBetween(ADDED / 20, ADDED - 1);
        long least = kept * (12L + 8L * maskWords + 8) + 12L * sets.size();
        assertThat(configurations.bytes()).isBetween(least, 2 * least + 4L * kept * 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2_000})
    void comparesSetsAsTheyAre(int count) {
        Configurations configurations = new Configurations(1);
        while (sets.size() < count) {
            nextSet(configurations);
        }
        int subsets = 0;
        for (int i = 0; i < 20_000; i++) {
            int one = random.nextInt(count);
            int other = random.nextInt(count);
            boolean isSubset = isSubset(sets.get(one), sets.get(other));
            assertThat(configurations.isSubset(one, other))
                    .as("%s in %s", sets.get(one), sets.get(other))
                    .isEqualTo(isSubset);
            subsets += isSubset ? 1 : 0;
        }
        assertThat(subsets).isPositive();
    }

    /** One of the sets there are, or one of them and one more. */
    private int nextSet(Configurations configurations) {
        int set = random.nextInt(sets.size());
        if ((random.nextInt(10) > 0 && sets.size() > 1) || sets.get(set).size() > 6) {
            return set;
        }
        int added = random.nextInt(CLASSES);
        List<Integer> more = new ArrayList<>(sets.get(set));
        more.add(added);
        sets.add(more);
        return configurations.with(set, added);
    }

    private static boolean isSubset(List<Integer> smaller, List<Integer> larger) {
        List<Integer> left = new ArrayList<>(larger);
        return smaller.stream().allMatch(left::remove);
    }
}
