package dev.minos.harness.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.client.RetryLimits;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.service.Answer;
import dev.minos.harness.session.ClientMachine.Step;
import dev.minos.harness.workload.Intent;
import dev.minos.harness.workload.Intent.Basis;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operation after operation, without a wire and without a clock. */
final class ClientMachineTest {
    private final Tally tally = new Tally();
    private boolean cancelled;
    private long now;

    private ClientMachine machine(Agenda.Task... tasks) {
        Iterator<Agenda.Task> left = List.of(tasks).iterator();
        return new ClientMachine(
                new ClientConfig("c", List.of("k"), 0, Duration.ofNanos(5), Duration.ofNanos(7)),
                () -> left.hasNext() ? left.next() : null,
                Recovery.READ_BACK,
                new RetryLimits(3, 3, Duration.ofNanos(9)),
                () -> now,
                line -> {},
                tally,
                () -> cancelled);
    }

    private static Agenda.Task put(long op, Basis on) {
        return new Agenda.Task(op, new Intent.Put("k", on), 0);
    }

    private static Agenda.Task get(long op) {
        return new Agenda.Task(op, new Intent.Get("k"), 0);
    }

    private static Step sendPut(String value, long version, long op, int attempt) {
        return new Step.Send(VersionedRequests.put("k", value, version), op, attempt);
    }

    private static Step sendGet(long op, int attempt) {
        return new Step.Send(VersionedRequests.get("k"), op, attempt);
    }

    @Test
    void expectsTheVersionThatItSawLastOrTheOneBesideIt() {
        ClientMachine machine = machine(get(1), put(2, Basis.LATEST), put(3, Basis.STALE), put(4, Basis.FUTURE));

        assertThat(machine.start()).isEqualTo(sendGet(1, 1));
        assertThat(machine.answered(0, Answer.ok(new Versioned("x", 6)))).isEqualTo(new Step.Pause(5));
        assertThat(machine.rested()).isEqualTo(sendPut("c-2-1", 6, 2, 1));
        assertThat(machine.answered(2, Answer.ok(new Versioned("c-2-1", 7)))).isEqualTo(new Step.Pause(5));
        assertThat(machine.rested()).isEqualTo(sendPut("c-3-1", 6, 3, 1));
        assertThat(machine.answered(4, Answer.refused(VersionedKvModel.VERSION_MISMATCH, 7L)))
                .isEqualTo(sendPut("c-3-2", 7, 3, 2));
        assertThat(machine.answered(6, Answer.ok(new Versioned("c-3-2", 8)))).isEqualTo(new Step.Pause(5));
        assertThat(machine.rested()).isEqualTo(sendPut("c-4-1", 9, 4, 1));
        assertThat(machine.answered(8, Answer.refused(Answer.INVALID_ARGUMENT))).isEqualTo(new Step.Pause(7));
        assertThat(machine.rested()).isInstanceOf(Step.End.class);
        assertThat(tally.operations).isEqualTo(4);
    }

    @Test
    void claimsByTheIndexOfTheInvoke() {
        ClientMachine machine = machine(put(1, Basis.LATEST));

        machine.start();
        assertThat(machine.answered(40, Answer.unknown("unavailable"))).isEqualTo(new Step.Pause(9));
        assertThat(machine.rested()).isEqualTo(sendGet(1, 1));
        assertThat(machine.answered(43, Answer.ok(new Versioned("c-1-1", 1))))
                .isEqualTo(new Step.Claim("k", List.of(40L), 1, 1));
        assertThat(machine.claimed()).isEqualTo(new Step.Pause(5));
    }

    @Test
    void waitsForAnOperationsTimeAndNotLonger() {
        ClientMachine machine =
                machine(new Agenda.Task(1, new Intent.Get("k"), 100), new Agenda.Task(2, new Intent.Get("k"), 100));

        now = 30;
        assertThat(machine.start()).isEqualTo(new Step.Pause(70));
        now = 100;
        assertThat(machine.rested()).isEqualTo(sendGet(1, 1));
        machine.answered(0, Answer.ok());
        assertThat(machine.rested()).isEqualTo(sendGet(2, 1));
    }

    @Test
    void beginsNothingMoreWhenItIsCancelledButSaysWhatItKnows() {
        ClientMachine machine = machine(put(1, Basis.LATEST), put(2, Basis.LATEST));
        machine.start();
        machine.answered(0, Answer.unknown("unavailable"));
        machine.rested();

        cancelled = true;
        assertThat(machine.answered(2, Answer.ok(new Versioned("c-1-1", 1))))
                .isEqualTo(new Step.Claim("k", List.of(0L), 1, 1));
        machine.claimed();
        assertThat(machine.rested()).isInstanceOf(Step.End.class);
        assertThat(tally.operations).isEqualTo(1);
    }

    @Test
    void doesNotBeginAnOperationForWhichItWasCancelledWhileItWaited() {
        ClientMachine machine = machine(new Agenda.Task(1, new Intent.Get("k"), 100));
        machine.start();

        cancelled = true;

        assertThat(machine.rested()).isInstanceOf(Step.End.class);
    }

    @Test
    void refusesReportsThatAnswerNothing() {
        ClientMachine machine = machine(put(1, Basis.LATEST));
        machine.start();

        assertThatThrownBy(machine::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(machine::rested)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("rested() does not answer the last step: c is in phase PUT");
        assertThatThrownBy(machine::claimed).isInstanceOf(IllegalStateException.class);
        machine.answered(0, Answer.ok(new Versioned("c-1-1", 1)));
        assertThatThrownBy(() -> machine.answered(2, Answer.ok())).isInstanceOf(IllegalStateException.class);
    }
}
