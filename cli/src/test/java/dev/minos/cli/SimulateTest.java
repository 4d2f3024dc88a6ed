package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code minos run --simulate}, alone, with many seeds, and from a plan. */
class SimulateTest {
    @TempDir
    private Path directory;

    private Invocation simulate(int operations, Object... options) throws IOException {
        Object[] first = {"run", CampaignFile.ofOperations(directory, operations), "--simulate", "--out", runs()};
        return Invocation.of(Stream.concat(Stream.of(first), Stream.of(options)).toArray());
    }

    private Path runs() {
        return directory.resolve("runs");
    }

    private byte[] latestHistory() throws IOException {
        return Files.readAllBytes(runs().resolve("latest").resolve("history.jsonl"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void leavesARunLikeAnyOtherAndTheSameOneAgain() throws IOException {
        Invocation run = simulate(2_000, "--seed", 5);
        byte[] history = latestHistory();

        assertThat(run.exit()).isZero();
        assertThat(run.lastLine()).startsWith("LINEARIZABLE\t");
        assertThat(run.out()).contains("; the server's apply log confirms ", "=== Final Storage State ===");
        assertThat(run.errLines()).isEmpty();
        assertThat(names(runs().resolve("latest")))
                .containsExactly(
                        "apply-log.jsonl", "history.jsonl", "report.html", "results.json", "run.json", "run.log");
        JsonNode facts = JsonMapper.shared()
                .readTree(Files.readString(runs().resolve("latest").resolve("run.json")));
        assertThat(facts.get("system").get("address").asString()).isEqualTo("simulated");
        assertThat(facts.get("outcome").asString()).isEqualTo("completed");
        assertThat(Invocation.of("check", runs().resolve("latest")).exit()).isZero();

        simulate(2_000, "--seed", 5);
        assertThat(latestHistory()).isEqualTo(history);
        simulate(2_000, "--seed", 6);
        assertThat(latestHistory()).isNotEqualTo(history);
    }

    @Test
    void judgesManySeedsAndKeepsNoneThatPasses() throws IOException {
        Invocation run = simulate(200, "--runs", 30, "--seed", 7);

        assertThat(run.exit()).isZero();
        assertThat(run.outLines().get(1)).isEqualTo("30 simulated runs, seeds 7 to 36, 200 operations each");
        assertThat(run.lastLine())
                .matches(
                        "LINEARIZABLE\tsimulated short\t\\d+ operations, 30 runs, 0 failed, \\d+ claims \\((\\d+) proved,"
                                + " \\d+ undecided, 0 false\\), \\d+\\.\\d\\d s");
        assertThat(runs()).doesNotExist();
    }

    @Test
    void keepsWhatFailsAndShrinksTheFirst() throws IOException {
        Invocation run = simulate(300, "--runs", 3, "--seed", 1, "--bug", "lost-update");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.lastLine()).startsWith("NOT_LINEARIZABLE\t").contains("3 runs, 3 failed");
        Path kept = Path.of(run.lastLine().split("\t", -1)[1]);
        assertThat(names(kept)).containsExactly("seed-1", "seed-1-shrunk", "seed-2", "seed-3");
        assertThat(run.out()).contains("seed 1, shrunk to ", "NOT LINEARIZABLE: key ");

        assertPrintedCommandRepeats(run, "--seed 1", kept.resolve("seed-1"));
        assertPrintedCommandRepeats(run, "--plan ", kept.resolve("seed-1-shrunk"));
    }

    /** What is printed as the command for it gives the very same history. */
    private void assertPrintedCommandRepeats(Invocation run, String mark, Path original) throws IOException {
        String command = run.outLines().stream()
                .filter(line -> line.startsWith("  scripts/minos run ") && line.contains(mark))
                .findFirst()
                .orElseThrow();
        Object[] arguments = Arrays.stream(command.strip().split(" ")).skip(1).toArray();
        Stream<Object> elsewhere = command.contains("--out") ? Stream.of() : Stream.of("--out", runs());

        Invocation again =
                Invocation.of(Stream.concat(Stream.of(arguments), elsewhere).toArray());

        assertThat(again.exit()).isEqualTo(1);
        assertThat(latestHistory()).isEqualTo(Files.readAllBytes(original.resolve("history.jsonl")));
    }

    @Test
    void catchesClientsThatAssume() throws IOException {
        Invocation run = simulate(500, "--runs", 2, "--recovery", "assume");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.lastLine()).startsWith("LINEARIZABLE\t").contains("2 runs, 2 failed");
        assertThat(run.out()).contains("FALSE RECOVERY: client_");
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        assertThat(simulate(10, "--runs", 0).exit()).isEqualTo(64);
        assertThat(simulate(10, "--system", "process").err()).contains("--system is not for --simulate");
        Invocation real = Invocation.of("run", CampaignFile.ofOperations(directory, 10), "--runs", 2);
        assertThat(real.exit()).isEqualTo(64);
        assertThat(real.err()).contains("--runs needs --simulate");
        Invocation plan = Invocation.of("run", "--plan", directory.resolve("none.json"));
        assertThat(plan.exit()).isEqualTo(64);
        assertThat(plan.err()).contains("there is no such file");
        assertThat(Invocation.of("run", "--plan", "p.json", "--seed", 1).err()).contains("--plan says everything");
    }

    @Test
    void saysWhenNothingWasPutToTheTest() throws IOException {
        Invocation run = simulate(1, "--runs", 2);

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("the 2 runs are vacuous: no two operations were ever under way at once");
    }
}
