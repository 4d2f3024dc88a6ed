package dev.minos.harness.run;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.Client;
import dev.minos.harness.fault.ClientFaults;
import dev.minos.harness.service.Answer;
import dev.minos.harness.service.Request;
import dev.minos.harness.session.ClientMachine;

/**
 * A connection whose every wire attempt stands in the history, and the fault that kept it from being sent. Used by one thread.
 */
final class RecordedClient {
    private final Client client;
    private final String name;
    private final RecordedAttempts attempts;

    RecordedClient(Client client, String name, ClientFaults faults, RecordedAttempts attempts) {
        this.client = faults.around(client, name, attempts::struck);
        this.name = name;
        this.attempts = attempts;
    }

    /** Makes one attempt. */
    RecordedAttempts.Ended invoke(Request request, long op, int attempt) {
        Call call = new Call(request, name, op, attempt);
        Answer lost = attempts.begin(call);
        Answer outcome = lost == null ? client.invoke(call) : lost;
        Call again = attempts.sentAgain(call, outcome);
        if (again != null) {
            lost = attempts.beginAgain(again);
            outcome = lost == null ? client.invoke(again) : lost;
        }
        return attempts.end(call, outcome);
    }

    void claim(ClientMachine.Step.Claim claim) {
        attempts.claim(claim);
    }
}
