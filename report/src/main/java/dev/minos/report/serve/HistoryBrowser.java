package dev.minos.report.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Shows the runs below a directory in a web browser: a table, a page a run, two runs side by side, and a run that is going on.
 * It answers from the moment that it is started until it is closed, on threads of its own, and writes nothing. Thread-safe.
 *
 * <p>What it keeps to, whoever asks:
 *
 * <ul>
 *   <li>Only files that lie in a run below the directory are sent. Runs are found by walking, without following links; a
 *       request can only name what was found, so there is no path to take apart.
 *   <li>A request must name this host as people type it: an address, {@code localhost}, or the name that it was told to listen
 *       on. Otherwise a page of somebody else, whose name begins to mean this machine, could read everything (DNS rebinding).
 *   <li>GET and HEAD only.
 *   <li>Every text of a run is escaped, and a policy forbids pages to run or load anything but the two files that come with
 *       them. Files of runs are shown as plain text or saved; a report.html runs in a sandbox, apart from these pages.
 * </ul>
 */
public final class HistoryBrowser implements AutoCloseable {
    private static final int MAX_RUNS = 20_000;
    private static final int MAX_ENTRIES = 500_000;
    /** How many connections may be open at a time; one that sends nothing costs no thread. */
    private static final int CONNECTIONS_MAX = 1_000;
    /** How many files may be sent at a time, since each may be any length. */
    private static final int FILES_AT_ONCE = 4;

    private static final Duration STALL = Duration.ofSeconds(30);
    private static final int LIVE_RUNS = 8;
    private static final int OTHERS = 8;
    private static final List<String> ASSETS = List.of("browse.css", "browse.js", "minos.svg");

    private final Path folder;
    private final RunIndex index;
    private final HttpServer server;
    private final RequestThreads requests;
    /** Takes one history at a time, and no other meanwhile. */
    private final ThreadPoolExecutor judge = judge();

