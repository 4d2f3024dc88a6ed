package dev.minos.harness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.harness.service.Answer;
import dev.minos.harness.service.Request;
import dev.minos.harness.service.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class BlockingLaneTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private static Call call(String f) {
        return new Call(Request.of(f), "c", 1, 1);
    }

    /** Breaks at "break", waits for ever at "hang", and writes down what is done to it. */
    private Session session(CountDownLatch hanging) {
        seen.add("open");
        return new Session() {
            @Override
            public Answer call(Request request) throws Exception {
                seen.add(request.f());
                if (request.f().equals("break")) {
                    throw new IOException("connection reset");
                }
                if (request.f().equals("hang")) {
                    hanging.countDown();
                    new CountDownLatch(1).await();
                }
                return Answer.ok(request.f());
            }

            @Override
            public void close() {
                seen.add("close");
            }
        };
    }

    private BlockingLane lane() {
        return new BlockingLane("lane", () -> session(new CountDownLatch(1)));
    }

    @Test
    void opensASessionWithTheFirstCallAndKeepsIt() throws Exception {
        try (BlockingLane lane = lane()) {
            assertThat(seen).isEmpty();
            assertThat(lane.call(call("read"))).isEqualTo(Answer.ok("read"));
            assertThat(lane.call(call("write"))).isEqualTo(Answer.ok("write"));
        }
        assertThat(seen).startsWith("open", "read", "write").containsOnlyOnce("open");
    }

    @Test
    void takesAThrowForAnUnknownOutcomeAndOpensAnotherSession() throws Exception {
        try (BlockingLane lane = lane()) {
            assertThat(lane.call(call("break"))).isEqualTo(Answer.unknown("java.io.IOException"));
            assertThat(lane.call(call("read"))).isEqualTo(Answer.ok("read"));
        }
        assertThat(seen).startsWith("open", "break", "close", "open", "read");
    }

    @Test
    void isCertainThatNothingWasSentWhereNoSessionCanBeOpened() throws Exception {
        Callable<Session> refused = () -> {
            throw new IOException("connection refused");
        };
        try (BlockingLane lane = new BlockingLane("lane", refused)) {
            Answer answer = lane.call(call("write"));

            assertThat(answer).isEqualTo(Answer.refused("not-connected"));
            assertThat(answer.wasSent()).isFalse();
        }
    }

    /** An assertion in a session must not end its client unseen. */
    @Test
    void takesAnErrorForAnUnknownOutcome() throws Exception {
        Callable<Session> wrong = () -> request -> {
            throw new AssertionError("never");
        };
        try (BlockingLane lane = new BlockingLane("lane", wrong)) {
            assertThat(lane.call(call("write"))).isEqualTo(Answer.unknown("java.lang.AssertionError"));
        }
    }

    @Test
    void abandonsASessionThatDoesNotOpen() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        Callable<Session> hanging = () -> {
            opening.countDown();
            new CountDownLatch(1).await();
            throw new IllegalStateException("never");
        };
        try (BlockingLane lane = new BlockingLane("lane", hanging)) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            lane.execute(() -> lane.send(call("write"), answer::complete));
            assertThat(opening.await(10, TimeUnit.SECONDS)).isTrue();

            lane.abandon();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Answer.refused("not-connected"));
        }
    }

    @Test
    void abandonsACallThatHangs() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        try (BlockingLane lane = new BlockingLane("lane", () -> session(hanging))) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            lane.execute(() -> lane.send(call("hang"), answer::complete));
            assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();

            lane.abandon();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Answer.unknown("cancelled"));
            lane.abandon(); // nothing is waited for, so the next call is not met
            assertThat(lane.call(call("read"))).isEqualTo(Answer.ok("read"));
        }
        assertThat(seen).startsWith("open", "hang", "close", "open", "read");
    }

    /** Two copies on one session at a time would be two threads on one session. */
    @Test
    void postsBehindWhatIsUnderWay() throws Exception {
        try (BlockingLane lane = lane()) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            lane.execute(() -> {
                lane.send(call("first"), answer::complete);
                lane.post(call("second"));
            });
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Answer.ok("first"));
            assertThat(lane.call(call("third"))).isEqualTo(Answer.ok("third"));
        }
        assertThat(seen).startsWith("open", "first", "second", "third");
    }

    @Test
    void doesNothingOnceItIsClosed() throws Exception {
        BlockingLane lane = lane();
        lane.call(call("read"));
        lane.close();
        lane.execute(() -> seen.add("task"));
        lane.after(0, () -> seen.add("later"));

        assertThat(seen).doesNotContain("task", "later");
    }
}
