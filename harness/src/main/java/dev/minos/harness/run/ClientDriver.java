package dev.minos.harness.run;

import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.ClientMachine.Step;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One client on one real thread, one operation at a time: it carries out what the {@link ClientMachine} wants, over the wire
 * and by the clock.
 *
 * <p>It is cancelled by telling it so through {@code cancelled} and then interrupting its thread. The attempt that is under
 * way ends as unknown, and everything begun is completed in the history.
 */
final class ClientDriver implements Runnable {
    private final ClientMachine machine;
    private final RecordedClient client;
    private final BooleanSupplier cancelled;

    ClientDriver(ClientMachine machine, RecordedClient client, BooleanSupplier cancelled) {
        this.machine = machine;
        this.client = client;
        this.cancelled = cancelled;
    }

    /** Works until it has made all its operations or is cancelled. */
    @Override
    public void run() {
        Step step = machine.start();
        while (!(step instanceof Step.End)) {
            if (step instanceof Step.Send send) {
                RecordedAttempts.Ended answer = client.invoke(send.request(), send.op(), send.attempt());
                step = machine.answered(answer.invoke(), answer.outcome());
            } else if (step instanceof Step.Pause pause) {
                pause(pause.nanos());
                step = machine.rested();
            } else if (step instanceof Step.Claim claim) {
                client.claim(claim);
                step = machine.claimed();
            }
        }
    }

    private void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0 && !cancelled.getAsBoolean()) {
            LockSupport.parkNanos(this, left);
            left = end - System.nanoTime();
        }
    }
}
