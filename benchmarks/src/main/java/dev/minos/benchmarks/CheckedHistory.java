package dev.minos.benchmarks;

import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.ChainProof;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.history.History;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import dev.minos.checker.testing.HistoryGenerator;
import dev.minos.checker.testing.HistoryGenerator.Violation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Makes one history and decides it several times, in a JVM of its own, and prints what came out on one line:
 *
 * <pre>
 * first=0.412 median=0.103 heap=151 resident=231 verdict=LINEARIZABLE
 * </pre>
 *
 * <p>Seconds of the first run, in a cold JVM, and the median of the others; MiB of heap in use at most during the runs, and
 * of memory that the process had from the operating system at most (0 where that cannot be known), the making of the history
 * included.
 */
final class CheckedHistory {
    private static final long SEED = 1;
    private static final double UNKNOWN_PERCENT = 3;
    private static final Duration RUN_MAX = Duration.ofSeconds(20);
    private static final Path STATUS = Path.of("/proc/self/status");

    private CheckedHistory() {}

    /** Which engine decides. */
    enum Engine {
        SEARCH {
            @Override
            String decide(History history) {
                Budget budget = Budget.of(RUN_MAX, Runtime.getRuntime().maxMemory() / 2);
                VersionedKvModel model = new VersionedKvModel();
                for (int key = 0; key < history.keys().size(); key++) {
                    Search search = WingGongLoweSearch.search(model, history.operationsOfKey(key), budget);
                    if (!(search instanceof Search.Linearizable)) {
                        return search instanceof Search.Unknown ? "UNKNOWN" : "NOT_LINEARIZABLE";
                    }
                }
                return "LINEARIZABLE";
            }
        },
        CHAIN {
            @Override
            String decide(History history) {
                for (int key = 0; key < history.keys().size(); key++) {
                    if (!Chain.solve(VersionedOps.of(history, key)).isLinearizable()) {
                        return "NOT_LINEARIZABLE";
                    }
                }
                return "LINEARIZABLE";
            }
        },
        /** The chain, and the replay of its linearization that every verdict waits for. */
        CHAIN_AND_PROOF {
            @Override
            String decide(History history) {
                for (int key = 0; key < history.keys().size(); key++) {
                    Chain chain = Chain.solve(VersionedOps.of(history, key));
                    if (!chain.isLinearizable() || ChainProof.check(chain) != null) {
                        return "NOT_LINEARIZABLE";
                    }
                }
                return "LINEARIZABLE";
            }
        };

        abstract String decide(History history);
    }

    /** Arguments: engine, operations, clients, keys, runs. */
    public static void main(String[] args) throws IOException {
        Engine engine = Engine.valueOf(args[0]);
        History history = HistoryGenerator.generate(
                SEED,
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                UNKNOWN_PERCENT,
                Violation.NONE);
        int runs = Integer.parseInt(args[4]);
        System.gc(); // of the generator's garbage, which is none of the engine's
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        double[] seconds = new double[runs];
        String verdict = "";
        for (int run = 0; run < runs; run++) {
            long begin = System.nanoTime();
            verdict = engine.decide(history);
            seconds[run] = (System.nanoTime() - begin) / 1e9;
        }
        double median = runs == 1 ? seconds[0] : Medians.over(runs - 1, i -> seconds[i + 1]);
        long heap = heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        System.out.println(String.format(
                Locale.ROOT,
                "first=%.3f median=%.3f heap=%d resident=%d verdict=%s",
                seconds[0],
                median,
                heap >> 20,
                residentMiB(),
                verdict));
    }

    private static java.util.stream.Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    private static long residentMiB() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                .findFirst()
                .orElse(0);
    }
}
