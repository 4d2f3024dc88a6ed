package dev.minos.junit5.campaign;

import dev.minos.checker.model.VersionedKvModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Clients that call a service at the same time, while faults strike, and a recording of what they saw.
 *
 * <pre>{@code
 * CampaignRun run = Campaign.of(service, Workloads.named("register", 0)).operations(5_000).run(directory);
 * Judgement judgement = Judgement.of(run, CheckOptions.defaults());
 * }</pre>
 *
 * <p>A seed repeats which calls are struck, and what clients ask where that does not depend on earlier answers; in which order
 * threads come to do so is the machine's. Not thread-safe; runs once.
 */
public final class Campaign {
    private static final int LOOK_MILLIS = 5;
    /** How long a client that was interrupted is waited for. */
    private static final int INTERRUPTED_MILLIS = 1_000;
    /** Stands for a text that no other run has. */
    private static final String RUN = "{run}";

    private static final int RUN_NUMBERS = 1 << 20;

    private final Service service;
    private final Workload workload;
    private int clients = 5;
    private long operations;
    private @Nullable Duration duration;
    private long seed;
    private List<MessageFault> faults = List.of();
    private Duration nemesisEvery = Duration.ofMillis(500);
    private Duration nemesisLasts = Duration.ofMillis(200);
    private Duration patience = Duration.ofSeconds(10);
    private String keyPrefix = "";

    private Campaign(Service service, Workload workload) {
        this.service = service;
        this.workload = workload;
    }

    /** A campaign of five clients and a thousand operations; the service stays its owner's to close. */
    public static Campaign of(Service service, Workload workload) {
        return new Campaign(service, workload);
    }

    /**
     * Has so many clients call at the same time.
     *
     * @param count at least 2: one alone is never concurrent
     */
    public Campaign clients(int count) {
        if (count < 2) {
            throw new IllegalArgumentException(
                    "clients must be at least 2, since one alone is never concurrent, got " + count);
        }
        clients = count;
        return this;
    }

