package dev.minos.report;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.minos.checker.explain.EventTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The report's charts as files for documents: latency-raw.png, latency-quantiles.png and rate.png, of {@link Chart#WIDTH} by
 * {@link Chart#HEIGHT} at twice as many dots; and timeline.svg, the picture of the first counterexample.
 */
public final class Plots {
    private Plots() {}

    /**
     * Writes what there is to draw: no PNG of a history without times, no timeline of one without a counterexample.
     *
     * @param directory where to; it is made if it is not there and there is something to draw
     * @return the files that were written, none where there was nothing to draw
     * @throws dev.minos.checker.history.MalformedHistoryException if the history cannot be read
     * @throws IOException if a file cannot be written, or there is no font to draw text with
     */
    public static List<Path> write(Subject subject, Path directory) throws IOException {
        List<Path> written = new ArrayList<>();
        List<Counterexample> stories =
                HtmlReport.counterexamples(subject, EventTimes.of(subject.history(), subject.reading()));
        Measurements measured = Measurements.of(subject);
        if (stories.isEmpty() && !measured.hasTimes()) {
            return written;
        }
        Files.createDirectories(directory);
        if (!stories.isEmpty()) {
            written.add(timeline(stories.get(0), directory.resolve("timeline.svg")));
        }
        if (measured.hasTimes()) {
            for (Chart chart : Chart.values()) {
                PictureSurface picture = new PictureSurface(Chart.WIDTH, Chart.HEIGHT);
                chart.draw(picture, measured);
                Path file = directory.resolve(chart.fileName() + ".png");
                picture.save(file);
                written.add(file);
            }
        }
        return written;
    }

    private static Path timeline(Counterexample story, Path file) throws IOException {
        Path beside = file.resolveSibling("timeline.svg.tmp");
        try {
            try (Writer out = Files.newBufferedWriter(beside)) {
                new CounterexamplePicture(story, new Markup(out), "p1").draw(true);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            Files.move(beside, file, REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
        return file;
    }
}
