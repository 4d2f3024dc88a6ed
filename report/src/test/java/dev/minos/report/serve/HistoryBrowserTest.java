package dev.minos.report.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages, over HTTP: what they show, and what nobody gets. */
class HistoryBrowserTest {
    private static final String SECRET = "nobody may read this";
    private static final Pattern LINK = Pattern.compile("(?:href|src|action)=\"([^\"]*)\"");
    private static final Pattern ROW = Pattern.compile("<tr data-run=\"([^\"]*)\">");

    private final Path directory;
    private final Path folder;
    private final List<String> log = new ArrayList<>();
    private final HistoryBrowser browser;

    HistoryBrowserTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        folder = Files.createDirectory(directory.resolve("histories"));
        Files.writeString(directory.resolve("secret.json"), SECRET);
        browser = HistoryBrowser.start(folder, "127.0.0.1", 0, log::add);
    }

    @AfterEach
    void end() {
        browser.close();
        assertThat(log).as("faults of our own").isEmpty();
    }

    private Http get(String target) throws IOException {
        return Http.get(browser, target);
    }

    private static List<String> rows(Http page) {
        return ROW.matcher(page.body()).results().map(row -> row.group(1)).toList();
    }

    private SavedRun run(String id, String name, String start, long seed) throws IOException {
        return SavedRun.of(folder, id, name, start, seed);
    }

    /** Three runs, of which the first is the newest. */
    private void threeRuns() throws IOException {
        run("b/3", "beta", "2026-11-03T10:00:00Z", 3).judged("LINEARIZABLE", 0, 0);
        run("a/1", "alpha", "2026-11-01T10:00:00Z", 11).judged("NOT_LINEARIZABLE", 1, 0);
        run("a/2", "alpha", "2026-11-02T10:00:00Z", 2)
                .judged("LINEARIZABLE", 1, 2)
                .write("report.html", "<p>report</p>");
    }

    @Test
    void listensForThisMachineOnly() {
        assertThat(browser.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(browser.url())
                .isEqualTo("http://127.0.0.1:" + browser.address().getPort() + "/");
    }

    @Test
    void saysHowToMakeARunWhereThereIsNone() throws IOException {
        Http page = get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("There is no run here yet", "scripts/minos run");
    }

    @Test
    void listsRunsTheNewestFirst() throws IOException {
        threeRuns();

        Http page = get("/");

        assertThat(rows(page)).containsExactly("b/3", "a/2", "a/1");
        assertThat(page.body())
                .contains("not linearizable", "false recovery", "2 false", ">30.0 s<", ">120<", ">7<")
                .contains("href=\"/files/a/2/report.html\"", "href=\"/runs/a/1/\"")
                .doesNotContain("/files/a/1/report.html");
    }

    @Test
    void sortsFiltersAndSearchesByLinksAlone() throws IOException {
        threeRuns();
        run("c/4", "gamma", "2026-11-04T10:00:00Z", 4).write("run.json", """
                {"name": "gamma", "outcome": "completed", "seed": 4, "config": {"bug": "stale-read", "storage": "file"}}
                """);

        assertThat(rows(get("/?sort=seed"))).containsExactly("a/2", "b/3", "c/4", "a/1");
        assertThat(rows(get("/?sort=seed&order=desc"))).containsExactly("a/1", "c/4", "b/3", "a/2");
        assertThat(rows(get("/?sort=verdict"))).containsExactly("a/1", "a/2", "c/4", "b/3");
        assertThat(rows(get("/?sort=name&order=asc"))).containsExactly("a/1", "a/2", "b/3", "c/4");
        assertThat(rows(get("/?verdict=not-linearizable"))).containsExactly("a/1");
        assertThat(rows(get("/?q=ALPHA"))).containsExactly("a/2", "a/1");
        assertThat(rows(get("/?q=alpha+seed%3A11"))).containsExactly("a/1");
        assertThat(rows(get("/?q=bug:stale"))).containsExactly("c/4");
        assertThat(get("/?q=nothing-like-it").body()).contains("No run matches.");
        assertThat(rows(get("/?sort=nonsense&verdict=nonsense&page=-1&page=x&order=y")))
                .hasSize(4);
        assertThat(get("/?q=a%22b").body()).contains("value=\"a&quot;b\"");
    }

    @Test
    void showsThousandsOfRunsAPageAtATime() throws IOException {
        for (int i = 0; i < 2_050; i++) {
            SavedRun.of(folder, "many/%04d".formatted(i), "many", "2026-11-03T10:00:00Z", i);
        }

        Http first = get("/?sort=seed");
        assertThat(rows(first)).hasSize(Selection.ROWS).startsWith("many/0000");
        assertThat(first.body()).contains("1 to 100 of 2,050", "href=\"/?sort=seed&amp;page=1\"", "all <b>2,050</b>");
        assertThat(rows(get("/?sort=seed&page=20"))).hasSize(50).endsWith("many/2049");
        assertThat(rows(get("/?sort=seed&page=999999"))).hasSize(50);
    }

    /** Neither broken files nor broken directories take the others away. */
    @Test
    void listsWhatCannotBeReadBesideTheOthers() throws IOException {
        threeRuns();
        run("odd/cut", "x", "2026-11-05T10:00:00Z", 5).write("run.json", "{\"name\": \"cut");
        Files.setLastModifiedTime(
                run("odd/list", "x", "2026-11-05T10:00:00Z", 5)
                        .write("results.json", "[]")
                        .directory()
                        .resolve("results.json"),
                FileTime.from(Instant.EPOCH));
        run("odd/types", "x", "2026-11-05T10:00:00Z", 5)
                .write("run.json", "{\"name\": 7, \"config\": [], \"counts\": \"x\", \"start\": {}}");
        String epochs = "{\"name\": \"%s\", \"seed\": \"%s\", \"start\": \"%s\", \"end\": \"%s\"}"
                .formatted("n".repeat(100_000), "s".repeat(100_000), Instant.MAX, Instant.MIN);
        run("odd/epochs", "x", "2026-11-05T10:00:00Z", 5).write("run.json", epochs);
        run("odd/before", "x", "2026-11-05T10:00:00Z", 5).write("run.json", epochs.replace("+", "-"));
        run("odd/year", "x", "+1000000000-12-31T23:59:59Z", 5).judged("LINEARIZABLE", 0, 0);
        run("odd/deep", "x", "2026-11-05T10:00:00Z", 5).write("run.json", "[".repeat(1_000_000));
        run("odd/exit", "x", "2026-11-05T10:00:00Z", 5)
                .write("results.json", "{\"verdict\": \"LINEARIZABLE\", \"exit\": 4294967296}");
        run("odd/failed", "x", "2026-11-05T10:00:00Z", 5)
                .write("run.json", "{\"name\": \"x\", \"outcome\": \"failed\"}")
                .judged("LINEARIZABLE", 0, 0);
        run("odd/failed-and-wrong", "x", "2026-11-05T10:00:00Z", 5)
                .write("run.json", "{\"name\": \"x\", \"outcome\": \"failed\"}")
                .judged("NOT_LINEARIZABLE", 1, 0);
        Files.createDirectories(folder.resolve("odd/directory/run.json"));
        Files.createDirectories(folder.resolve("odd/only-history"));
        Files.writeString(folder.resolve("odd/only-history/history.jsonl"), "garbage");

        Http page = get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).hasSizeLessThan(100_000);
        assertThat(rows(get("/?verdict=linearizable"))).containsExactlyInAnyOrder("b/3", "odd/year");
        assertThat(rows(get("/?verdict=failed"))).containsExactly("odd/failed");
        assertThat(rows(get("/?verdict=not-linearizable"))).containsExactlyInAnyOrder("a/1", "odd/failed-and-wrong");
        assertThat(rows(page)).contains("odd/epochs", "odd/before", "odd/year", "odd/deep", "odd/exit");
        assertThat(rows(page)).contains("a/1", "a/2", "b/3", "odd/cut", "odd/list", "odd/types", "odd/only-history");
        assertThat(page.body()).contains("run.json is not JSON: ", "results.json is not JSON: ");
        for (String id : rows(page)) {
            assertThat(get("/runs/" + id + "/").status()).as(id).isEqualTo(200);
        }
        assertThat(get("/runs/odd/cut/").body()).contains("Unreadable", "run.json is not JSON: ");
    }

    /** Those who ask for files and do not read them. */
    @Test
    void keepsPagesFromThoseWhoDoNotRead() throws IOException {
        threeRuns();
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("a/1/large.bin").toFile(), "rw")) {
            large.setLength(64 << 20);
        }
        List<Socket> idle = new ArrayList<>();
        try (HistoryBrowser strict =
                HistoryBrowser.start(folder, "127.0.0.1", 0, log::add, InstantSource.system(), Duration.ofSeconds(5))) {
            for (int i = 0; i < 8; i++) {
                idle.add(idle(strict, "/files/a/1/large.bin"));
            }
            Http busy = Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> Http.get(strict, "/files/a/1/run.json"), answer -> answer.status() == 503);

            assertThat(busy.header("retry-after")).isEqualTo("5");
            assertThat(Http.get(strict, "/").status()).isEqualTo(200);
            assertThat(Http.get(strict, "/runs/a/1/").status()).isEqualTo(200);

            // They are still there, and the server hangs up.
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> Http.get(strict, "/files/a/1/run.json").status() == 200);
        } finally {
            for (Socket each : idle) {
                each.close();
            }
        }
    }

    private static Socket idle(HistoryBrowser browser, String target) throws IOException {
        return idle(
                browser,
                ("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static Socket idle(HistoryBrowser browser, byte[] sent) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(browser.address());
        try {
            socket.getOutputStream().write(sent);
        } catch (SocketException e) {
            // hung up on already, as it may be
        }
        return socket;
    }

    /**
     * How many clients send what, who then neither send the rest nor read an answer: so many that to wait for each until it is given
     * up would take longer than the client of these tests waits.
     */
    static List<Arguments> halfRequests() {
        String get = "GET / HTTP/1.1\r\nHost: localhost\r\n";
        return List.of(
                Arguments.of(300, ""),
                Arguments.of(300, "GET"),
                Arguments.of(300, get),
                Arguments.of(300, get + "X-Padding: " + "x".repeat(1_000)),
                Arguments.of(300, get + "Content-Length: 100000\r\n\r\n"),
                Arguments.of(300, "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"),
                Arguments.of(100, "GET /runs/a/1/ HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("halfRequests")
    void keepsPagesFromThoseWhoSendOrReadHalf(int clients, String half) throws IOException {
        threeRuns();
        // Longer than sockets hold of an answer that nobody reads.
        run("a/1", "alpha", "2026-11-01T10:00:00Z", 11)
                .write(
                        "results.json",
                        "{\"verdict\": \"LINEARIZABLE\", \"warnings\": [\"" + "w".repeat(6 << 20) + "\"]}");
        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                halfOpen.add(idle(browser, half.getBytes(StandardCharsets.US_ASCII)));
            }
            assertThat(get("/").status()).isEqualTo(200);
            assertThat(get("/runs/a/2/").status()).isEqualTo(200);
        } finally {
            for (Socket each : halfOpen) {
                each.close();
            }
        }
    }

    @Test
    void answersOneRequestAfterTheOtherOnOneConnection() throws IOException {
        threeRuns();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(60_000);
            socket.connect(browser.address());
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                StringBuilder answer = new StringBuilder();
                while (answer.indexOf("</html>") < 0) {
                    int next = socket.getInputStream().read();
                    assertThat(next)
                            .as("hung up in request %d after %s", i, answer)
                            .isNotNegative();
                    answer.append((char) next);
                }
                assertThat(answer).startsWith("HTTP/1.1 404 ");
                socket.getInputStream().skipNBytes(trailing(answer));
            }
        }
    }

    /** How many bytes of the answer are still to come. */
    private static long trailing(StringBuilder answer) {
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(answer);
        assertThat(length.find()).isTrue();
        return Long.parseLong(length.group(1)) - (answer.length() - answer.indexOf("\r\n\r\n") - 4);
    }

    @Test
    void explainsARun() throws IOException {
        run("a/1", "alpha", "2026-11-01T10:00:00Z", 11).write("results.json", """
                {"verdict": "NOT_LINEARIZABLE", "model": "versioned-kv", "operations": 120, "keys": 2, "exit": 1,
                 "claims": {"total": 3, "proved": 1, "undecided": 0, "false": 2}, "bad-keys": ["x", "y"],
                 "counterexample": {"key": "x", "first-bad-op": 5, "operation": "get -> 'a' at version 1",
                   "evidence": [{"index": 2, "operation": "put 'b'", "shows": "that version 2 existed"}]},
                 "false-recoveries": [{"index": 8, "key": "y", "client": "client_2", "evidence": "the put of index 7 was"}],
                 "missing": ["no request was lost"], "warnings": ["odd line 3"]}
                """);

        assertThat(get("/runs/a/1/").body())
                .contains("Not linearizable", "get -&gt; &#39;a&#39; at version 1", "that version 2 existed")
                .contains("… and 1 more key is not linearizable", "client_2 said RECOVERED at index 8, on key y")
                .contains("no request was lost", "odd line 3", "scripts/minos run --seed 11", "scripts/minos check a/1")
                .contains("Fault drop-response", "results.json</a>");
    }

    @Test
    void comparesTwoRuns() throws IOException {
        threeRuns();

        String all = get("/compare?run=a%2F1&run=b/3").body();
        assertThat(all).contains("not linearizable", "linearizable", "test duration seconds");
        assertThat(all).contains("<tr class=\"differs\"><th scope=\"row\">status</th>");
        String differences = get("/compare?run=a/1&run=b/3&only=differences").body();
        assertThat(differences)
                .contains("<tr class=\"differs\"><th scope=\"row\">status</th>", "Config: no difference")
                .doesNotContain("class=\"same\"");
        assertThat(get("/compare?run=a/1").status()).isEqualTo(400);
        assertThat(get("/compare?run=a/1&run=a/2&run=b/3").status()).isEqualTo(400);
        assertThat(get("/compare?run=a/1&run=none").status()).isEqualTo(404);
    }

    @Test
    void sendsFilesOfARunAsWhatTheyAre() throws IOException {
        run("a/1", "alpha", "2026-11-01T10:00:00Z", 1)
                .write("history.jsonl", "{\"a\":1}\n")
                .write("report.html", "<p>report</p>")
                .write("page.html", "<script>alert(1)</script>")
                .write("empty.log", "")
                .write("odd name & co.jsonl", "x");

        Http history = get("/files/a/1/history.jsonl");
        assertThat(history.body()).isEqualTo("{\"a\":1}\n");
        assertThat(history.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(history.header("content-length")).isEqualTo("8");
        Http saved = get("/files/a/1/history.jsonl?download");
        assertThat(saved.header("content-disposition")).isEqualTo("attachment; filename*=UTF-8''history.jsonl");
        Http report = get("/files/a/1/report.html");
        assertThat(report.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(report.header("content-security-policy"))
                .as("apart from our pages, and without a network")
                .contains("default-src 'none'", "sandbox allow-scripts")
                .doesNotContain("allow-same-origin", "connect-src", "http");
        Http page = get("/files/a/1/page.html");
        assertThat(page.header("content-type"))
                .as("no HTML but the report is shown")
                .isEqualTo("application/octet-stream");
        assertThat(page.header("content-disposition")).startsWith("attachment");
        assertThat(get("/files/a/1/empty.log").status()).isEqualTo(200);
        assertThat(get("/files/a/1/odd%20name%20%26%20co.jsonl").body()).isEqualTo("x");
        assertThat(get("/runs/a/1/").body()).contains("href=\"/files/a/1/odd%20name%20%26%20co.jsonl\"");
    }

    @Test
    void leadsToTheProperAddress() throws IOException {
        threeRuns();

        Http run = get("/runs/a/1");
        assertThat(run.status()).isEqualTo(308);
        assertThat(run.header("location")).isEqualTo("/runs/a/1/");
        assertThat(get("/nowhere").status()).isEqualTo(404);
        assertThat(get("/runs/a/").status()).as("holds runs and is none").isEqualTo(404);
        assertThat(get("/files/a/1").status()).isEqualTo(404);
        assertThat(get("/assets/browse.css").header("content-type")).startsWith("text/css");
        assertThat(get("/assets/browse.js").header("content-type")).startsWith("text/javascript");
        assertThat(get("/assets/nothing").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/a/1/../../../secret.json",
                "/files/a/1/%2e%2e/%2e%2e/%2e%2e/secret.json",
                "/files/a/1/..%2f..%2f..%2fsecret.json",
                "/files/a/1/..%5c..%5c..%5csecret.json",
                "/files/a/1/%252e%252e%252fsecret.json",
                "/files/a/1/..;/..;/..;/secret.json",
                "/files/a/1/%c0%ae%c0%ae/secret.json",
                "/files/a/1/%00secret.json",
                "/files/a/1/history.jsonl%00.html",
                "/files/a/1//secret.json",
                "/files/../secret.json",
                "/files/../../secret.json",
                "/files//secret.json",
                "/files/.hidden/secret.json",
                "/runs/../secret.json",
                "/runs/%2e%2e/",
                "/live/%2e%2e/",
                "/assets/../HistoryBrowser.class",
                "/assets/HistoryBrowser.class",
                "/assets/%2e%2e%2fMarkup.class",
                "/compare?run=../&run=a/1",
                "//secret.json",
                "/../secret.json",
                "/%zz",
                "/files/a/1/%",
            })
    void sendsNothingFromOutside(String target) throws IOException {
        threeRuns();
        Files.writeString(folder.resolve("secret.json"), SECRET);
        Files.createDirectories(folder.resolve(".hidden"));
        Files.writeString(folder.resolve(".hidden/secret.json"), SECRET);

        Http answer = get(target);

        assertThat(answer.status()).isIn(400, 404, 421);
        assertThat(answer.body()).doesNotContain(SECRET);
    }

    @Test
    void followsNoLinks() throws IOException {
        SavedRun run = run("a/1", "alpha", "2026-11-01T10:00:00Z", 1);
        Files.createSymbolicLink(run.directory().resolve("stolen.json"), directory.resolve("secret.json"));
        Files.createSymbolicLink(run.directory().resolve("results.json"), directory.resolve("secret.json"));
        Path elsewhere = SavedRun.of(directory, "elsewhere/9", "stolen", "2026-11-01T10:00:00Z", 1)
                .write("secret.json", SECRET)
                .directory();
        Files.createSymbolicLink(folder.resolve("latest"), elsewhere);
        Files.createSymbolicLink(folder.resolve("a/parent"), directory);

        assertThat(rows(get("/"))).containsExactly("a/1");
        assertThat(get("/runs/a/1/").body()).doesNotContain("stolen", SECRET);
        for (String target : List.of(
                "/files/a/1/stolen.json",
                "/files/a/1/results.json",
                "/files/latest/secret.json",
                "/files/latest/run.json",
                "/runs/latest/",
                "/live/latest/",
                "/files/a/parent/secret.json",
                "/files/a/parent/elsewhere/9/secret.json")) {
            Http answer = get(target);
            assertThat(answer.status()).as(target).isEqualTo(404);
            assertThat(answer.body()).as(target).doesNotContain(SECRET);
        }
    }

    /** A directory that is swapped for a link after it was listed, while the listing is good. */
    @Test
    void followsNoLinkThatCameLater() throws IOException {
        SavedRun run = run("a/1", "alpha", "2026-11-01T10:00:00Z", 1).write("history.jsonl", "mine");
        SavedRun.of(directory, "elsewhere/1", "stolen", "2026-11-01T10:00:00Z", 1)
                .write("history.jsonl", SECRET);
        InstantSource frozen = InstantSource.fixed(Instant.now());
        try (HistoryBrowser early =
                HistoryBrowser.start(folder, "127.0.0.1", 0, log::add, frozen, Duration.ofMinutes(1))) {
            assertThat(Http.get(early, "/files/a/1/history.jsonl").body()).isEqualTo("mine");

            Files.move(run.directory().getParent(), directory.resolve("gone"));
            Files.createSymbolicLink(folder.resolve("a"), directory.resolve("elsewhere"));

            Http answer = Http.get(early, "/files/a/1/history.jsonl");
            assertThat(rows(Http.get(early, "/"))).as("is listed still").containsExactly("a/1");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).doesNotContain(SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: evil.example:8080",
                "Host: 127.0.0.1.evil.example",
                "Host: localhost.evil.example",
                "Host: evil.example@127.0.0.1",
                "Host: 127.0.0.1@evil.example",
                "Host: 127.0.0.1 evil.example",
                "Host: [::1",
                "Host: [::1]evil.example",
                "Host: ",
                "X-Forwarded-Host: localhost",
                "Host: localhost\r\nHost: evil.example",
            })
    void turnsAwayOtherNamesForThisMachine(String header) throws IOException {
        threeRuns();

        Http answer = Http.send(browser, "GET / HTTP/1.1\r\n" + header);

        assertThat(answer.status()).isIn(400, 421);
        assertThat(answer.body()).doesNotContain("alpha");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:1", "[::1]:8080", "192.168.0.7:8080"})
    void answersToTheNamesThatNobodyElseCanOwn(String host) throws IOException {
        threeRuns();

        assertThat(Http.send(browser, "GET / HTTP/1.1\r\nHost: " + host).body()).contains("alpha");
    }

    @Test
    void turnsAwayARequestLineForAnotherHost() throws IOException {
        threeRuns();

        Http other = Http.send(browser, "GET http://evil.example/ HTTP/1.1\r\nHost: localhost");
        assertThat(other.status()).isIn(400, 421);
        assertThat(Http.send(browser, "GET / HTTP/1.0").status()).isEqualTo(421);
        assertThat(Http.send(browser, "GET http://localhost/ HTTP/1.1\r\nHost: localhost")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"})
    void answersNothingThatCouldChangeAnything(String method) throws IOException {
        threeRuns();

        Http answer = Http.send(browser, method + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
        assertThat(answer.body()).doesNotContain("alpha");
        assertThat(folder.resolve("a/1/run.json")).exists();
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() throws IOException {
        threeRuns();

        for (String target : List.of("/", "/files/a/1/run.json", "/nowhere")) {
            Http head = Http.send(browser, "HEAD " + target + " HTTP/1.1\r\nHost: localhost");
            Http get = get(target);
            assertThat(head.body()).isEmpty();
            assertThat(head.status()).isEqualTo(get.status());
            assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
            assertThat(head.header("content-security-policy")).isEqualTo(get.header("content-security-policy"));
        }
    }

    @Test
    void forbidsItsPagesToLoadOrRunAnythingElse() throws IOException {
        threeRuns();
        for (String target : List.of("/", "/runs/a/1/", "/compare?run=a/1&run=a/2", "/nowhere", "/?q=x")) {
            Http page = get(target);
            assertThat(page.header("content-security-policy"))
                    .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                    .contains("form-action 'self'", "base-uri 'none'")
                    .doesNotContain("unsafe", "*", "http");
            assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(page.header("cross-origin-resource-policy")).isEqualTo("same-origin");
            assertThat(page.header("access-control-allow-origin")).isEmpty();
            assertThat(LINK.matcher(page.body()).results().map(link -> link.group(1)))
                    .as("nothing from elsewhere")
                    .isNotEmpty()
                    .allMatch(link -> link.matches("/|/[^/].*|#.*|\\?.*"));
            assertThat(page.body()).doesNotContain(" style=", " onclick=", "<style", "javascript:");
        }
    }

    @Test
    void keepsWhatARunSaysFromBecomingMarkup() throws IOException {
        String hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
        run("a/<b>&\"'", hostile, "2026-11-01T10:00:00Z", 1)
                .write("results.json", """
                        {"verdict": "NOT_LINEARIZABLE", "exit": 1, "operations": 1, "bad-keys": [%1$s],
                         "counterexample": {"key": %1$s, "operation": %1$s, "conclusion": %1$s,
                           "evidence": [{"operation": %1$s, "shows": %1$s}]},
                         "false-recoveries": [{"client": %1$s, "key": %1$s, "evidence": %1$s}],
                         "warnings": [%1$s], "missing": [%1$s]}
                        """.formatted(SavedRun.quoted(hostile)))
                .write("<script>.jsonl", "x")
                .write("report.html", "x");
        run("a/2", hostile, "2026-11-01T10:00:00Z", 1).write("run.json", """
                {"name": %1$s, "rerun": %1$s, "seed": %1$s, "model": %1$s, "failure": %1$s, "warnings": [%1$s],
                 "system": {"kind": %1$s, "address": %1$s}, "versions": {"minos": %1$s},
                 "config": {"bug": %1$s, "storage": %1$s, "recovery": %1$s, %1$s: %1$s},
                 "counts": {"faults": {%1$s: 1}}}
                """.formatted(SavedRun.quoted(hostile)));

        String first = Question.link("", "a/<b>&\"'", "/");
        for (String target : List.of(
                "/",
                "/?q=" + Question.encoded(hostile),
                "/?verdict=" + Question.encoded(hostile),
                "/runs" + first,
                "/runs/a/2/",
                "/compare?run=a/2&run=" + Question.encoded("a/<b>&\"'"),
                "/runs/" + Question.encoded(hostile) + "/")) {
            Http page = get(target);
            assertThat(page.body()).as(target).doesNotContain("<script>", "<img src=x", "\"'><");
        }
        assertThat(get("/").body()).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        assertThat(get("/runs" + first).status()).isEqualTo(200);
    }

    @Test
    void cannotBeginWhereItWouldShowNothing() throws IOException {
        assertThatThrownBy(() -> HistoryBrowser.start(folder.resolve("none"), "127.0.0.1", 0, log::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no directory");
        SavedRun run = run("a/1", "alpha", "2026-11-01T10:00:00Z", 1);
        assertThatThrownBy(() -> HistoryBrowser.start(run.directory(), "127.0.0.1", 0, log::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a run itself");
        assertThatThrownBy(() -> HistoryBrowser.start(
                        folder, "127.0.0.1", browser.address().getPort(), log::add))
                .isInstanceOf(IOException.class);
    }
}
