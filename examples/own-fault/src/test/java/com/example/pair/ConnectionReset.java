package com.example.pair;

import dev.minos.junit5.campaign.Answer;
import dev.minos.junit5.campaign.Attempt;
import dev.minos.junit5.campaign.MessageFault;
import java.io.IOException;

/**
 * The request is carried out, and the connection breaks before the answer is there. Not the same as a lost response: the client has
 * to connect again.
 */
final class ConnectionReset implements MessageFault {
    @Override
    public String name() {
        return "connection-reset";
    }

    @Override
    public double percent() {
        return 2;
    }

    @Override
    public Answer strike(Attempt attempt) throws Exception {
        attempt.send();
        attempt.struck();
        throw new IOException("connection reset"); // what is thrown makes the outcome unknown
    }
}
