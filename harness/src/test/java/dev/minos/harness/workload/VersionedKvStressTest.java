package dev.minos.harness.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class VersionedKvStressTest {
    private static List<Intent> draw(Workload workload, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, 10_000).mapToObj(i -> workload.next(random)).toList();
    }

    @Test
    void readsTheShareItIsToldAndUsesEveryKey() {
        List<Intent> intents = draw(new VersionedKvStress(List.of("a", "b"), 0.2), 1);

        assertThat(intents.stream().filter(Intent.Get.class::isInstance).count())
                .isBetween(1_800L, 2_200L);
        assertThat(intents.stream().map(Intent::key).distinct()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void drawsTheSameFromTheSameSeed() {
        Workload workload = new VersionedKvStress(List.of("a", "b", "c"), 0.5);

        assertThat(draw(workload, 3)).isEqualTo(draw(workload, 3)).isNotEqualTo(draw(workload, 4));
    }

    @Test
    void refusesToWorkOnNothing() {
        assertThatThrownBy(() -> new VersionedKvStress(List.of(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VersionedKvStress(List.of("a"), 1.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("readFraction=1.1");
    }
}
