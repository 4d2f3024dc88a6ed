package dev.minos.harness.netns;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Whether this machine lets us make network namespaces, and what there is of ours. */
public final class NamespacesHere {
    private static final Path ALL = Path.of("/var/run/netns");

    private NamespacesHere() {}

    /** Skips the test, with the reason, where there cannot be any. Asks the system, not the code under test, which may be wrong. */
    public static void assumePossible() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "skipped: network namespaces need Linux");
        assumeTrue(succeeds("test \"$(id -u)\" = 0"), "skipped: network namespaces need root");
        assumeTrue(succeeds("command -v ip"), "skipped: ip is not here (apt-get install iproute2)");
        assumeTrue(succeeds("command -v nft"), "skipped: nft is not here (apt-get install nftables)");
        String probe = "minostest" + ProcessHandle.current().pid();
        assumeTrue(
                succeeds("ip netns add " + probe + " && { ip netns exec " + probe
                        + " nft list ruleset; s=$?; ip netns del " + probe + "; exit $s; }"),
                "skipped: this machine does not let root make a network namespace with nftables");
    }

    private static boolean succeeds(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    /** Returns the names of the namespaces that a run of that process has made and not removed. */
    public static List<String> of(long pid) throws IOException {
        if (!Files.exists(ALL)) {
            return List.of();
        }
        try (Stream<Path> namespaces = Files.list(ALL)) {
            return namespaces
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("minos-" + pid + "-"))
                    .toList();
        }
    }
}
