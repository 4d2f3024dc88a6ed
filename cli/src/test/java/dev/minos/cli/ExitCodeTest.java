package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    @Test
    void hasTheNumbersThatScriptsKnow() {
        assertThat(List.of(ExitCode.values()).stream().map(ExitCode::code)).containsExactly(0, 1, 2, 3, 64, 65, 70);
    }

    @Test
    void ranksAViolationAboveEverythingAndAPassBelow() {
        List<Integer> rank = new ArrayList<>();
        List<ExitCode> left = new ArrayList<>(List.of(ExitCode.values()));
        while (!left.isEmpty()) {
            ExitCode worst = ExitCode.worst(left);
            rank.add(worst.code());
            left.remove(worst);
        }
        assertThat(rank).containsExactly(1, 70, 65, 64, 2, 3, 0);
        assertThat(ExitCode.worst(List.of())).isEqualTo(ExitCode.OK);
    }
}
