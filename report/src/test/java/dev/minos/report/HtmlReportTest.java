package dev.minos.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.EngineChoice;
import dev.minos.checker.history.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"text/plain\" class=\"data-(events|facts)\">([A-Za-z0-9+/=]*)</script>");

    @TempDir
    Path directory;

    private String report(Subject subject) throws IOException {
        Path page = directory.resolve("report.html");
        HtmlReport.write(subject, page);
        return Files.readString(page);
    }

    /** Everything but the data, the style and the script, which are ours. */
    private static String markup(String page) {
        return DATA.matcher(page)
                .replaceAll("")
                .replaceAll("(?s)<style>.*?</style>", "")
                .replaceAll("(?s)<script>.*</script>", "");
    }

    private static List<byte[]> data(String page, String kind) throws DataFormatException {
        List<byte[]> found = new ArrayList<>();
        Matcher matcher = DATA.matcher(page);
        while (matcher.find()) {
            if (matcher.group(1).equals(kind)) {
                Inflater inflater = new Inflater();
                inflater.setInput(Base64.getDecoder().decode(matcher.group(2)));
                byte[] bytes = new byte[1 << 22];
                found.add(Arrays.copyOf(bytes, inflater.inflate(bytes)));
                assertThat(inflater.finished()).isTrue();
                inflater.end();
            }
        }
        return found;
    }

    @Test
    void verdictProofAndPictureNeedNoScript() throws IOException {
        String markup = markup(report(Recorded.lostUpdate().judgedIn(directory)));
        assertThat(markup)
                .contains("<h1 id=\"verdict\">Not linearizable</h1>")
                .contains("put &#39;a&#39; on version 0 -&gt; ok, version 1")
                .contains("was acknowledged as the put that made version 1 too")
                .contains("<svg class=\"picture\"")
                .contains("v0 → v1")
                .contains("class=\"cross\"")
                .contains("class=\"arrow\"")
                .contains("<table>");
    }

    @Test
    void aLinearizableHistoryHasNoProofSection() throws IOException {
        String markup = markup(report(
                new Recorded().invokePut(0, "x", "a", 0).okPut(0, "x", "a", 1).judgedIn(directory)));
        assertThat(markup)
                .contains("<h1 id=\"verdict\">Linearizable</h1>")
                .contains("class=\"banner good\"")
                .doesNotContain("id=\"proof\"");
    }

    @Test
    void nothingOfAHistoryBecomesMarkup() throws IOException, DataFormatException {
        String script = "</script><script>alert(1)</script>";
        String image = "<img src=x onerror=alert(1)>";
        Recorded recorded = Recorded.lostUpdate(image, script, image);
        recorded.event("invoke", 2, "get", script, null, null, script)
                .event("info", 2, "get", script, null, image, script)
                .note("nemesis", image, Map.of("node", script, "phase", "begin"))
                .note("fault", script, Map.of("invoke", 0L));
        Subject subject = recorded.judgedIn(directory)
                .withRemarks(List.of(script), List.of(image))
                .withRun(List.of(new Subject.Fact(script, image)), script, image);
        String page = report(subject);
        assertThat(markup(page))
                .doesNotContain("<script>alert")
                .doesNotContain("<img")
                .contains("&lt;img src=x");
        // Two script elements at most are code: data are base64, and ours is the last.
        assertThat(Pattern.compile("<script").matcher(page).results().count()).isEqualTo(3);
        assertThat(data(page, "events")).hasSize(1);
        assertThat(new String(data(page, "events").get(0), StandardCharsets.UTF_8))
                .contains(script);
    }

    @Test
    void thePolicyAllowsThisScriptAndThisStyleAndNothingElse() throws Exception {
        String page = report(Recorded.lostUpdate().judgedIn(directory));
        String policy = Markup.escaped("default-src 'none'; script-src " + hash(page, "<script>", "</script>\n</body>")
                + "; style-src " + hash(page, "<style>", "</style>") + "; base-uri 'none'; form-action 'none'");
        assertThat(page).contains("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\"/>");
        assertThat(markup(page)).doesNotContainPattern("\\s(on[a-z]+|style)=").doesNotContain("http:", "https:");
    }

    private static String hash(String page, String from, String to) throws Exception {
        int begin = page.indexOf(from) + from.length();
        String text = page.substring(begin, page.indexOf(to, begin));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    @Test
    void aLongHistoryIsWrittenInBlocks() throws IOException, DataFormatException {
        Recorded recorded = new Recorded();
        for (int n = 0; n < 40_000; n++) {
            recorded.invokeGet(0, "x").event("ok", 0, "get", "x", null, null, null);
        }
        String page = report(recorded.in(directory));
        assertThat(data(page, "events")).hasSize(2);
        assertThat(new String(data(page, "facts").get(0), StandardCharsets.UTF_8))
                .contains("\"events\":80000", "\"operations\":40000");
    }

    @Test
    void anEmptyHistoryHasAReport() throws IOException {
        assertThat(markup(report(new Recorded().judgedIn(directory))))
                .contains("<h1 id=\"verdict\">Linearizable</h1>")
                .doesNotContain("<figure>");
    }

    @Test
    void aMalformedHistoryHasAReportThatSaysSo() throws IOException {
        Path file = directory.resolve("broken.jsonl");
        Files.writeString(file, "{\"process\":0,\"type\":\"invoke\",\"f\":\"get\",\"key\":\"x\"}\n{nonsense}\n");
        Subject subject = Subject.of("broken.jsonl", file, ReadOptions.defaults(), true);
        String said = markup(report(subject.withFailure("broken.jsonl:2: expected one JSON object a line")));
        assertThat(said).contains("Could not be judged").contains("broken.jsonl:2: expected one JSON object a line");
        String noticed = markup(report(subject));
        assertThat(noticed).contains("Could not be judged").contains("broken.jsonl:2: ");
    }

    @Test
    void anUnknownVerdictIsNoPass() throws IOException {
        Recorded recorded = new Recorded();
        for (int n = 0; n < 200; n++) {
            recorded.invokePut(n, "x", "v" + n, n % 7);
        }
        recorded.invokeGet(200, "x").okGet(200, "x", "v3", 100);
        Subject subject = Recorded.judged(
                recorded.in(directory),
                CheckOptions.defaults().withEngine(EngineChoice.SEARCH).withTimeout(Duration.ofNanos(1)));
        assertThat(markup(report(subject)))
                .contains("<h1 id=\"verdict\">Unknown</h1>")
                .contains("No verdict, and that is no pass: ")
                .contains("class=\"banner unknown\"");
    }

    @Test
    void leavesNothingBehindWhereItCannotWrite() throws IOException {
        Path missing = directory.resolve("missing");
        Subject subject = Recorded.lostUpdate().judgedIn(directory);
        assertThatThrownBy(() -> HtmlReport.write(subject, missing.resolve("report.html")))
                .isInstanceOf(NoSuchFileException.class);
        HtmlReport.write(subject, directory.resolve("report.html"));
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left)
                    .extracting(path -> String.valueOf(path.getFileName()))
                    .containsExactlyInAnyOrder("history.jsonl", "report.html");
        }
    }
}