    /**
     * Ends after so many operations.
     *
     * @param count of all clients together, each an equal share of it; positive. A thousand where there is no duration either
     */
    public Campaign operations(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("operations must be at least 1, got " + count);
        }
        operations = count;
        return this;
    }

    /**
     * Ends after some time.
     *
     * @param time after which no client begins anything, positive
     */
    public Campaign duration(Duration time) {
        duration = positive("duration", time);
        return this;
    }

    /**
     * Repeats the choices of another campaign.
     *
     * @param number not 0, which stands for one that is chosen
     */
    public Campaign seed(long number) {
        seed = number;
        return this;
    }

    /**
     * Has faults strike single calls.
     *
     * @param those of single calls; one that several strike is the first one's
     */
    public Campaign faults(List<MessageFault> those) {
        those.forEach(fault -> MessageFaults.checkPercent(fault.name(), fault.percent()));
        faults = List.copyOf(those);
        return this;
    }

    /** How often, on average, the service's {@linkplain Service#nemeses nemeses} strike, and for how long; positive. */
    public Campaign nemesis(Duration every, Duration lasts) {
        nemesisEvery = positive("the time between nemeses", every);
        nemesisLasts = positive("the time that a nemesis lasts", lasts);
        return this;
    }

    /**
     * Puts a text before the name of every object, so that each run on one store has objects of its own.
     *
     * @param prefix in which {@code {run}} stands for a text that no other run has; the keys of all requests must be texts then
     */
    public Campaign keyPrefix(String prefix) {
        keyPrefix = Objects.requireNonNull(prefix, "prefix");
        return this;
    }

    /**
     * Gives up after some time.
     *
     * @param time after which a service that answers nobody is given up, positive; 10 s unless said. Each last read is tried
     *     for as long
     */
    public Campaign patience(Duration time) {
        patience = positive("patience", time);
        return this;
    }

    private static Duration positive(String what, Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException(what + " must be positive, got " + time);
        }
        return time;
    }

    /**
     * Runs to the end. When this returns, the history is complete on disk.
     *
     * @param directory for {@code history.jsonl} and {@code run.json}; made where it is missing
     * @throws CampaignException if it cannot begin; nothing has been written then
     * @throws InterruptedException if the calling thread is interrupted; what was recorded by then is on disk
     */
    public CampaignRun run(Path directory) throws CampaignException, InterruptedException {
        if (operations == 0 && duration == null) {
            operations = 1_000;
        }
        long chosen = seed != 0 ? seed : ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE);
        String prefix = keyPrefix.replace(RUN, textOfThisRun());
        List<Session> sessions = openAll();
        CampaignRun.Settings settings;
        List<Request> reads;
        List<Workload.Requests> requests = new ArrayList<>();
        List<Nemesis> nemeses;
        HistoryRecorder recorder;
        Path history = directory.resolve("history.jsonl");
        RunFile file = new RunFile(directory.resolve("run.json"));
        try {
            settings = new CampaignRun.Settings(
                    chosen, clients, operations, duration, workload.model(), Instant.now(), prefix);
            reads = reads(prefix);
            requireInitialState(sessions, reads);
            for (int client = 0; client < clients; client++) {
                requests.add(workload.requests(client, clients));
            }
            nemeses = List.copyOf(service.nemeses());
            Files.createDirectories(directory);
            file.write(settings, null);
            recorder = new HistoryRecorder(history);
        } catch (IOException e) {
            closeAll(sessions);
            throw new CampaignException("cannot write in " + directory.toAbsolutePath() + ": " + e, e);
        } catch (CampaignException | InterruptedException e) {
            closeAll(sessions);
            throw e;
        } catch (RuntimeException | LinkageError e) {
            closeAll(sessions);
            throw new CampaignException("the workload or the service broke before the first call: " + e, e);
        }
        Ending ending = new Ending();
        ProgrammingErrors errors = new ProgrammingErrors();
        LastReads lastReads;
        try {
            lastReads = drive(settings, sessions, requests, reads, nemeses, recorder, errors, ending);
        } finally {
            try {
                recorder.close();
            } catch (IOException e) {
                ending.fail(String.valueOf(e.getMessage()), e);
            }
        }
        CampaignRun run = new CampaignRun(
                directory,
                history,
                settings,
                recorder.underWayMax(),
                configured(nemeses),
                recorder.faults(),
                ending.failure(),
                ending.cause(),
                lastReads.count(),
                lastReads.unanswered(),
                errors.counted());
        try {
            file.write(settings, run);
        } catch (IOException e) {
            throw new CampaignException("cannot write in " + directory.toAbsolutePath() + ": " + e, e);
        }
        return run;
    }

    private List<String> configured(List<Nemesis> nemeses) {
        List<String> names = new ArrayList<>();
        faults.forEach(fault -> names.add(fault.name()));
        nemeses.forEach(nemesis -> names.add(nemesis.name()));
        return names;
    }

    private List<Session> openAll() throws CampaignException {
        List<Session> sessions = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            try {
                sessions.add(opened(client));
            } catch (CampaignException e) {
                closeAll(sessions);
                throw e;
            }
        }
        return sessions;
    }

    private Session opened(int client) throws CampaignException {
        try {
            Session session = service.open(client);
            if (session == null) {
                throw new IllegalStateException("open returned null, expected a session");
            }
            return session;
        } catch (Exception | LinkageError e) {
            throw new CampaignException(Turn.name(client) + " could not open its session: " + e, e);
        }
    }

    /** A text that no other run has. */
    private static String textOfThisRun() {
        return Long.toString(System.currentTimeMillis(), Character.MAX_RADIX)
                + Integer.toString(ThreadLocalRandom.current().nextInt(RUN_NUMBERS), Character.MAX_RADIX);
    }

    private List<Request> reads(String prefix) throws CampaignException {
        if (!prefix.isEmpty()
                && workload.model() instanceof VersionedKvModel kv
                && !kv.keysWithInitialState().isEmpty()) {
            throw new CampaignException("keyPrefix gives the objects other names than the initial states have: "
                    + kv.keysWithInitialState() + "; give one initial state for all, or no prefix");
        }
        try {
            return workload.reads().stream()
                    .map(read -> read.withKeyPrefix(prefix))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new CampaignException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Sees that the service begins as the model does, with the first client's session, or one in its place.
     *
     * @throws CampaignException if it does not
     */
    private void requireInitialState(List<Session> sessions, List<Request> reads)
            throws CampaignException, InterruptedException {
        Duration bound = patience.compareTo(FirstReads.PATIENCE_MAX) < 0 ? patience : FirstReads.PATIENCE_MAX;
        Session session = sessions.get(0);
        FirstReads first = new FirstReads(service, session, reads, workload.model(), bound);
        Thread thread = daemon(first, "minos-first-reads");
        thread.start();
        int seen = -1;
        while (thread.isAlive() && first.answered() > seen) {
            seen = first.answered();
            joinAll(List.of(thread), bound.toMillis());
        }
        if (thread.isAlive()) {
            thread.interrupt();
            joinAll(List.of(thread), INTERRUPTED_MILLIS);
        }
        if (first.found() != null) {
            throw new CampaignException((RunFile.isAsNamed(workload.model())
                            ? "the service is not empty: "
                            : "the service does not begin as the model "
                                    + workload.model().name() + " does: ")
                    + first.found()
                    + ". What an earlier run left would accuse it: empty it before the run, say with `initial` what"
                    + " it holds, or give each run objects of its own with keyPrefix = \"" + RUN + "-\"");
        }
        Session open = thread.isAlive() ? null : first.session();
        if (open == null) {
            if (thread.isAlive()) {
                daemon(() -> ClientLoop.closeQuietly(session), "minos-close").start();
            }
            sessions.set(0, opened(0));
        } else {
            sessions.set(0, open);
        }
    }

    private LastReads drive(
            CampaignRun.Settings settings,
            List<Session> sessions,
            List<Workload.Requests> requests,
            List<Request> reads,
            List<Nemesis> nemeses,
            HistoryRecorder recorder,
            ProgrammingErrors errors,
            Ending ending)
            throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        List<ClientLoop> loops = new ArrayList<>();
        AnswerRules rules = new AnswerRules(settings.model());
        CountDownLatch ready = new CountDownLatch(clients);
        SplittableRandom root = new SplittableRandom(settings.seed());
        SplittableRandom ofClients = root.split();
        SplittableRandom ofNemesis = root.split();
        List<List<ClientLoop.Struck>> strikes = strikes(root.split());
        NemesisLoop nemesis = new NemesisLoop(nemeses, nemesisEvery, nemesisLasts, ofNemesis, recorder, ending);
        List<LastReads.Asked> asked = new ArrayList<>();
        boolean readsLast = !nemeses.isEmpty() || faults.stream().anyMatch(fault -> !MessageFaults.isOfMessages(fault));
        for (int client = 0; client < clients; client++) {
            long share =
                    operations == 0 ? Long.MAX_VALUE : operations / clients + (client < operations % clients ? 1 : 0);
            LastReads.Asked ofClient = readsLast ? new LastReads.Asked(settings.model()) : null;
            if (ofClient != null) {
                asked.add(ofClient);
            }
            ClientLoop loop = new ClientLoop(
                    service,
                    rules,
                    sessions.get(client),
                    requests.get(client),
                    settings.keyPrefix(),
                    client,
                    clients,
                    share,
                    ofClients.split(),
                    strikes.get(client),
                    recorder,
                    ending,
                    patience,
                    ready,
                    nemesis,
                    errors,
                    ofClient);
            loops.add(loop);
            threads.add(daemon(loop, "minos-" + Turn.name(client)));
        }
        Thread nemesisThread = daemon(nemesis, "minos-nemesis");
        threads.forEach(Thread::start);
        nemesisThread.start();
        LastReads lastReads = new LastReads(List.of(), List.of(), settings.model());
        try {
            await(threads, recorder, duration, ending);
        } finally {
            ending.stop();
            // It undoes what it has begun, which nothing may cut short: that is waited for as long as anything is.
            joinAll(List.of(nemesisThread), patience.toMillis());
            if (nemesisThread.isAlive()) {
                ending.fail("a nemesis does not come to its end: it was left behind, perhaps not undone", null);
            }
            joinAll(threads, patience.toMillis());
            interrupt(threads, ending);
            if (readsLast && ending.failure() == null && !Thread.currentThread().isInterrupted()) {
                lastReads = new LastReads(reads, asked, settings.model());
                readLast(lastReads, loops, recorder, ending);
            }
            closeAll(loops.stream().map(ClientLoop::session).toList())
                    .ifPresent(client -> ending.fail(
                            "the session of " + Turn.name(client) + " does not close; it was left behind", null));
        }
        return lastReads;
    }

    /** Has all clients read every object, while the system comes back from what was done to it. */
    private void readLast(LastReads reads, List<ClientLoop> loops, HistoryRecorder recorder, Ending ending)
            throws InterruptedException {
        Ending over = new Ending();
        List<Thread> threads = loops.stream()
                .map(loop -> daemon(() -> loop.readLast(reads, over), "minos-" + loop.name()))
                .toList();
        threads.forEach(Thread::start);
        try {
            await(threads, recorder, null, over);
        } finally {
            over.stop();
            interrupt(threads, ending);
            for (int client = 0; client < loops.size(); client++) {
                String unfinished = loops.get(client).unfinished();
                if (unfinished != null) {
                    reads.unanswered(client, unfinished);
                }
            }
        }
    }

    /** Interrupts what has not ended, and says whose call does not return for that. */
    private static void interrupt(List<Thread> threads, Ending ending) {
        threads.forEach(Thread::interrupt);
        joinAll(threads, INTERRUPTED_MILLIS);
        threads.stream()
                .filter(Thread::isAlive)
                .findFirst()
                .ifPresent(thread -> ending.fail(
                        "a call of " + thread.getName().substring("minos-".length())
                                + " does not return, though it was interrupted; it was left behind",
                        null));
    }

    /** Closes sessions, each on a thread of its own, for as long as patience lasts; the first that is still at it then. */
    private Optional<Integer> closeAll(List<Session> sessions) {
        List<Thread> threads = sessions.stream()
                .map(session -> daemon(() -> ClientLoop.closeQuietly(session), "minos-close"))
                .toList();
        threads.forEach(Thread::start);
        joinAll(threads, patience.toMillis());
        Optional<Integer> open = IntStream.range(0, threads.size())
                .filter(client -> threads.get(client).isAlive())
                .boxed()
                .findFirst();
        threads.forEach(Thread::interrupt);
        return open;
    }

    /** Of each client, for each fault: which of its calls it strikes. */
    private List<List<ClientLoop.Struck>> strikes(SplittableRandom random) {
        List<List<ClientLoop.Struck>> ofClients = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            ofClients.add(new ArrayList<>());
        }
        for (MessageFault fault : faults) {
            SplittableRandom ofFault = random.split();
            long same = ofFault.nextLong();
            for (int client = 0; client < clients; client++) {
                Strikes strikes = new Strikes(client, clients, fault.percent(), new SplittableRandom(same));
                ofClients.get(client).add(new ClientLoop.Struck(fault, strikes, ofFault.split()));
            }
        }
        return ofClients;
    }

    /** Waits until all clients are done, time is over, something broke, or nothing moves any more. */
    private void await(List<Thread> threads, HistoryRecorder recorder, @Nullable Duration bound, Ending ending)
            throws InterruptedException {
        long begin = System.nanoTime();
        long moved = begin;
        long seen = -1;
        while (threads.stream().anyMatch(Thread::isAlive) && !ending.isStopped()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            long now = System.nanoTime();
            if (bound != null && now - begin >= bound.toNanos()) {
                return;
            }
            long size = recorder.completions();
            if (size != seen) {
                seen = size;
                moved = now;
            } else if (now - moved >= patience.toNanos()) {
                ending.fail(
                        "nothing has moved for " + Judgement.text(patience) + ": every client waits for an answer",
                        null);
            }
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Waits until all have ended, or for that long; goes on when interrupted, and says so at the end. */
    private static void joinAll(List<Thread> threads, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && deadline - System.nanoTime() > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
