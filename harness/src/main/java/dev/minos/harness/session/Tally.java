package dev.minos.harness.session;

import dev.minos.harness.client.PutResult;
import dev.minos.harness.service.Answer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one client counts as it goes. Not thread-safe: read it when the client's thread has ended. */
public final class Tally {
    private static final int HISTOGRAM_DIGITS = 3;
    private static final long LONGEST_USUAL_NANOS = TimeUnit.SECONDS.toNanos(4);

    public long operations;
    public long attempts;
    public long putsOk;
    public long getsOk;
    public long unknown;
    public long claims;
    public long requestsDropped;
    /** Most attempts of all clients that were under way at once on the key of one of this client's; 0 where nobody counts. */
    public int keyConcurrencyMax;

    /** Message faults that struck on the client's side, by name. */
    public final Map<String, Long> faults = new TreeMap<>();

    /** Attempts that the system answered, of those that no fault of the run has touched. */
    public long answered;
    /** Of the same, those that were never sent, by their errors. */
    public final Map<String, Long> neverSent = new TreeMap<>();
    /** Of the same, those that were sent and not answered, by their errors. */
    public final Map<String, Long> unanswered = new TreeMap<>();

    public final Map<String, Long> failures = new HashMap<>();
    public final Map<PutResult.End, Long> putEnds = new EnumMap<>(PutResult.End.class);
    /** Nanoseconds from the invoke to the completion of each answered put. */
    public final Histogram putNanos;
    /** Nanoseconds from the invoke to the completion of each answered get. */
    public final Histogram getNanos;

    /** Of logical puts. */
    public final OperationTimes putTimes = new OperationTimes();
    /** Of logical gets. */
    public final OperationTimes getTimes = new OperationTimes();

    private final boolean timed;

    public Tally() {
        this(true);
    }

    private Tally(boolean timed) {
        this.timed = timed;
        putNanos = timed ? nanos() : new Histogram(1);
        getNanos = timed ? nanos() : new Histogram(1);
    }

    /**
     * Returns a tally that counts and takes no times: its histograms stay empty. For a simulation, where nobody looks at times that
     * are made up, and where the histograms would cost a short run more than all that it counts.
     */
    public static Tally withoutTimes() {
        return new Tally(false);
    }

    private static Histogram nanos() {
        Histogram histogram = new Histogram(1, LONGEST_USUAL_NANOS, HISTOGRAM_DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }

    public void attempt(boolean put, Answer outcome, long nanos) {
        attempts++;
        if (outcome instanceof Answer.Unknown) {
            unknown++;
            return;
        }
        if (timed && outcome.wasSent()) {
            (put ? putNanos : getNanos).recordValue(nanos);
        }
        if (outcome instanceof Answer.Refused fail) {
            failures.merge(fail.inWords(), 1L, Long::sum);
        } else if (put) {
            putsOk++;
        } else {
            getsOk++;
        }
    }

    /** Takes note of whether the system answered an attempt that no fault of the run has touched. */
    void reached(Answer outcome) {
        if (outcome.isFromService()) {
            answered++;
        } else if (outcome instanceof Answer.Refused fail) {
            (outcome.wasSent() ? unanswered : neverSent).merge(fail.inWords(), 1L, Long::sum);
        } else if (outcome instanceof Answer.Unknown info && !info.reason().equals(Answer.CANCELLED)) {
            (outcome.wasSent() ? unanswered : neverSent).merge(info.reason(), 1L, Long::sum);
        }
    }

    public void putEnded(PutResult.End end) {
        putEnds.merge(end, 1L, Long::sum);
    }

    /**
     * Takes note of how long a logical operation took that the end of the run did not cut off.
     *
     * @param intended when it was to begin; 0 where it had no time
     */
    void operationTook(boolean put, long intended, long begun, long now) {
        if (timed) {
            (put ? putTimes : getTimes).ended(intended, begun, now);
        }
    }

    public void add(Tally other) {
        operations += other.operations;
        attempts += other.attempts;
        putsOk += other.putsOk;
        getsOk += other.getsOk;
        unknown += other.unknown;
        claims += other.claims;
        requestsDropped += other.requestsDropped;
        keyConcurrencyMax = Math.max(keyConcurrencyMax, other.keyConcurrencyMax);
        other.faults.forEach((fault, n) -> faults.merge(fault, n, Long::sum));
        other.failures.forEach((reason, n) -> failures.merge(reason, n, Long::sum));
        answered += other.answered;
        other.neverSent.forEach((error, n) -> neverSent.merge(error, n, Long::sum));
        other.unanswered.forEach((error, n) -> unanswered.merge(error, n, Long::sum));
        other.putEnds.forEach((end, n) -> putEnds.merge(end, n, Long::sum));
        putNanos.add(other.putNanos);
        getNanos.add(other.getNanos);
        putTimes.add(other.putTimes);
        getTimes.add(other.getTimes);
    }
}
