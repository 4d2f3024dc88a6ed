package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.faults.SeededBug;
import dev.minos.harness.client.ClientBug;
import dev.minos.harness.client.SeededBugs;
import dev.minos.server.bug.Bug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code minos detect}, in simulation; on processes CI runs it whole. */
class DetectCommandTest {
    private static final Path CATALOGUE = Path.of("..", "docs", "bugs.md");

    @TempDir
    private Path directory;

    private Invocation detect(Path config, Object... options) {
        Object[] first = {"detect", config, "--quick", "--simulate"};
        return Invocation.of(Stream.concat(Stream.of(first), Stream.of(options)).toArray());
    }

    private Path config(String more) throws IOException {
        Path file = CampaignFile.ofOperations(directory, 300);
        return Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{" + more));
    }

    /** Without the last column of its rows, and the last line's seconds: they depend on the machine. */
    private static List<String> withoutWall(Invocation detection) {
        return detection.outLines().stream()
                .map(line -> line.replaceFirst("\\S+$", "")
                        .replaceFirst("[\\d.]+ $", "")
                        .stripTrailing())
                .toList();
    }

    @Test
    void printsATableOfWhatWasCaughtAndOfWhatWasNotAccused() throws IOException {
        Invocation run = detect(config(""), "--bug", "lost-update,naive-recovery");

        assertThat(run.exit()).isZero();
        assertThat(run.errLines()).isEmpty();
        assertThat(run.outLines()).hasSize(9);
        assertThat(run.outLines().get(0)).matches("bug +on +caught +evidence +operations +seconds +wall");
        assertThat(run.outLines().get(1))
                .matches("lost-update +simulation +3/3 +not linearizable +\\d+ +0\\.\\d{3} +\\d+\\.\\d{3}");
        assertThat(run.outLines().get(2))
                .matches("naive-recovery +simulation +3/3 +false recovery +\\d+ +0\\.\\d{3} +\\d+\\.\\d{3}");
        assertThat(run.outLines().get(4)).matches("correct server on +on +runs +operations +false alarms");
        assertThat(run.outLines().get(5)).matches("storage memory +simulation +40 +[\\d,]+ +0");
        assertThat(run.outLines().get(6)).matches("storage file +simulation +40 +[\\d,]+ +0");
        assertThat(run.lastLine())
                .matches("DETECTED\t2 of 2 bugs caught, 0 of them on real processes too, 0 false alarms in 80 runs of"
                        + " correct servers, \\d+\\.\\d s");
    }

    @Test
    void findsTheSameWithTheSameSeed() throws IOException {
        Path config = config("");
        Invocation one = detect(config, "--bug", "stale-read", "--seed", 5);
        Invocation again = detect(config, "--bug", "stale-read", "--seed", 5);
        Invocation other = detect(config, "--bug", "stale-read", "--seed", 6);

        assertThat(withoutWall(one)).isEqualTo(withoutWall(again)).isNotEqualTo(withoutWall(other));
    }

    @Test
    void failsWhereABugSurvivesAndSaysWhatItNeeds() throws IOException {
        Path calm = config("\"simulation\": {\"duplicate_rate\": 0}, ");

        Invocation run = detect(calm, "--bug", "applied-twice,lost-update");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.outLines().get(1)).matches("applied-twice +simulation +0/3 +SURVIVED +- +- +-");
        assertThat(run.outLines().get(2)).contains("3/3");
        assertThat(run.err())
                .contains(
                        "minos detect: applied-twice (simulation) survived 3 of 3 trials; to show it needs requests that"
                                + " arrive twice");
        assertThat(run.lastLine()).startsWith("NOT_DETECTED\t1 of 2 bugs caught, ");
    }

