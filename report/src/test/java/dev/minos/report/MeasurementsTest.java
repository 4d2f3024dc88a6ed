package dev.minos.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.report.FaultBands.Band;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementsTest {
    @TempDir
    Path directory;

    @Test
    void countsOutcomesByFunctionClientAndKey() throws IOException {
        Measurements measured = Measurements.of(new Recorded()
                .invokePut(0, "x", "a", 0)
                .invokeGet(1, "x")
                .okPut(0, "x", "a", 1)
                .event("info", 1, "get", "x", null, "deadline-exceeded", null)
                .invokePut(0, "y", "b", 4)
                .event("fail", 0, "put", "y", null, List.of("version-mismatch", 7L), null)
                .invokeGet(0, "y")
                .in(directory));
        assertThat(measured.all().called()).isEqualTo(4);
        assertThat(measured.all().ok()).isEqualTo(1);
        assertThat(measured.all().fail()).isEqualTo(1);
        assertThat(measured.all().unknown()).as("one gave up, one never ended").isEqualTo(2);
        assertThat(measured.functions()).extracting(Tally::name).containsExactly("get", "put");
        assertThat(measured.keys()).extracting(Tally::name).containsExactly("x", "y");
        assertThat(measured.clients()).extracting(Map.Entry::getKey).containsExactly("process 0", "process 1");
        assertThat(measured.errors())
                .containsExactly(Map.entry("fail version-mismatch", 1L), Map.entry("info deadline-exceeded", 1L));
        assertThat(measured.concurrency()).isEqualTo(2);
        assertThat(measured.concurrencyOfKey()).isEqualTo(2);
        assertThat(measured.overTime().lastNanos()).isEqualTo(6 * Recorded.STEP_NANOS);
        assertThat(measured.all().quantile(50)).isEqualTo("100 µs");
    }

    /** How quickly a client finds out that it has no connection says nothing about the service. */
    @Test
    void whatWasNeverSentIsNoLatency() throws IOException {
        Measurements measured = Measurements.of(new Recorded()
                .invokePut(0, "x", "a", 0)
                .invokeGet(1, "x")
                .note("fault", "drop-request", Map.of("invoke", 7L))
                .okPut(0, "x", "a", 1)
                .event("fail", 1, "get", "x", null, "not-connected", null)
                .in(directory));
        assertThat(measured.all().fail()).isEqualTo(1);
        assertThat(measured.errors()).containsExactly(Map.entry("fail not-connected", 1L));
        Tally get = measured.functions().get(0);
        Tally put = measured.functions().get(1);
        assertThat(measured.all().longest()).isEqualTo(put.longest()).isEqualTo("300 µs");
        assertThat(get.longest()).isEqualTo("–");
    }

    @Test
    void whatWasTurnedDownIsALatency() throws IOException {
        Measurements measured = Measurements.of(new Recorded()
                .invokeGet(1, "x")
                .event("fail", 1, "get", "x", null, "invalid-argument", null)
                .in(directory));
        assertThat(measured.all().longest()).isNotEqualTo("–");
    }

    @Test
    void nemesisEventsAreBands() throws IOException {
        List<Band> bands = Measurements.of(new Recorded()
                        .note("nemesis", "kill", Map.of("node", "n1", "phase", "begin"))
                        .note("nemesis", "pause", Map.of("node", "n2", "phase", "begin"))
                        .note("nemesis", "kill", Map.of("node", "n1", "phase", "end"))
                        .note("nemesis", "heal", Map.of())
                        .note("nemesis", "start-partition", "majority")
                        .note("nemesis", "start-partition", "done")
                        .note("nemesis", "stop-partition", "done")
                        .in(directory))
                .bands();
        assertThat(bands).extracting(Band::label).containsExactly("kill n1", "pause n2", "heal", "partition");
        assertThat(bands).extracting(Band::fromPosition).containsExactly(0, 1, 3, 4);
        assertThat(bands).extracting(Band::toPosition).containsExactly(2, -1, 3, 6);
        assertThat(bands).extracting(Band::isMoment).containsExactly(false, false, true, false);
    }

    @Test
    void faultsAreCountedByName() throws IOException {
        Measurements measured = Measurements.of(new Recorded()
                .invokeGet(0, "x")
                .note("fault", "drop-request", Map.of("invoke", 0L))
                .note("fault", "drop-request", Map.of("invoke", 0L))
                .note("fault", "duplicate", Map.of("invoke", 0L))
                .in(directory));
        assertThat(measured.faults()).containsExactly(Map.entry("drop-request", 2L), Map.entry("duplicate", 1L));
        assertThat(measured.bands()).isEmpty();
    }

    /** As Jepsen and the harness number processes: after info the number plus the number of clients. */
    @Test
    void aProcessThatFollowsARetiredOneGoesOnInItsRow() throws IOException {
        Measurements measured = Measurements.of(new Recorded()
                .invokeGet(0, "x")
                .invokeGet(1, "x")
                .event("info", 0, "get", "x", null, null, null)
                .event("info", 1, "get", "x", null, null, null)
                .invokeGet(3, "x")
                .invokeGet(2, "x")
                .in(directory));
        assertThat(measured.clients()).extracting(Map.Entry::getKey).containsExactly("process 0", "process 1");
        assertThat(measured.clients())
                .extracting(client -> client.getValue().called())
                .containsExactly(2L, 2L);
    }

    @Test
    void clientsAreRowsWhereTheyAreNamed() throws IOException {
        Measurements measured = Measurements.of(new Recorded()
                .event("invoke", 0, "get", "x", null, null, "client_10")
                .event("invoke", 1, "get", "x", null, null, "client_2")
                .event("info", 0, "get", "x", null, null, "client_10")
                .event("invoke", 2, "get", "x", null, null, "client_10")
                .in(directory));
        assertThat(measured.clients()).extracting(Map.Entry::getKey).containsExactly("client_2", "client_10");
    }
}
