package dev.minos.junit5.campaign;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client: asks, calls, records, until its share is done or the campaign ends. Runs on a thread of its own. */
final class ClientLoop implements Runnable {
    private static final int AGAIN_MILLIS = 20;
    private static final int REASON_LENGTH_MAX = 200;

    private final Service service;
    private final AnswerRules rules;
    private final Workload.Requests requests;
    private final int client;
    private final int clients;
    private final long share;
    private final SplittableRandom random;
    private final SplittableRandom noise;
    private final List<Struck> faults;
    private final HistoryRecorder recorder;
    private final Ending ending;
    private final Duration patience;
    private final CountDownLatch ready;
    private volatile Session session;
    private long process;

    /** A fault, which calls of this client it strikes, and the chance it may use in doing so. */
    record Struck(MessageFault fault, Strikes strikes, SplittableRandom random) {}

    ClientLoop(
            Service service,
            AnswerRules rules,
            Session session,
            Workload.Requests requests,
            int client,
            int clients,
            long share,
            SplittableRandom random,
            List<Struck> faults,
            HistoryRecorder recorder,
            Ending ending,
            Duration patience,
            CountDownLatch ready) {
        this.service = service;
        this.rules = rules;
        this.session = session;
        this.requests = requests;
        this.client = client;
        this.clients = clients;
        this.share = share;
        this.random = random;
        this.noise = random.split();
        this.faults = faults;
        this.recorder = recorder;
        this.ending = ending;
        this.patience = patience;
        this.ready = ready;
        this.process = client;
    }

    @Override
    public void run() {
        try {
            ready.countDown();
            ready.await(); // else the first may be done before the last has begun
            for (long call = 0; call < share && !ending.isStopped(); call++) {
                Request request = requests.next(new Turn(client, clients, call, random));
                if (request == null) {
                    throw new IllegalStateException("the workload returned null, expected a request");
                }
                Answer answer = call(call, request);
                requests.answered(request, answer);
            }
        } catch (InterruptedException e) {
            if (!ending.isStopped()) { // else the campaign is over
                ending.fail(name() + " was interrupted, and not by the campaign", e);
            }
        } catch (Unanswerable e) {
            String message = name() + ": " + e.getMessage();
            ending.fail(message, new CampaignException(message, e));
        } catch (RuntimeException | Error e) {
            ending.fail(name() + " broke: " + e, e);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yield: it only makes more interleavings likely
    private Answer call(long call, Request request) throws InterruptedException {
        Struck struck = null;
        for (Struck each : faults) { // each is asked of every call: none must move another's choice
            if (each.strikes.strikes(call) && struck == null) {
                struck = each;
            }
        }
        HistoryRecorder.Caller caller = new HistoryRecorder.Caller(name(), process, call + 1);
        long invoke = recorder.invoke(caller, request);
        if (noise.nextBoolean()) {
            Thread.yield(); // gives the others a chance to come in between
        }
        Wire wire = new Wire(struck, request, invoke);
        Answer answer;
        Throwable thrown = null;
        try {
            answer = struck == null ? wire.send() : plain(request, struck.fault.strike(wire));
        } catch (Exception | Error e) {
            answer = Answer.unknown(reason(e));
            thrown = e;
        }
        // A fault may swallow what the session has thrown: that one is as broken, and a mistake is as much of one.
        for (Throwable each : new @Nullable Throwable[] {wire.thrown, thrown}) {
            if (each instanceof Unanswerable || each instanceof Error) {
                complete(caller, request, Answer.unknown(reason(each)));
                if (each instanceof Error error) {
                    throw error;
                }
                throw (Unanswerable) each;
            }
        }
        complete(caller, request, answer);
        if (thrown instanceof InterruptedException interrupted && ending.isStopped()) {
            throw interrupted;
        }
        if (thrown != null || wire.thrown != null) {
            connectAgain();
        }
        return answer;
    }

    private void complete(HistoryRecorder.Caller caller, Request request, Answer answer) {
        recorder.complete(caller, request, rules.recorded(request, answer));
        if (answer instanceof Answer.Unknown) {
            process += clients;
        }
    }

    /** What a session answers that no history can hold: a mistake of its author, and no unknown outcome. */
    private static final class Unanswerable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unanswerable(String message) {
            super(message);
        }
    }

    private Answer plain(Request request, @Nullable Answer answer) {
        if (answer == null) {
            throw new Unanswerable("the call of " + request.f() + " returned null, expected an Answer");
        }
        try {
            if (answer instanceof Answer.Ok ok) {
                Object value = PlainData.of(ok.value(), "the answer to " + request.f());
                String problem = rules.problem(request, value);
                if (problem != null) {
                    throw new Unanswerable(problem);
                }
                return Answer.ok(value);
            }
            if (answer instanceof Answer.Refused refused) {
                Object reason = PlainData.of(refused.reason(), "the reason why " + request.f() + " was refused");
                return Answer.refused(reason == null ? "refused" : reason);
            }
            return answer;
        } catch (IllegalArgumentException e) {
            throw new Unanswerable(String.valueOf(e.getMessage()));
        }
    }

    private static String reason(Throwable thrown) {
        String text = thrown.toString().lines().findFirst().orElse("thrown");
        return text.length() <= REASON_LENGTH_MAX ? text : text.substring(0, REASON_LENGTH_MAX) + "…";
    }

    /** An answer may still be on its way to the old session, and be taken for that to another request. */
    private void connectAgain() throws InterruptedException {
        closeQuietly(session);
        long begin = System.nanoTime();
        while (!ending.isStopped()) {
            try {
                session = service.open(client);
                return;
            } catch (Exception e) {
                if (e instanceof InterruptedException interrupted && ending.isStopped()) {
                    throw interrupted;
                }
                if (System.nanoTime() - begin >= patience.toNanos()) {
                    ending.fail(name() + " could not connect again within " + Judgement.text(patience) + ": " + e, e);
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
        }
    }

    /** The one that is in use, or was at last. */
    Session session() {
        return session;
    }

    static void closeQuietly(Session session) {
        try {
            session.close();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            // What it was used for is recorded.
        }
    }

    private String name() {
        return Turn.name(client);
    }

    /** A call, and the fault that strikes it, if one does. */
    private final class Wire implements Attempt {
        private final @Nullable Struck by;
        private final Request request;
        private final long invoke;
        /** What came of a {@link #send} instead of an answer, whether or not the fault let it pass; the gravest of several. */
        private @Nullable Throwable thrown;

        Wire(@Nullable Struck by, Request request, long invoke) {
            this.by = by;
            this.request = request;
            this.invoke = invoke;
        }

        @Override
        public Request request() {
            return request;
        }

        @Override
        public Answer send() throws Exception {
            try {
                Answer answer = session.call(request);
                return plain(request, answer);
            } catch (Exception | Error e) {
                if (!(thrown instanceof Unanswerable || thrown instanceof Error)) {
                    thrown = e;
                }
                throw e;
            }
        }

        @Override
        public boolean mayArriveTwice() {
            return session.mayArriveTwice(request);
        }

        @Override
        public void struck() {
            recorder.struck(striking().fault.name(), request.key(), invoke);
        }

        @Override
        public SplittableRandom random() {
            return striking().random;
        }

        private Struck striking() {
            return Objects.requireNonNull(by, "no fault strikes this call");
        }
    }
}
