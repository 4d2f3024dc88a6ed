package dev.minos.benchmarks;

import dev.minos.faults.FaultRule;
import dev.minos.server.KvServer;
import dev.minos.server.LeakDetection;
import dev.minos.server.ServerConfig;
import java.io.IOException;
import java.util.List;

/** The reference service in a process of its own, as it is without faults and logs; or with all of them, at rate 0. Ends with its standard input. */
final class KeyValueService {
    /** The argument that configures every fault, none of which ever strikes. */
    static final String WITH_FAULTS = "with-faults";

    private KeyValueService() {}

    public static void main(String[] args) throws IOException {
        LeakDetection.turnOff();
        List<FaultRule> faults =
                List.of(args).contains(WITH_FAULTS) ? FaultsBenchmark.never(FaultRule.Side.SERVER) : List.of();
        try (KvServer server =
                KvServer.start(ServerConfig.builder().faults(faults).build())) {
            ChildJvm.serve(server.address());
        }
    }
}
