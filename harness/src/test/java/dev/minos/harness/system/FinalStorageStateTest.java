package dev.minos.harness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Versioned;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FinalStorageStateTest {
    @Test
    void printsOneLineForEachKey() {
        var state = new TreeMap<>(Map.of("key2", new Versioned("b", 1), "key1", new Versioned("value_456", 2)));

        assertThat(FinalStorageState.format(state)).isEqualTo("""
                        === Final Storage State ===
                          'key1' -> value='value_456', version=2
                          'key2' -> value='b', version=1
                        ===========================
                        """);
    }

    @Test
    void printsFrameAloneForEmptyStorage() {
        assertThat(FinalStorageState.format(new TreeMap<>())).isEqualTo("""
                        === Final Storage State ===
                        ===========================
                        """);
    }
}
