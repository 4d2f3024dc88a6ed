package dev.minos.junit5.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a client is told when a fault strikes: never more than it would know. */
final class MessageFaultsTest {
    private static final Answer OK = Answer.ok(1L);
    private static final Answer OTHER = Answer.ok(2L);
    private static final Answer REFUSED = Answer.refused("no");
    private static final Answer UNKNOWN = Answer.unknown("timeout");

    /** Answers what it is given, one after the other. */
    private static final class Scripted implements Attempt {
        private final Queue<Answer> answers;
        private final boolean twice;
        private int sent;
        private int struck;

        Scripted(boolean twice, Answer... answers) {
            this.twice = twice;
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        @Override
        public Request request() {
            return Request.of("write", 1);
        }

        @Override
        public Answer send() throws Exception {
            sent++;
            Answer answer = answers.poll();
            if (answer == null) {
                throw new IOException("broken pipe");
            }
            return answer;
        }

        @Override
        public boolean mayArriveTwice() {
            return twice;
        }

        @Override
        public void struck() {
            struck++;
        }

        @Override
        public SplittableRandom random() {
            return new SplittableRandom(1);
        }
    }

    @Test
    void aDroppedRequestIsNeverSentAndItsClientDoesNotKnow() throws Exception {
        Scripted attempt = new Scripted(true, OK);

        assertThat(MessageFaults.dropRequests(1).strike(attempt)).isEqualTo(Answer.unknown("request-lost"));
        assertThat(attempt.sent).isZero();
        assertThat(attempt.struck).isOne();
    }

    @Test
    void anyResponseIsDroppedARefusalToo() throws Exception {
        for (Answer answer : List.of(OK, REFUSED)) {
            Scripted attempt = new Scripted(true, answer);

            assertThat(MessageFaults.dropResponses(1).strike(attempt)).isEqualTo(Answer.unknown("response-lost"));
            assertThat(attempt.sent).isOne();
            assertThat(attempt.struck).isOne();
        }
    }

    @Test
    void aResponseThatNeverCameIsNotDropped() throws Exception {
        Scripted attempt = new Scripted(true, UNKNOWN);

        assertThat(MessageFaults.dropResponses(1).strike(attempt)).isEqualTo(UNKNOWN);
        assertThat(attempt.struck).isZero();
    }

    @Test
    void aDelayedCallIsAnsweredAllTheSame() throws Exception {
        Duration most = Duration.ofNanos(1);
        for (MessageFault fault :
                List.of(MessageFaults.delayRequests(1, most), MessageFaults.delayResponses(1, most))) {
            Scripted attempt = new Scripted(true, OK);

            assertThat(fault.strike(attempt)).isEqualTo(OK);
            assertThat(attempt.sent).isOne();
            assertThat(attempt.struck).isOne();
        }
    }

    @Test
    void ofADuplicateTheFirstCopysAnswerCounts() throws Exception {
        for (Answer second : List.of(OTHER, REFUSED, UNKNOWN)) {
            Scripted attempt = new Scripted(true, OK, second);

            assertThat(MessageFaults.duplicates(1).strike(attempt)).isEqualTo(OK);
            assertThat(attempt.sent).isEqualTo(2);
            assertThat(attempt.struck).isOne();
        }
        assertThat(MessageFaults.duplicates(1).strike(new Scripted(true, OK))).isEqualTo(OK); // the second throws
    }

    /** Copy one is refused, copy two is applied: "refused" would record an applied write as failed. */
    @Test
    void ofADuplicateWhoseFirstCopyWasRefusedTheSecondCounts() throws Exception {
        MessageFault duplicates = MessageFaults.duplicates(1);

        assertThat(duplicates.strike(new Scripted(true, REFUSED, OK))).isEqualTo(OK);
        assertThat(duplicates.strike(new Scripted(true, REFUSED, UNKNOWN))).isEqualTo(UNKNOWN);
        assertThat(duplicates.strike(new Scripted(true, REFUSED, REFUSED))).isEqualTo(REFUSED);
        assertThatThrownBy(() -> duplicates.strike(new Scripted(true, REFUSED))).isInstanceOf(IOException.class);
    }

    @Test
    void nothingIsDuplicatedThatMayNotArriveTwice() throws Exception {
        Scripted attempt = new Scripted(false, OK, OTHER);

        assertThat(MessageFaults.duplicates(1).strike(attempt)).isEqualTo(OK);
        assertThat(attempt.sent).isOne();
        assertThat(attempt.struck).isZero();
    }

    @Test
    void refusesPercentagesThatAreNone() {
        for (double percent : new double[] {0, -1, 100.5, Double.NaN}) {
            assertThatThrownBy(() -> MessageFaults.dropRequests(percent))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the percentage of drop-request must be more than 0 and at most 100, got " + percent);
        }
        assertThatThrownBy(() -> MessageFaults.delayRequests(1, Duration.ZERO))
                .hasMessageContaining("must be positive");
        assertThatThrownBy(() -> MessageFaults.delayResponses(1, Duration.ZERO))
                .hasMessageContaining("must be positive");
    }
}
