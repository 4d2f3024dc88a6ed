package dev.minos.junit5;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs a class of tests as a build does, with recordings below a directory. */
record EngineRun(Path directory) {
    /** @param parameters of the configuration, each name followed by its value */
    EngineExecutionResults of(Class<?> tests, String... parameters) {
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("minos.directory", directory.toString())
                .selectors(selectClass(tests));
        for (int i = 0; i < parameters.length; i += 2) {
            kit.configurationParameter(parameters[i], parameters[i + 1]);
        }
        return kit.execute();
    }

    static List<Throwable> thrown(EngineExecutionResults results) {
        return results.testEvents().finished().stream()
                .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
                .flatMap(result -> result.getThrowable().stream())
                .toList();
    }

    /** All tests pass. */
    void passes(Class<?> tests, int count) {
        of(tests).testEvents().assertStatistics(stats -> stats.started(count).succeeded(count));
    }

    /** What the one test threw that failed, and nothing but that failed. */
    Throwable thrownBy(Class<?> tests, String... parameters) {
        EngineExecutionResults results = of(tests, parameters);
        results.containerEvents().assertStatistics(stats -> stats.failed(0));
        results.testEvents().assertStatistics(stats -> stats.started(1).failed(1));
        return thrown(results).get(0);
    }

    /** The message of the one test that failed, and nothing but that failed. */
    String failure(Class<?> tests, String... parameters) {
        return Objects.requireNonNull(thrownBy(tests, parameters).getMessage());
    }

    static String firstLine(String message) {
        return message.lines().findFirst().orElseThrow();
    }

    List<Path> histories() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("history.jsonl")).toList();
        }
    }
}
