package dev.minos.harness.sim;

import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Call;
import dev.minos.harness.session.Agenda;
import org.jspecify.annotations.Nullable;

/** Everything in a simulation that could be otherwise: what clients do, and what befalls their messages and the server. */
interface Scenario {

    /** Returns what a client is to do, by its number in the config; asked once for each. */
    Agenda agenda(int client);

    /** Returns whether a fault strikes an attempt of the client of that number; the same however often it is asked. */
    boolean strikes(MessageFault fault, int client, Call call);

    /** Returns the next fault of the server; null when there is none any more. None begins before the last has ended. */
    @Nullable ServerFault nextServerFault();
}
