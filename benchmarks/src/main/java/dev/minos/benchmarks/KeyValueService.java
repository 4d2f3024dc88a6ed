package dev.minos.benchmarks;

import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import java.io.IOException;

/** The reference service in a process of its own, as it is without faults and logs. Ends with its standard input. */
final class KeyValueService {
    private KeyValueService() {}

    public static void main(String[] args) throws IOException {
        try (KvServer server = KvServer.start(ServerConfig.loopback())) {
            ChildJvm.serve(server.address());
        }
    }
}
