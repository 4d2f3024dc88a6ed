package dev.minos.benchmarks;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.CasRegisterModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Checks all histories of a directory as {@code cas-register}, one after the other and all of them again and again, in a JVM of
 * its own:
 *
 * <pre>
 * histories=102 first=0.212 median=0.011 unknown=0
 * </pre>
 *
 * <p>Seconds of the first time, in a cold JVM, and the median of the others; reading is not part of it, the first bad operation
 * of a history that is not linearizable is, the search for a minimal core is not.
 */
final class RecordedLogs {
    private RecordedLogs() {}

    /** Arguments: the directory, runs. */
    public static void main(String[] args) throws IOException {
        List<History> histories = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                histories.add(HistoryReader.read(file));
            }
        }
        Checker checker = new Checker(CheckOptions.defaults().withArguments(false));
        int runs = Integer.parseInt(args[1]);
        double[] seconds = new double[runs];
        int unknown = 0;
        for (int run = 0; run < runs; run++) {
            unknown = 0;
            long begin = System.nanoTime();
            for (History history : histories) {
                Verdict verdict = checker.check(history, new CasRegisterModel()).verdict();
                unknown += verdict == Verdict.UNKNOWN ? 1 : 0;
            }
            seconds[run] = (System.nanoTime() - begin) / 1e9;
        }
        double median = runs == 1 ? seconds[0] : Medians.over(runs - 1, i -> seconds[i + 1]);
        System.out.println(String.format(
                Locale.ROOT,
                "histories=%d first=%.6f median=%.6f unknown=%d",
                histories.size(),
                seconds[0],
                median,
                unknown));
    }
}
