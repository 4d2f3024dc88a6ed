package dev.minos.report.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that goes on, as it is seen while its history grows. */
class LivePageTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-11-01T10:00:00Z"));

    private final Path folder;
    private final List<String> log = new ArrayList<>();
    private final Path run;
    private final Path history;
    private HistoryBrowser browser;
    private int index;

    LivePageTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        run = SavedRun.of(folder, "a/1", "alpha", "2026-11-01T10:00:00Z", 1)
                .write("run.json", """
                        {"name": "alpha", "model": "versioned-kv", "outcome": "running", "start": "2026-11-01T10:00:00Z",
                         "config": {"test_duration_seconds": 30}}
                        """)
                .directory();
        hear(run.resolve("run.json"));
        history = Files.createFile(run.resolve("history.jsonl"));
        browser = HistoryBrowser.start(folder, "127.0.0.1", 0, log::add);
    }

    @AfterEach
    void end() {
        browser.close();
        assertThat(log).as("faults of our own").isEmpty();
    }

    private static void await(Callable<Boolean> state) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(state);
    }

    /** The file was written a moment ago, however slow the machine is. */
    private static void hear(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3_600)));
    }

    private void append(String text) throws IOException {
        Files.writeString(history, text, StandardOpenOption.APPEND);
    }

    private String event(String process, String type, String f, String rest) {
        int at = index++;
        return "{\"index\":%d,\"time\":%d,\"process\":%s,\"type\":\"%s\",\"f\":\"%s\",\"key\":\"x\"%s}\n"
                .formatted(at, at * 100_000_000L, process, type, f, rest);
    }

    /** A put and its answer, one after the other. */
    private String put(int expected) {
        String client = ",\"client\":\"c\",\"op\":1,\"attempt\":1";
        return event(
                        "0",
                        "invoke",
                        "put",
                        ",\"value\":{\"value\":\"v%d\",\"version\":%d}%s".formatted(expected, expected, client))
                + event(
                        "0",
                        "ok",
                        "put",
                        ",\"value\":{\"value\":\"v%d\",\"version\":%d}".formatted(expected, expected + 1));
    }

    private String part() throws IOException {
        Http part = Http.get(browser, "/live/a/1/?part");
        assertThat(part.status()).isEqualTo(200);
        return part.body();
    }

    private static String tile(String figure, String what) {
        return "<b>" + figure + "</b><span>" + what + "</span>";
    }

    @Test
    void countsWhatIsAppendedAsItComes() throws IOException {
        assertThat(part()).contains("Running", tile("0", "operations"));

        append(put(0) + put(1));
        assertThat(part()).contains(tile("2", "operations"), tile("100 ms", "median latency"), "None so far.");

        append(event("0", "invoke", "get", "")
                + event("\"fault\"", "info", "drop-request", "")
                + event("\"nemesis\"", "info", "kill", ",\"value\":{\"node\":\"server\",\"phase\":\"begin\"}")
                + event("0", "info", "get", ",\"error\":\"deadline-exceeded\"")
                + event("5", "invoke", "get", "")
                + event("\"recovery\"", "info", "recovered", ""));
        String part = part();
        assertThat(part)
                .contains(tile("4", "operations"), tile("1", "of unknown outcome"), tile("1", "under way"))
                .contains(tile("1", "recovery claims"), "<dt>drop-request</dt><dd>1</dd>", "<dt>kill</dt><dd>1</dd>")
                .contains("class=\"band\"", "<title>kill server</title>", "of 30.0 s");
    }

    @Test
    void waitsForTheEndOfALineThatIsNotAllThere() throws IOException {
        String line = event("0", "invoke", "get", ",\"note\":\"ünïcödé\"");
        for (int cut : new int[] {1, 20, line.length() - 3}) {
            append(line.substring(0, cut));
            assertThat(part()).contains(tile("0", "operations")).doesNotContain("are no events");
            Files.writeString(history, "");
            browser.close();
            browser = HistoryBrowser.start(folder, "127.0.0.1", 0, log::add);
        }
        append(line.substring(0, 20));
        part();
        append(line.substring(20));
        assertThat(part()).contains(tile("1", "operations"));
        append("no event\n\n{}\n");
        assertThat(part()).contains("2 lines are no events");
    }

    @Test
    void saysWhatIsWrongAsSoonAsItIsThere() throws IOException {
        append(put(0));
        await(() -> part().contains("Nothing wrong in the first operation."));

        append(put(0));
        await(() -> part().contains("Not linearizable already"));

        assertThat(part())
                .contains("Whatever follows cannot make it right.", "NOT LINEARIZABLE: key &#39;x&#39;")
                .contains("class=\"banner card bad\"");
    }

    @Test
    void leadsFromTheTableToTheRunThatGoesOnAndFromThereToItsResult() throws IOException {
        assertThat(Http.get(browser, "/").body()).contains("data-live", "href=\"/live/a/1/\"", ">running<");
        Http page = Http.get(browser, "/live/a/1/");
        assertThat(page.body())
                .contains("<noscript><meta http-equiv=\"refresh\" content=\"2\"/></noscript>", "data-live");
        assertThat(page.header("content-security-policy")).doesNotContain("unsafe");

        new SavedRun(run).judged("LINEARIZABLE", 0, 0);

        await(() -> part().contains("The run is over: linearizable"));
        assertThat(part()).contains("href=\"/runs/a/1/\"", "data-still").doesNotContain("data-live");
    }

    /** Between the end of the run and its verdict run.json says "completed", and results.json is not there or cut. */
    @Test
    void looksAgainUntilTheResultIsThere() throws IOException {
        SavedRun over = new SavedRun(run);
        over.write("run.json", "{\"name\": \"alpha\", \"outcome\": \"completed\"}");
        hear(run.resolve("run.json"));
        await(() -> part().contains("The run is over: being judged"));
        assertThat(part()).contains("data-live").doesNotContain("data-still", "See the result");
        assertThat(Http.get(browser, "/").body()).contains("data-live", ">being judged<");

        // Another server has no earlier listing to answer from.
        over.write("results.json", "{\"verdict\": \"LIN");
        hear(run.resolve("results.json"));
        browser.close();
        browser = HistoryBrowser.start(folder, "127.0.0.1", 0, log::add);
        assertThat(part()).contains("data-live", "The run is over: being judged");

        over.judged("LINEARIZABLE", 0, 0);
        await(() -> part().contains("The run is over: linearizable"));
        assertThat(part()).contains("See the result", "data-still").doesNotContain("data-live");
    }

    @Test
    void givesUpARunThatNobodyJudges() throws IOException {
        new SavedRun(run).write("run.json", "{\"name\": \"alpha\", \"outcome\": \"completed\"}");
        Files.setLastModifiedTime(run.resolve("run.json"), LONG_AGO);

        await(() -> part().contains("The run is over: not judged"));
        assertThat(part()).contains("data-still").doesNotContain("data-live");
    }

    /** What was silent may go on, and what is cut may be ended: the page looks again. */
    @Test
    void looksAgainAtARunThatWasSilentOrCannotBeRead() throws IOException {
        Files.setLastModifiedTime(history, LONG_AGO);
        Files.setLastModifiedTime(run.resolve("run.json"), LONG_AGO);
        await(() -> part().contains("interrupted"));
        assertThat(part()).contains("data-live");

        hear(history);
        await(() -> part().contains("<h1>Running</h1>"));

        Files.writeString(run.resolve("run.json"), "{\"name\": \"al");
        await(() -> part().contains("unreadable"));
        assertThat(part()).contains("data-live");
    }

    /** A run that was killed says "running" for ever; its silence gives it away. */
    @Test
    void knowsARunThatWasKilledByItsSilence() throws IOException {
        Files.setLastModifiedTime(history, LONG_AGO);
        Files.setLastModifiedTime(run.resolve("run.json"), LONG_AGO);

        await(() -> Http.get(browser, "/").body().contains(">interrupted<"));
        assertThat(Http.get(browser, "/").body()).doesNotContain("data-live");
    }

    @Test
    void keepsWhatAHistorySaysFromBecomingMarkup() throws IOException {
        String hostile = "<script>alert(1)</script>";
        append(event("\"fault\"", "info", hostile, "")
                + event("\"nemesis\"", "info", hostile, ",\"value\":{\"node\":\"" + hostile + "\",\"phase\":\"begin\"}")
                + event("0", "invoke", hostile, ""));

        part();
        await(() -> !part().contains("is being judged"));
        assertThat(part()).contains("&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    void hasNoPageForARunWithoutAHistory() throws IOException {
        Files.delete(history);

        assertThat(Http.get(browser, "/live/a/1/").status()).isEqualTo(404);
        assertThat(Http.get(browser, "/live/none/").status()).isEqualTo(404);
        assertThat(Http.get(browser, "/live/a/1").status()).isEqualTo(308);
    }

    @Test
    void keepsAPictureOfALongRunSmall() throws IOException {
        Path file = folder.resolve("long.jsonl");
        StringBuilder lines = new StringBuilder();
        int calls = 3_000;
        for (int second = 0; second < calls; second++) {
            long time = second * 1_000_000_000L;
            lines.append("{\"time\":%d,\"process\":0,\"type\":\"invoke\",\"f\":\"get\"}\n".formatted(time));
            lines.append("{\"time\":%d,\"process\":0,\"type\":\"ok\",\"f\":\"get\"}\n".formatted(time + 2_000_000));
        }
        Files.writeString(file, lines);

        LiveRun.View view = new LiveRun(file).look();

        assertThat(view.operations()).isEqualTo(calls);
        assertThat(view.oks()).isEqualTo(calls);
        assertThat(view.points()).hasSizeLessThanOrEqualTo(240).hasSizeGreaterThan(100);
        double seconds = view.width() / 1e9;
        assertThat(seconds * view.points().size()).isGreaterThanOrEqualTo(calls);
        assertThat(view.points().get(0).rate()).isEqualTo(1.0);
        assertThat(view.rate()).isEqualTo(1.0);
        assertThat(view.p50()).isBetween(1_900_000L, 2_100_000L);
    }
}
