package dev.minos.server;

import dev.minos.faults.Attempt;
import dev.minos.faults.DropManner;
import dev.minos.faults.FaultDecisions;
import dev.minos.faults.FaultRule;
import dev.minos.faults.MessageFault;
import dev.minos.kv.v1.GetRequest;
import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutRequest;
import dev.minos.kv.v1.PutResponse;
import dev.minos.kv.v1.Refusal;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The message faults that the server injects: calls that are not executed, later, twice, out of their order, or whose answer is
 * lost or late.
 *
 * <p>Any response of the store may be dropped, a refusal as well as a success. If only successes were, a client could conclude
 * from the loss that its put was applied, and a checker fed with such histories would learn that unknown means applied.
 * INVALID_ARGUMENT is no response of the store: nothing was executed, and it always arrives.
 *
 * <p>Which calls are struck is decided by {@link FaultDecisions} from who made the call. A call that does not say is decided
 * by the number of such calls before it: the same share of them is struck, but which ones depends on the order of arrival.
 *
 * <p>A call that is struck is not passed on. It is received here, and what is to be executed of it is executed by a call of its
 * own, which has no wire, once, twice or never. Thread-safe.
 */
final class FaultInterceptor implements ServerInterceptor {
    /** What is executed later may wait for a disk; made when they are needed. */
    private static final int THREADS = 8;

    /** Whoever calls under ever new names must not fill the memory. */
    private static final int CLIENTS_REMEMBERED = 10_000;

    private final List<FaultRule> rules;
    private final long seed;
    private final ServerListener listener;
    private final @Nullable FaultLog faultLog;
    private final boolean reorders;

    private final Map<String, FaultDecisions> decisions = new ConcurrentHashMap<>();
    private final AtomicLong unattributedCalls = new AtomicLong();
    private final AtomicLong arrivals = new AtomicLong();

    /** Calls whose client waits for nothing, or for something that is not due. */
    private final Set<StruckCall<?, ?>> hanging = ConcurrentHashMap.newKeySet();

    /** Of these, requests that are held until a later one overtakes them. */
    private final Set<StruckCall<?, ?>> held = ConcurrentHashMap.newKeySet();

    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(THREADS, task -> {
        Thread thread = new Thread(task, "minos-fault");
        thread.setDaemon(true);
        return thread;
    });

    private volatile long begin = System.nanoTime();
    private volatile boolean closing;

    FaultInterceptor(ServerConfig config, @Nullable FaultLog faultLog) {
        this.rules = config.faults();
        this.seed = config.seed();
        this.listener = config.listener();
        this.faultLog = faultLog;
        this.reorders = rules.stream().anyMatch(rule -> rule.isActive() && rule.fault() == MessageFault.OUT_OF_ORDER);
        later.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Whether any rule can ever strike: else nobody need pay for asking. */
    boolean isActive() {
        return rules.stream().anyMatch(FaultRule::isActive);
    }

    /** The server begins to serve: the rules' windows count from now on. */
    void serving() {
        begin = System.nanoTime();
    }

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        boolean put = call.getMethodDescriptor().equals(KeyValueGrpc.getPutMethod());
        @Nullable Attempt attempt = CallMetadata.attemptIn(headers);
        long number = reorders ? arrivals.incrementAndGet() : 0;
        FaultRule rule = strike(put, attempt);
        if (rule != null) {
            call.request(2); // the request, and whatever follows against all rules
            return new StruckCall<>(call, headers, next, rule, put, attempt, number);
        }
        return next.startCall(reorders ? new WatchedCall<>(call, attempt, number) : call, headers);
    }

    private @Nullable FaultRule strike(boolean put, @Nullable Attempt attempt) {
        long nanos = System.nanoTime() - begin;
        return attempt == null
                ? decisions("").strike(put, unattributedCalls.incrementAndGet(), 1, nanos)
                : decisions(attempt.client()).strike(put, attempt.op(), attempt.attempt(), nanos);
    }

    private FaultDecisions decisions(String client) {
        FaultDecisions known = decisions.get(client);
        if (known == null) {
            known = FaultDecisions.about(client, rules, seed);
            if (decisions.size() < CLIENTS_REMEMBERED) {
                decisions.put(client, known);
            }
        }
        return known;
    }

    /** How many calls hang just now: in silence, or until something is due. */
    int hangingCalls() {
        return hanging.size();
    }

