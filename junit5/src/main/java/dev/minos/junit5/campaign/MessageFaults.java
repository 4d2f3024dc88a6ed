package dev.minos.junit5.campaign;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The faults of single calls that every service can be given, on its clients' side. They have the names of those that
 * {@code minos run} injects.
 */
public final class MessageFaults {
    private MessageFaults() {}

    /** The request never leaves. Its client cannot know that. */
    public static MessageFault dropRequests(double percent) {
        return new Fault("drop-request", percent, attempt -> {
            attempt.struck();
            return Answer.unknown("request-lost");
        });
    }

    /** The request is carried out, and its answer is lost: a refusal too, or unknown would come to mean applied. */
    public static MessageFault dropResponses(double percent) {
        return new Fault("drop-response", percent, attempt -> {
            Answer answer = attempt.send();
            if (answer instanceof Answer.Unknown) {
                return answer; // nothing came that could be lost
            }
            attempt.struck();
            return Answer.unknown("response-lost");
        });
    }

    /**
     * The request is on its way for some time longer.
     *
     * @param most by how much at the most, positive; each takes its own part of it
     */
    public static MessageFault delayRequests(double percent, Duration most) {
        checkDelay(most);
        return new Fault("delay-request", percent, attempt -> {
            attempt.struck();
            pause(attempt, most);
            return attempt.send();
        });
    }

    /**
     * The answer is on its way for some time longer.
     *
     * @param most by how much at the most, positive; each takes its own part of it
     */
    public static MessageFault delayResponses(double percent, Duration most) {
        checkDelay(most);
        return new Fault("delay-response", percent, attempt -> {
            Answer answer = attempt.send();
            attempt.struck();
            pause(attempt, most);
            return answer;
        });
    }

    private static void pause(Attempt attempt, Duration most) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(attempt.random().nextLong(most.toNanos()) + 1);
    }

    private static void checkDelay(Duration most) {
        if (most.isZero() || most.isNegative()) {
            throw new IllegalArgumentException("a delay must be positive, got " + most);
        }
    }

    /**
     * The request arrives a second time when it has been answered, where the session {@linkplain Session#mayArriveTwice allows
     * it}.
     *
     * <p>The first copy's answer counts. Was that a refusal, the second may take effect all the same: then its answer counts.
     */
    public static MessageFault duplicates(double percent) {
        return new Fault("duplicate", percent, attempt -> {
            Answer first = attempt.send();
            if (!attempt.mayArriveTwice() || first instanceof Answer.Unknown) {
                return first;
            }
            attempt.struck();
            Answer second;
            try {
                second = attempt.send();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (first instanceof Answer.Ok) {
                    return first; // the second changes nothing, whatever became of it
                }
                throw e;
            }
            return first instanceof Answer.Refused && !(second instanceof Answer.Refused) ? second : first;
        });
    }

    /** Whether it is one of these: they do nothing to a system, while a fault of one's own may do anything. */
    static boolean isOfMessages(MessageFault fault) {
        return fault instanceof Fault;
    }

    private interface Strike {
        Answer strike(Attempt attempt) throws Exception;
    }

    private record Fault(String name, double percent, Strike how) implements MessageFault {
        Fault {
            checkPercent(name, percent);
        }

        @Override
        public Answer strike(Attempt attempt) throws Exception {
            return how.strike(attempt);
        }
    }

    static void checkPercent(String name, double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException(
                    "the percentage of " + name + " must be more than 0 and at most 100, got " + percent);
        }
    }
}
