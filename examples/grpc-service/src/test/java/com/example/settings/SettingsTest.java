package com.example.settings;

import dev.minos.junit5.Faults;
import dev.minos.junit5.LinearizabilityTest;
import dev.minos.junit5.campaign.Answer;
import dev.minos.junit5.campaign.Request;
import dev.minos.junit5.campaign.Service;
import dev.minos.junit5.campaign.Session;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Five clients on three settings, messages that get lost: do the answers add up? */
class SettingsTest {
    /** A server on a free port; a connection for each client. */
    static final class SettingsService implements Service {
        private final SettingsServer server;

        SettingsService() throws IOException {
            server = new SettingsServer(0);
        }

        @Override
        public Session open(int client) {
            var channel = Grpc.newChannelBuilder("localhost:" + server.port(), InsecureChannelCredentials.create())
                    .disableRetry() // a retry that nobody records would be taken for one request
                    .build();
            return new Session() {
                @Override
                public Answer call(Request request) { // what it throws makes the outcome unknown
                    var stub = SettingsGrpc.newBlockingStub(channel).withDeadlineAfter(2, TimeUnit.SECONDS);
                    String name = (String) request.key();
                    if (request.f().equals("write")) {
                        stub.set(SetRequest.newBuilder().setName(name).setValue(request.number()).build());
                        return Answer.ok();
                    }
                    GetReply reply = stub.get(GetRequest.newBuilder().setName(name).build());
                    return Answer.ok(reply.hasValue() ? reply.getValue() : null);
                }

                @Override
                public void close() {
                    channel.shutdownNow();
                }
            };
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @LinearizabilityTest(service = SettingsService.class, model = "register", keys = 3, operations = 2_000,
            faults = @Faults(dropRequests = 2, dropResponses = 3))
    void answersAddUp() {}
}
