package dev.minos.checker.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.testing.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** States that share what they have in common are what collections of the JDK say, and stay so. */
class SharedStatesTest {
    private static final int ENOUGH = 300;
    private static final int STEPS = 200;

    /** Of three hash codes all in all, one of which has most of its bits in the last group. */
    private record Element(int number) {
        @Override
        public int hashCode() {
            return List.of(0, 1 << 31, 7).get(number % 3);
        }
    }

    @Test
    void setsAreSets() {
        Slice.of(SharedStatesTest.class, "set", ENOUGH).forEach(random -> {
            boolean collide = random.nextBoolean();
            Map<SharedSet, Set<Object>> all = new HashMap<>();
            List<SharedSet> sets = new ArrayList<>(List.of(SharedSet.EMPTY));
            all.put(SharedSet.EMPTY, Set.of());
            for (int i = 0; i < STEPS; i++) {
                SharedSet from = sets.get(Math.max(0, sets.size() - 1 - random.nextInt(3)));
                int number = random.nextInt(100);
                Object element = collide ? new Element(number) : (Object) (number * 0x9E3779B9L);
                boolean grows = random.nextInt(3) > 0;
                SharedSet next = grows ? from.with(element) : from.without(element);
                Set<Object> expected = new HashSet<>(all.get(from));
                boolean changes = grows ? expected.add(element) : expected.remove(element);
                assertThat(next.size() - from.size()).isEqualTo(!changes ? 0 : grows ? 1 : -1);
                sets.add(next);
                all.putIfAbsent(next, expected);
            }
            all.forEach((set, expected) -> {
                assertThat(set.equals(expected)).isTrue();
                assertThat(expected.equals(set)).isTrue();
                assertThat(set.hashCode()).isEqualTo(expected.hashCode());
                assertThat(set).containsExactlyInAnyOrderElementsOf(expected).hasSize(expected.size());
                assertThat(set.contains(new Element(200))).isFalse();
                assertThat(set.contains("no such")).isFalse();
            });
            assertThat(new HashSet<>(all.values())).hasSameSizeAs(all.keySet());
        });
    }

    @Test
    void queuesAreQueues() {
        Slice.of(SharedStatesTest.class, "queue", ENOUGH).forEach(random -> {
            Map<SharedQueue, List<Object>> all = new HashMap<>();
            List<SharedQueue> queues = new ArrayList<>(List.of(SharedQueue.EMPTY));
            all.put(SharedQueue.EMPTY, List.of());
            for (int i = 0; i < STEPS; i++) {
                SharedQueue from = queues.get(Math.max(0, queues.size() - 1 - random.nextInt(3)));
                Deque<Object> expected = new ArrayDeque<>(all.get(from));
                assertThat(from.isEmpty()).isEqualTo(expected.isEmpty());
                SharedQueue next;
                if (!from.isEmpty() && random.nextInt(5) < 2) {
                    assertThat(from.head()).isEqualTo(expected.remove());
                    next = from.withoutHead();
                } else {
                    Object element = new Element(random.nextInt(4));
                    expected.add(element);
                    next = from.with(element);
                }
                queues.add(next);
                List<Object> known = all.putIfAbsent(next, new ArrayList<>(expected));
                assertThat(known == null || known.equals(new ArrayList<>(expected)))
                        .isTrue();
            }
            all.forEach((queue, expected) -> assertThat(queue.toString()).isEqualTo(expected.toString()));
            assertThat(new HashSet<>(all.values())).hasSameSizeAs(all.keySet());
        });
    }
}
