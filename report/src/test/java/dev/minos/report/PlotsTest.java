package dev.minos.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.ReadOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
    @TempDir
    Path directory;

    @Test
    void drawsEachChartAndTheCounterexample() throws IOException {
        Subject subject = Recorded.lostUpdate()
                .note("nemesis", "kill", Map.of("node", "n1", "phase", "begin"))
                .invokeGet(2, "y")
                .event("ok", 2, "get", "y", null, null, null)
                .judgedIn(directory);
        Path plots = directory.resolve("plots");
        List<Path> written = Plots.write(subject, plots);
        assertThat(written)
                .extracting(path -> Objects.requireNonNull(path.getFileName()).toString())
                .containsExactly("timeline.svg", "latency-raw.png", "latency-quantiles.png", "rate.png");
        for (String name : List.of("latency-raw.png", "latency-quantiles.png", "rate.png")) {
            BufferedImage image = ImageIO.read(plots.resolve(name).toFile());
            assertThat(image.getWidth()).isEqualTo(2 * Chart.WIDTH);
            Set<Integer> colours = IntStream.range(0, image.getWidth() * image.getHeight())
                    .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff)
                    .boxed()
                    .collect(Collectors.toSet());
            assertThat(colours)
                    .as(name + ": grid, and a curve")
                    .contains(
                            Ink.GRID.onPaper().getRGB() & 0xffffff,
                            Ink.OK.onPaper().getRGB() & 0xffffff);
        }
        assertThat(Files.readString(plots.resolve("timeline.svg")))
                .startsWith("<svg")
                .contains("v0 → v1");
    }

    @Test
    void drawsNothingOverTimeOfAHistoryWithoutTimes() throws IOException {
        Path file = directory.resolve("history.jsonl");
        Files.writeString(file, """
                {"process":0,"type":"invoke","f":"get","key":"x"}
                {"process":0,"type":"ok","f":"get","key":"x","value":null}
                """);
        Subject subject = Subject.of("h", file, ReadOptions.defaults(), true);
        assertThat(Plots.write(subject, directory.resolve("plots"))).isEmpty();
        assertThat(directory.resolve("plots")).doesNotExist();
    }
}