    /**
     * Ends every call that hangs, now and from now on, so that a closing server need not wait. What is not due yet is never
     * executed.
     */
    void close() {
        closing = true;
        hanging.forEach(StruckCall::turnAway);
        later.shutdown(); // never now: an interrupt would close the storage's files under other callers
    }

    /** Waits for what is being executed after {@link #close}, and returns whether nothing is any more. */
    boolean awaitEnd(long timeoutMillis) throws InterruptedException {
        return later.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** A request has been executed: those that came before it and are held have been overtaken. */
    private void executed(long number, @Nullable Attempt by) {
        for (StruckCall<?, ?> call : held) {
            if (call.isOvertakenBy(number, by)) {
                call.letGo();
            }
        }
    }

    /** What a request came to: a response or an error. */
    private record Reply<RespT>(@Nullable RespT response, Status status, Metadata trailers) {}

    /** A call that no fault strikes, but that may overtake another. */
    private final class WatchedCall<ReqT, RespT> extends SimpleForwardingServerCall<ReqT, RespT> {
        private final @Nullable Attempt attempt;
        private final long number;

        WatchedCall(ServerCall<ReqT, RespT> delegate, @Nullable Attempt attempt, long number) {
            super(delegate);
            this.attempt = attempt;
            this.number = number;
        }

        @Override
        public void sendMessage(RespT message) {
            super.sendMessage(message);
            executed(number, attempt);
        }
    }

    /** The execution of a request without a wire: whoever asked for it is handed what it came to, once. */
    private static final class Execution<ReqT, RespT> extends SimpleForwardingServerCall<ReqT, RespT> {
        private final Consumer<Reply<RespT>> done;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable RespT response;

        Execution(ServerCall<ReqT, RespT> of, Consumer<Reply<RespT>> done) {
            super(of);
            this.done = done;
        }

        @Override
        public void request(int messages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(RespT message) {
            response = message;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!ended.getAndSet(true)) {
                done.accept(new Reply<>(response, status, trailers));
            }
        }

        /** A request is executed whether or not somebody still waits for it. */
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setCompression(String compressor) {}

        @Override
        public void setMessageCompression(boolean enabled) {}
    }

    /** A call that a fault strikes. */
    private final class StruckCall<ReqT, RespT> extends ServerCall.Listener<ReqT> {
        private final ServerCall<ReqT, RespT> call;
        private final Metadata headers;
        private final ServerCallHandler<ReqT, RespT> handler;
        private final FaultRule rule;
        private final boolean put;
        private final @Nullable Attempt attempt;
        private final long number;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable ReqT request;

        StruckCall(
                ServerCall<ReqT, RespT> call,
                Metadata headers,
                ServerCallHandler<ReqT, RespT> handler,
                FaultRule rule,
                boolean put,
                @Nullable Attempt attempt,
                long number) {
            this.call = call;
            this.headers = headers;
            this.handler = handler;
            this.rule = rule;
            this.put = put;
            this.attempt = attempt;
            this.number = number;
        }

        @Override
        public void onMessage(ReqT message) {
            request = message;
        }

        @Override
        public void onHalfClose() {
            if (request == null) {
                end(new Reply<>(null, Status.INTERNAL.withDescription("the call ended without a request"), headers()));
            } else {
                carryOut();
            }
        }

        /** Nobody waits any longer. What is under way goes on: a network would not stop either. */
        @Override
        public void onCancel() {
            hanging.remove(this);
        }

        private void carryOut() {
            switch (rule.fault()) {
                case DROP_REQUEST -> {
                    fired();
                    leaveUnanswered("request dropped by fault injection");
                }
                case DROP_RESPONSE ->
                    execute(reply -> {
                        if (isOfTheStore(reply)) {
                            fired();
                            leaveUnanswered("response dropped by fault injection");
                        } else {
                            end(reply);
                        }
                    });
                case DELAY_REQUEST -> {
                    fired();
                    hang();
                    later(() -> execute(this::end));
                }
                case DELAY_RESPONSE ->
                    execute(reply -> {
                        if (isOfTheStore(reply)) {
                            fired();
                            hang();
                            later(() -> end(reply));
                        } else {
                            end(reply);
                        }
                    });
                case DUPLICATE ->
                    execute(reply -> {
                        boolean again = canBeExecutedAgain(reply);
                        if (again) {
                            fired();
                        }
                        end(reply);
                        if (again) {
                            later(() -> execute(second -> {}));
                        }
                    });
                case LATE_DELIVERY -> {
                    fired();
                    later(() -> execute(nobody -> {}));
                    leaveUnanswered("request held back by fault injection");
                }
                case OUT_OF_ORDER -> {
                    hang();
                    held.add(this);
                    later(() -> release(false));
                }
            }
        }

        private void fired() {
            String key = put ? ((PutRequest) received()).getKey() : ((GetRequest) received()).getKey();
            InjectedFault fault = new InjectedFault(rule.fault(), put, attempt, key);
            if (faultLog != null) {
                faultLog.append(fault);
            }
            listener.faultInjected(fault);
        }

        private ReqT received() {
            return Objects.requireNonNull(request);
        }

        private void execute(Consumer<Reply<RespT>> done) {
            Execution<ReqT, RespT> execution = new Execution<>(call, reply -> {
                done.accept(reply);
                if (reorders) {
                    executed(number, attempt);
                }
            });
            ServerCall.Listener<ReqT> service = handler.startCall(execution, headers);
            service.onMessage(received());
            service.onHalfClose();
        }

        /** Does something after the fault's time. */
        private void later(Runnable task) {
            if (rule.delay().isZero()) {
                task.run();
            } else {
                schedule(rule.delay(), task);
            }
        }

        private void schedule(Duration delay, Runnable task) {
            try {
                Future<?> unused = later.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                // Whoever would be answered has been turned away.
            }
        }

        /** What gRPC does on its own threads when a service breaks. */
        private void guarded(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                end(new Reply<>(null, Status.UNKNOWN.withCause(e), headers()));
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }

        private boolean isOfTheStore(Reply<RespT> reply) {
            return reply.response() != null;
        }

        /**
         * Whether a second copy leaves what the client is told of the first as it is. A put that was refused because the key has
         * not come to the version that it expects may be applied when it is executed once more: its certain failure would be a
         * lie.
         */
        private boolean canBeExecutedAgain(Reply<RespT> reply) {
            if (!put || !(reply.response() instanceof PutResponse response) || !response.hasRefusal()) {
                return isOfTheStore(reply);
            }
            Refusal refusal = response.getRefusal();
            return refusal.getReason() == Refusal.Reason.KEY_EXISTS
                    || (refusal.getReason() == Refusal.Reason.VERSION_MISMATCH
                            && refusal.getCurrentVersion() > ((PutRequest) received()).getVersion());
        }

        /** A later request of another client's has been executed while this one is held. */
        boolean isOvertakenBy(long other, @Nullable Attempt by) {
            boolean own = attempt != null && by != null && attempt.client().equals(by.client());
            return other > number && !own;
        }

        /** It has been overtaken. Goes on on a thread of its own: the caller's answers somebody else. */
        void letGo() {
            schedule(Duration.ZERO, () -> release(true));
        }

        /** Lets a held request go its way; one that nothing has overtaken in time counts for nothing. */
        private void release(boolean overtaken) {
            if (held.remove(this)) {
                if (overtaken) {
                    fired();
                }
                execute(this::end);
            }
        }

        private void leaveUnanswered(String why) {
            if (rule.manner() == DropManner.AT_ONCE) {
                end(new Reply<>(null, Status.DEADLINE_EXCEEDED.withDescription(why), headers()));
            } else {
                hang();
            }
        }

        private void hang() {
            hanging.add(this);
            if (closing) { // after the add: either we see the flag here, or close() sees the call
                turnAway();
            }
            if (call.isCancelled()) { // likewise: its onCancel may have come before the add
                hanging.remove(this);
            }
        }

        void turnAway() {
            held.remove(this);
            end(new Reply<>(null, Status.UNAVAILABLE.withDescription("the server is closing"), headers()));
        }

        /** Answers the call, if it has not been already. */
        private void end(Reply<RespT> reply) {
            if (ended.getAndSet(true)) {
                return;
            }
            hanging.remove(this);
            RespT response = reply.response();
            if (response != null) {
                call.sendHeaders(headers());
                call.sendMessage(response);
            }
            call.close(reply.status(), reply.trailers());
        }

        private Metadata headers() {
            return new Metadata();
        }
    }
}