    private final Semaphore files = new Semaphore(FILES_AT_ONCE);
    private final HostRule hosts;
    private final Consumer<String> log;
    private final Map<String, Live> live = new LinkedHashMap<>(LIVE_RUNS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Live> eldest) {
            return size() > LIVE_RUNS;
        }
    };

    /** What is known of a run that goes on. */
    private record Live(LiveRun run, VerdictSoFar verdict) {}

    private HistoryBrowser(
            Path folder, RunIndex index, HttpServer server, HostRule hosts, Duration stall, Consumer<String> log) {
        this.folder = folder;
        this.index = index;
        this.server = server;
        this.hosts = hosts;
        requests = new RequestThreads(CONNECTIONS_MAX, stall);
        this.log = log;
    }

    /**
     * Begins to answer.
     *
     * @param folder whose runs are shown; need not hold any yet
     * @param host name or address to listen on, such as {@code 127.0.0.1}
     * @param port 0 for any free one
     * @param log takes a line for each fault of our own
     * @throws IOException if the folder is none or cannot be read, or nobody can listen there
     */
    public static HistoryBrowser start(Path folder, String host, int port, Consumer<String> log) throws IOException {
        return start(folder, host, port, log, InstantSource.system(), STALL);
    }

    /** As above. A connection that neither sends nor takes anything for as long as {@code stall} is closed. */
    static HistoryBrowser start(
            Path folder, String host, int port, Consumer<String> log, InstantSource clock, Duration stall)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is no directory");
        }
        if (Files.exists(folder.resolve(RunSummary.RUN))) {
            throw new IOException(folder + " is a run itself: name the directory that holds it");
        }
        // A client that sends its request byte by byte is served for so long and no longer.
        setIfAbsent("sun.net.httpserver.maxReqTime", "20");
        setIfAbsent("sun.net.httpserver.idleInterval", "20");
        setIfAbsent("jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS_MAX));
        // Nobody's request has a body; one is not read to its end. With 0 every connection would be closed after one
        // answer.
        setIfAbsent("sun.net.httpserver.drainAmount", "1");
        InetAddress address = InetAddress.getByName(host);
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        RunIndex index = new RunIndex(folder.toRealPath(), MAX_RUNS, MAX_ENTRIES, clock);
        HistoryBrowser browser = new HistoryBrowser(folder, index, server, new HostRule(host), stall, log);
        server.createContext("/", browser::handle);
        server.setExecutor(browser.requests);
        server.start();
        return browser;
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static ThreadPoolExecutor judge() {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> RequestThreads.daemon(task, "minos-serve-verdict-so-far"));
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** What to type into a browser on this machine. */
    public String url() {
        InetAddress address = address().getAddress();
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address().getPort() + "/";
    }

    /** Stops to answer, at once. */
    @Override
    public void close() {
        server.stop(0);
        requests.close();
        judge.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.works();
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (NoSuchFileException e) {
                answer = notFound();
            } catch (IOException e) {
                answer = Answer.error(500, "It cannot be read", String.valueOf(e.getMessage()));
            } catch (RuntimeException | StackOverflowError e) {
                log.accept("a fault of Minos itself, please report it: " + exchange.getRequestURI() + ": " + e);
                answer = Answer.error(500, "A fault of Minos itself", "Please report it; the terminal says more.");
            }
            requests.waits(); // until the answer is taken, and the connection closed or free
            send(answer, exchange);
        }
    }

    private void send(Answer answer, HttpExchange exchange) throws IOException {
        boolean isFile = answer.isFile() && exchange.getRequestMethod().equals("GET");
        boolean isBusy = isFile && !files.tryAcquire();
        Answer sent = isBusy
                ? Answer.error(503, "Busy", FILES_AT_ONCE + " files are being sent already. Try again in a moment.")
                        .with("Retry-After", "5")
                : answer;
        try {
            sent.send(exchange, requests::waits);
        } finally {
            if (isFile && !isBusy) {
                files.release();
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.error(405, "Only to be looked at", "GET and HEAD are answered, and nothing else.")
                    .with("Allow", "GET, HEAD");
        }
        if (!hosts.allows(exchange)) {
            return Answer.error(
                    421,
                    "This is not the name of this server",
                    "Reach it by its address or as localhost; see the line that it printed when it began.");
        }
        Question question = Question.of(
                exchange.getRequestURI().getRawPath(), exchange.getRequestURI().getRawQuery());
        return question == null ? notFound() : answer(question);
    }

    private Answer answer(Question question) throws IOException {
        List<String> segments = question.segments();
        if (segments.isEmpty()) {
            return Answer.page(TablePage.of(index.list(), folder, Selection.of(question)));
        }
        int count = segments.size();
        return switch (segments.get(0)) {
            case "runs" -> run(question.id(1, count), question.isDirectory());
            case "live" -> live(question.id(1, count), question);
            case "files" ->
                count < 3 || question.isDirectory()
                        ? notFound()
                        : file(question.id(1, count - 1), segments.get(count - 1), question);
            case "compare" -> count == 1 ? compare(question) : notFound();
            case "assets" ->
                count == 2 && ASSETS.contains(segments.get(1)) ? Answer.asset(segments.get(1)) : notFound();
            default -> notFound();
        };
    }

    private static Answer notFound() {
        return Answer.error(404, "There is no such page", "The run may have been moved or deleted.");
    }

    private Answer run(String id, boolean isDirectory) throws IOException {
        RunSummary run = index.find(id);
        if (run == null) {
            return notFound();
        }
        if (!isDirectory) {
            return Answer.redirect(Question.link("/runs", id, "/"));
        }
        List<RunSummary> others = index.list().runs().values().stream()
                .filter(other -> other.name().equals(run.name()) && !other.id().equals(id))
                .sorted(Objects.requireNonNull(Selection.COLUMNS.get("started")).reversed())
                .limit(OTHERS)
                .toList();
        return Answer.page(
                RunPage.of(run, json(run, RunSummary.RUN), json(run, RunSummary.RESULTS), index.files(run), others));
    }

    /** What cannot be read is not there; the summary says why. */
    private Json json(RunSummary run, String name) {
        try {
            return Json.read(index.directory(run).resolve(name));
        } catch (IOException e) {
            return Json.NONE;
        }
    }

    private Answer live(String id, Question question) throws IOException {
        RunSummary run = index.find(id);
        if (run == null) {
            return notFound();
        }
        if (!question.isDirectory()) {
            return Answer.redirect(Question.link("/live", id, "/"));
        }
        Json facts = json(run, RunSummary.RUN);
        Live known;
        Path history = index.file(run, RunSummary.HISTORY);
        synchronized (live) {
            known = live.computeIfAbsent(
                    id, i -> new Live(new LiveRun(history), new VerdictSoFar(history, facts.text("model"), judge)));
        }
        LiveRun.View view = known.run().look();
        VerdictSoFar.View verdict = known.verdict().look();
        return question.parameters().containsKey("part")
                ? Answer.page(LivePage.part(run, facts, view, verdict))
                : Answer.page(LivePage.of(run, facts, view, verdict));
    }

    private Answer file(String id, String name, Question question) throws IOException {
        RunSummary run = index.find(id);
        if (run == null) {
            return notFound();
        }
        Path file = index.file(run, name);
        return Answer.file(file, name, question.parameters().containsKey("download"));
    }

    private Answer compare(Question question) {
        List<String> ids = question.parameters().getOrDefault("run", List.of());
        List<ComparePage.Side> sides = new ArrayList<>();
        for (String id : ids.subList(0, Math.min(ids.size(), 3))) {
            RunSummary run = index.find(id);
            if (run == null) {
                return notFound();
            }
            sides.add(new ComparePage.Side(run, json(run, RunSummary.RUN), json(run, RunSummary.RESULTS)));
        }
        if (sides.size() != 2) {
            return Answer.error(400, "Two runs are compared", "Choose two in the table, not " + ids.size() + ".");
        }
        return Answer.page(ComparePage.of(
                sides.get(0), sides.get(1), question.parameter("only").equals("differences")));
    }
}
