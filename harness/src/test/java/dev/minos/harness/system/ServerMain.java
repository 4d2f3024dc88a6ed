package dev.minos.harness.system;

import dev.minos.faults.FaultRule;
import dev.minos.faults.FaultRuleText;
import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import dev.minos.server.ServerListener;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server in a process of its own for tests: the command's options, read without its comfort. */
public final class ServerMain {
    private ServerMain() {}

    /** Serves until SIGTERM, or the end of the input. */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = new HashMap<>();
        List<FaultRule> faults = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            boolean isFlag = args[i].equals("--until-input-ends") || args[i].equals("--insecure");
            if (args[i].equals("--fault")) {
                faults.add(FaultRuleText.parse(args[++i]));
            } else {
                options.put(args[i], isFlag ? "" : args[++i]);
            }
        }
        ServerConfig config = ServerConfig.builder()
                .host(options.getOrDefault("--host", ServerConfig.loopback().host()))
                .insecure(options.containsKey("--insecure"))
                .port(Integer.parseInt(option(options, "--port")))
                .faults(faults)
                .seed(Long.parseLong(option(options, "--seed")))
                .applyLog(Path.of(option(options, "--apply-log")))
                .faultLog(Path.of(option(options, "--fault-log")))
                .listener(ServerListener.printing(System.err::println))
                .build();
        KvServer server = KvServer.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            System.out.print(FinalStorageState.format(EmbeddedKv.versioned(server.snapshot())));
            System.out.flush();
        }));
        System.out.println("KV Server listening on " + server.address());
        if (options.containsKey("--until-input-ends")) {
            System.in.transferTo(OutputStream.nullOutputStream());
            System.exit(0);
        }
        Thread.currentThread().join();
    }

    private static String option(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("missing " + name);
        }
        return value;
    }
}
