package dev.minos.harness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.service.Answer;
import dev.minos.kv.v1.GetResponse;
import dev.minos.kv.v1.PutResponse;
import dev.minos.kv.v1.Refusal;
import dev.minos.kv.v1.VersionedValue;
import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StatusTableTest {
    private static final Versioned PUT = new Versioned("v", 4);

    private static PutResponse refusal(Refusal.Reason reason, long current) {
        return PutResponse.newBuilder()
                .setRefusal(Refusal.newBuilder().setReason(reason).setCurrentVersion(current))
                .build();
    }

    @Test
    void takesAnswersOfTheStoreForWhatTheySay() {
        VersionedValue found =
                VersionedValue.newBuilder().setValue("x").setVersion(3).build();

        assertThat(StatusTable.answered(GetResponse.newBuilder().setFound(found).build()))
                .isEqualTo(Answer.ok(new Versioned("x", 3)));
        assertThat(StatusTable.answered(
                        PUT, PutResponse.newBuilder().setVersion(5).build()))
                .isEqualTo(Answer.ok(new Versioned("v", 5)));
        assertThat(StatusTable.answered(GetResponse.newBuilder()
                        .setRefusal(Refusal.newBuilder().setReason(Refusal.Reason.KEY_NOT_FOUND))
                        .build()))
                .isEqualTo(Answer.ok());
    }

    @Test
    void takesRefusalsOfTheStoreForCertain() {
        assertThat(StatusTable.answered(PUT, refusal(Refusal.Reason.KEY_EXISTS, 2)))
                .isEqualTo(Answer.refused(VersionedKvModel.KEY_EXISTS, 2L));
        assertThat(StatusTable.answered(PUT, refusal(Refusal.Reason.VERSION_MISMATCH, 9)))
                .isEqualTo(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 9L));
        assertThat(StatusTable.answered(PUT, refusal(Refusal.Reason.KEY_NOT_FOUND, 0)))
                .isEqualTo(Answer.refused(VersionedKvModel.KEY_NOT_FOUND));
    }

    @Test
    void takesAnswersItDoesNotUnderstandForUnknown() {
        assertThat(StatusTable.answered(PUT, PutResponse.getDefaultInstance())).isInstanceOf(Answer.Unknown.class);
        assertThat(StatusTable.answered(GetResponse.getDefaultInstance())).isInstanceOf(Answer.Unknown.class);
        assertThat(StatusTable.answered(PUT, refusal(Refusal.Reason.REASON_UNSPECIFIED, 0)))
                .isInstanceOf(Answer.Unknown.class);
        assertThat(StatusTable.answered(
                        PUT, PutResponse.newBuilder().setVersion(-1).build()))
                .isInstanceOf(Answer.Unknown.class);
    }

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, mode = EnumSource.Mode.EXCLUDE, names = "INVALID_ARGUMENT")
    void takesEveryOtherStatusForUnknown(Status.Code code) {
        assertThat(StatusTable.ended(code.toStatus())).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void namesTheStatusInTheWordsOfTheHistory() {
        assertThat(StatusTable.ended(Status.DEADLINE_EXCEEDED)).isEqualTo(Answer.unknown("deadline-exceeded"));
    }

    @Test
    void takesARefusedFormForCertain() {
        assertThat(StatusTable.ended(Status.INVALID_ARGUMENT)).isEqualTo(Answer.refused(Answer.INVALID_ARGUMENT));
    }

    /** A store accused because it turned down a malformed request would be accused wrongly. */
    @Test
    void callsOnlyTheStoresOwnRefusalsByWordsThatTheCheckerTakesForEvidence() {
        assertThat(Stream.of(
                                VersionedKvModel.KEY_EXISTS,
                                VersionedKvModel.VERSION_MISMATCH,
                                VersionedKvModel.KEY_NOT_FOUND,
                                Answer.INVALID_ARGUMENT,
                                Answer.NOT_CONNECTED,
                                Answer.TIMED_OUT)
                        .filter(VersionedKvModel::isRefusal))
                .containsExactly(
                        VersionedKvModel.KEY_EXISTS, VersionedKvModel.VERSION_MISMATCH, VersionedKvModel.KEY_NOT_FOUND);
    }

    @Test
    void takesARequestForUnsentOnlyWhenTheConnectionCouldNotBeMade() {
        Status neverLeft = Status.UNAVAILABLE.withCause(new IOException(new ConnectException("refused")));
        Status brokeLater = Status.UNAVAILABLE.withCause(new IOException("connection reset"));

        assertThat(StatusTable.ended(neverLeft)).isEqualTo(Answer.refused(Answer.NOT_CONNECTED));
        assertThat(StatusTable.ended(brokeLater)).isEqualTo(Answer.unknown("unavailable"));
    }
}
