package dev.minos.junit5.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each workload, driven against a correct service and a wrong one, over one object and over several. */
final class WorkloadsTest {
    @TempDir
    Path directory;

    /** Few calls of unknown outcome: each is one more choice to the search. */
    private static final List<MessageFault> FAULTS = List.of(
            MessageFaults.dropRequests(1),
            MessageFaults.dropResponses(1),
            MessageFaults.delayRequests(1, Duration.ofMillis(1)),
            MessageFaults.delayResponses(1, Duration.ofMillis(1)));

    private Judgement judged(Service service, String model, int keys, List<MessageFault> faults) throws Exception {
        CampaignRun run = Campaign.of(service, Workloads.named(model, keys))
                .operations(200)
                .seed(7)
                .faults(faults)
                .run(directory);
        return Judgement.of(run, CheckOptions.defaults());
    }

    private static List<String> models() {
        return List.of(
                "register",
                "cas-register",
                "versioned-kv",
                "set",
                "fifo-queue",
                "unordered-queue",
                "mutex",
                "owner-mutex");
    }

    @ParameterizedTest
    @MethodSource("models")
    void acceptsCorrectService(String model) throws Exception {
        for (int keys : new int[] {0, 2}) {
            Judgement judgement = judged(Services.correct(model), model, keys, FAULTS);

            assertThat(judgement.is(Verdict.LINEARIZABLE))
                    .as(judgement.message(Verdict.LINEARIZABLE, ""))
                    .isTrue();
            assertThat(judgement.run().faults())
                    .containsOnlyKeys("delay-request", "delay-response", "drop-request", "drop-response");
            History history = judgement.history();
            assertThat(history.size()).isEqualTo(200);
            assertThat(history.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void rejectsWrongService(String model) throws Exception {
        Judgement judgement = judged(Services.wrong(model), model, 0, List.of());

        assertThat(judgement.result().verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void saysForWhichModelsThereIsOne() {
        assertThatThrownBy(() -> Workloads.named("no-such", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("register, cas-register, versioned-kv")
                .hasMessageContaining("'no-such'");
        assertThatThrownBy(() -> Workloads.named("register", -1)).hasMessage("keys must be at least 0, got -1");
    }
}
