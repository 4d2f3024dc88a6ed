package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Versioned;
import dev.minos.faults.Disruption;
import dev.minos.faults.DurationRange;
import dev.minos.harness.client.Lane;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.session.Outages;
import dev.minos.harness.system.SystemUnderTest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class NemesisChronicleTest {
    private final CountingSystem system = new CountingSystem();
    private final Ending ending = new Ending();
    private final NemesisChronicle chronicle =
            new NemesisChronicle(Recorder.none(), system, ending, new Outages(() -> 0));

    private final NemesisFault fault = new NemesisFault(
            Disruption.RESET,
            Duration.ofSeconds(1),
            null,
            DurationRange.parse("1s"),
            NemesisFault.ALL,
            Duration.ZERO,
            NemesisFault.FOREVER);

    @Test
    void reconnectsTheClientsOfWhatIsWellAgain() {
        chronicle.ended(fault, "client_1-server");
        ending.complete();
        chronicle.ended(fault, "client_2-server");

        assertThat(system.reconnected).isEqualTo(2);
        assertThat(chronicle.survived()).isEqualTo(Map.of(Disruption.RESET, 2L));
    }

    /** Ctrl-C on a terminal goes to the server as well, and every link would wait for it in vain. */
    @Test
    void waitsForNoConnectionWhenTheRunWasStopped() {
        ending.stop();

        chronicle.ended(fault, "client_1-server");

        assertThat(system.reconnected).isZero();
        assertThat(chronicle.survived()).isEqualTo(Map.of(Disruption.RESET, 1L));
    }

    @Test
    void waitsForNoConnectionWhenTheRunWasInterrupted() {
        Thread.currentThread().interrupt();
        assertThat(ending.await(Duration.ofSeconds(1))).contains(RunResult.End.STOPPED);

        chronicle.ended(fault, "client_1-server");

        assertThat(system.reconnected).isZero();
    }

    @Test
    void waitsForNoConnectionWhenTheRunHasFailed() {
        ending.fail("the disk is full");

        chronicle.ended(fault, "client_1-server");

        assertThat(system.reconnected).isZero();
    }

    private static final class CountingSystem implements SystemUnderTest {
        int reconnected;

        @Override
        public void reconnect() {
            reconnected++;
        }

        @Override
        public Lane openLane(int number) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String address() {
            return "nowhere:1";
        }

        @Override
        public boolean isOurs() {
            return true;
        }

        @Override
        public Optional<SortedMap<String, Versioned>> finalState() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
