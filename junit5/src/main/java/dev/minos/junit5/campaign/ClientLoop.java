package dev.minos.junit5.campaign;

import dev.minos.junit5.campaign.AnswerRules.Unanswerable;
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
    private final String keyPrefix;
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
    private final NemesisLoop nemesis;
    private final ProgrammingErrors errors;
    private final LastReads.@Nullable Asked asked;
    private volatile Session session;
    /** Whether the session has thrown and is not replaced yet. */
    private boolean broken;

    private long process;
    private long calls;
    private int turns;
    private boolean struckBefore;
    private volatile @Nullable Request lastRead;

    /** A fault, which calls of this client it strikes, and the chance it may use in doing so. */
    record Struck(MessageFault fault, Strikes strikes, SplittableRandom random) {}

    ClientLoop(
            Service service,
            AnswerRules rules,
            Session session,
            Workload.Requests requests,
            String keyPrefix,
            int client,
            int clients,
            long share,
            SplittableRandom random,
            List<Struck> faults,
            HistoryRecorder recorder,
            Ending ending,
            Duration patience,
            CountDownLatch ready,
            NemesisLoop nemesis,
            ProgrammingErrors errors,
            LastReads.@Nullable Asked asked) {
        this.service = service;
        this.rules = rules;
        this.session = session;
        this.requests = requests;
        this.keyPrefix = keyPrefix;
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
        this.nemesis = nemesis;
        this.errors = errors;
        this.asked = asked;
        this.process = client;
    }

    @Override
    public void run() {
        try {
            ready.countDown();
            ready.await(); // else the first may be done before the last has begun
            while (calls < share && !ending.isStopped()) {
                Request request = requests.next(new Turn(client, clients, calls, random));
                if (request == null) {
                    throw new IllegalStateException("the workload returned null, expected a request");
                }
                Answer answer = call(named(request), striking(calls), ending);
                requests.answered(request, answer);
                if (broken) {
                    connectAgain();
                }
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

    /** On the object that has the run's prefix before its name. */
    private Request named(Request request) {
        try {
            return request.withKeyPrefix(keyPrefix);
        } catch (IllegalArgumentException e) {
            throw new Unanswerable(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Struck striking(long call) {
        Struck struck = null;
        for (Struck each : faults) { // each is asked of every call: none must move another's choice
            if (each.strikes.strikes(call) && struck == null) {
                struck = each;
            }
        }
        return struck;
    }

    /** @param over whether an interrupt ends the calls, or is the service's own */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yield: it only makes more interleavings likely
    private Answer call(Request request, @Nullable Struck struck, Ending over) throws InterruptedException {
        if (asked != null) {
            asked.add(request);
        }
        HistoryRecorder.Caller caller = new HistoryRecorder.Caller(name(), process, ++calls);
        long invoke = recorder.invoke(caller, request);
        if (noise.nextBoolean()) {
            Thread.yield(); // gives the others a chance to come in between
        }
        Wire wire = new Wire(struck, request, invoke);
        Answer answer;
        Throwable thrown = null;
        try {
            answer = struck == null ? wire.send() : rules.checked(request, struck.fault.strike(wire));
        } catch (Exception | Error e) {
            answer = Answer.unknown(reason(e));
            thrown = e;
        }
        Throwable raised = wire.thrown != null ? wire.thrown : thrown;
        broken = raised != null;
        errors.called(name(), request, raised, isDisturbed(struck != null));
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
        if (thrown instanceof InterruptedException interrupted && over.isStopped()) {
            throw interrupted;
        }
        return answer;
    }

    /** Whether a fault was at work since the call before: what breaks then may be its doing, and no mistake in code. */
    private boolean isDisturbed(boolean struck) {
        int now = nemesis.turns();
        boolean disturbed = struck || struckBefore || now != turns || now % 2 == 1;
        turns = now;
        struckBefore = struck;
        return disturbed;
    }

    private void complete(HistoryRecorder.Caller caller, Request request, Answer answer) {
        recorder.complete(caller, request, rules.recorded(request, answer));
        if (answer instanceof Answer.Unknown) {
            process += clients;
        }
    }

    private static String reason(Throwable thrown) {
        String text = thrown.toString().lines().findFirst().orElse("thrown");
        return text.length() <= REASON_LENGTH_MAX ? text : text.substring(0, REASON_LENGTH_MAX) + "…";
    }

    private void connectAgain() throws InterruptedException {
        Exception refused = connect(System.nanoTime() + patience.toNanos(), ending);
        if (refused != null) {
            ending.fail(
                    name() + " could not connect again within " + Judgement.text(patience) + ": " + refused, refused);
        }
    }

    /**
     * Opens another session in place of the broken one: an answer may still be on its way to that, and be taken for that to another
     * request.
     *
     * @return why it could not by that time; null if it could, or if all is over
     */
    private @Nullable Exception connect(long deadline, Ending over) throws InterruptedException {
        closeQuietly(session);
        while (!over.isStopped()) {
            try {
                session = service.open(client);
                broken = false;
                return null;
            } catch (Exception e) {
                if (e instanceof InterruptedException interrupted && over.isStopped()) {
                    throw interrupted;
                }
                if (System.nanoTime() - deadline >= 0) {
                    return e;
                }
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
        }
        return null;
    }

    /**
     * Reads one object after the other, each until it is answered or patience is over, and no further then. Called on a thread of
     * its own when {@link #run} has returned.
     */
    void readLast(LastReads reads, Ending over) {
        try {
            for (Request read : reads.of(client, clients)) {
                lastRead = read;
                String reason = unansweredWhy(read, reads, over);
                if (reason != null) {
                    reads.unanswered(client, noAnswer(read) + ": " + reason);
                    return;
                }
            }
            lastRead = null;
        } catch (InterruptedException e) {
            // What it waited for is still its last read.
        } catch (Unanswerable e) {
            String message = name() + ": " + e.getMessage();
            ending.fail(message, new CampaignException(message, e));
        } catch (RuntimeException | Error e) {
            ending.fail(name() + " broke: " + e, e);
        }
    }

    /** The last read that it waits for, in words; null if it has made all of them. */
    @Nullable String unfinished() {
        Request read = lastRead;
        return read == null ? null : noAnswer(read);
    }

    private String noAnswer(Request read) {
        return name() + " got no answer to its last " + read.inWords() + " within " + Judgement.text(patience);
    }

    private @Nullable String unansweredWhy(Request read, LastReads reads, Ending over) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Exception refused = broken ? connect(deadline, over) : null;
            if (refused != null) {
                return "it could not connect: " + refused;
            }
            if (over.isStopped()) {
                return "given up";
            }
            Answer answer = call(read, null, over);
            if (answer instanceof Answer.Ok) {
                reads.answered(read);
                return null;
            }
            if (answer instanceof Answer.Refused refusal && reads.isEnough(read, refusal)) {
                return null;
            }
            if (System.nanoTime() - deadline >= 0) {
                return answer instanceof Answer.Refused refusal
                        ? "it was refused, " + PlainData.json(refusal.reason())
                        : ((Answer.Unknown) answer).reason();
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
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

    String name() {
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
                return rules.checked(request, answer);
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