    /** The "correct" server is one with a bug: what would be a false alarm if it were not. */
    @Test
    void failsWhereTheCorrectServerIsAccused() throws IOException {
        Invocation run = detect(config("\"bug\": \"lost-update\", "), "--bug", "stale-read");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.outLines()).anyMatch(line -> line.matches("storage memory +simulation +40 +[\\d,]+ +40"));
        assertThat(run.err())
                .contains(
                        "minos detect: FALSE ALARM: the correct server on memory (simulation): not linearizable, seed 1");
        assertThat(run.lastLine())
                .startsWith("NOT_DETECTED\t1 of 1 bugs caught, ")
                .contains(", 80 false alarms in 80 runs");
    }

    @Test
    void printsOneObjectALine() throws IOException {
        Invocation run = detect(config(""), "--bug", "timeout-as-fail", "--format", "json");

        assertThat(run.exit()).isZero();
        List<JsonNode> objects =
                run.outLines().stream().map(JsonMapper.shared()::readTree).toList();
        assertThat(objects).hasSize(3);
        assertThat(objects.get(0).get("bug").asString()).isEqualTo("timeout-as-fail");
        assertThat(objects.get(0).get("side").asString()).isEqualTo("client");
        assertThat(objects.get(0).get("caught").intValue()).isEqualTo(3);
        assertThat(objects.get(0).get("evidence").get("not linearizable").intValue())
                .isEqualTo(3);
        assertThat(objects.get(0).get("operations").longValue()).isPositive();
        assertThat(objects.get(1).get("storage").asString()).isEqualTo("memory");
        assertThat(objects.get(2).get("runs").intValue()).isEqualTo(40);
        assertThat(objects.get(2).get("false-alarms").size()).isZero();
    }

    @Test
    void listsTheCatalogue() {
        Invocation list = Invocation.of("detect", "--list");

        assertThat(list.exit()).isZero();
        assertThat(list.outLines()).hasSize(2 * SeededBugs.ALL.size());
        assertThat(list.outLines().get(0)).matches("lost-update +server +Checks the version .*\\.");
        assertThat(list.outLines().get(1)).matches(" +needs operations that overlap");
        assertThat(list.lastLine()).matches(" +needs attempts of unknown outcome");
    }

    @Test
    void refusesABugThatIsNotKnown() {
        Invocation run = Invocation.of("detect", "--bug", "none");

        assertThat(run.exit()).isEqualTo(64);
        assertThat(run.err()).contains("--bug must be one of lost-update, ").contains(", got none");
    }

    @Test
    void helpNamesEveryBug() {
        String help = Invocation.of("detect", "--help").out()
                + Invocation.of("run", "--help").out();
        String server = Invocation.of("server", "--help").out().replaceAll("\\s+", "");

        assertThat(SeededBugs.ALL.stream().map(SeededBug::bugName)).allMatch(help.replaceAll("\\s+", "")::contains);
        assertThat(Arrays.stream(Bug.values()).map(Bug::bugName)).allMatch(server::contains);
        assertThat(Arrays.stream(ClientBug.values()).map(ClientBug::bugName)).noneMatch(server::contains);
    }

    /** Each has its paragraph, with a source, under the words by which the program knows it. */
    @ParameterizedTest
    @FieldSource("dev.minos.harness.client.SeededBugs#ALL")
    void theDocumentationHasEveryBug(SeededBug bug) throws IOException {
        String text = Files.readString(CATALOGUE);
        String heading = "\n### " + bug.bugName() + "\n";

        assertThat(text).contains(heading);
        String section = text.substring(text.indexOf(heading) + heading.length());
        section = section.substring(0, section.indexOf("\n##"));
        String flowing = section.replaceAll("\\s+", " ");
        assertThat(flowing)
                .contains(bug.summary())
                .contains("Needs " + bug.need().words() + ".");
        assertThat(section).containsPattern("\\(https://|\\*[A-Z]");
    }

    @Test
    void theDocumentationHasNoOtherBug() throws IOException {
        assertThat(Files.readAllLines(CATALOGUE).stream()
                        .filter(line -> line.startsWith("### "))
                        .map(line -> line.substring(4)))
                .containsExactlyElementsOf(
                        SeededBugs.ALL.stream().map(SeededBug::bugName).toList());
    }
}
