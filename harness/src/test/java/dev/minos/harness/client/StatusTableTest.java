package dev.minos.harness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.client.Outcome.Fail;
import dev.minos.harness.client.Outcome.Info;
import dev.minos.harness.client.Outcome.Ok;
import dev.minos.harness.client.Outcome.Reason;
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
    private static final Request.Put PUT = new Request.Put("k", "v", 4);

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
                .isEqualTo(new Ok("x", 3));
        assertThat(StatusTable.answered(
                        PUT, PutResponse.newBuilder().setVersion(5).build()))
                .isEqualTo(new Ok("v", 5));
        assertThat(StatusTable.answered(GetResponse.newBuilder()
                        .setRefusal(Refusal.newBuilder().setReason(Refusal.Reason.KEY_NOT_FOUND))
                        .build()))
                .isEqualTo(Ok.ABSENT);
    }

    @Test
    void takesRefusalsOfTheStoreForCertain() {
        assertThat(StatusTable.answered(PUT, refusal(Refusal.Reason.KEY_EXISTS, 2)))
                .isEqualTo(new Fail(Reason.KEY_EXISTS, 2));
        assertThat(StatusTable.answered(PUT, refusal(Refusal.Reason.VERSION_MISMATCH, 9)))
                .isEqualTo(new Fail(Reason.VERSION_MISMATCH, 9));
        assertThat(StatusTable.answered(PUT, refusal(Refusal.Reason.KEY_NOT_FOUND, 0)))
                .isEqualTo(Fail.of(Reason.KEY_NOT_FOUND));
    }

    @Test
    void takesAnswersItDoesNotUnderstandForUnknown() {
        assertThat(StatusTable.answered(PUT, PutResponse.getDefaultInstance())).isInstanceOf(Info.class);
        assertThat(StatusTable.answered(GetResponse.getDefaultInstance())).isInstanceOf(Info.class);
        assertThat(StatusTable.answered(PUT, refusal(Refusal.Reason.REASON_UNSPECIFIED, 0)))
                .isInstanceOf(Info.class);
        assertThat(StatusTable.answered(
                        PUT, PutResponse.newBuilder().setVersion(-1).build()))
                .isInstanceOf(Info.class);
    }

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, mode = EnumSource.Mode.EXCLUDE, names = "INVALID_ARGUMENT")
    void takesEveryOtherStatusForUnknown(Status.Code code) {
        assertThat(StatusTable.ended(code.toStatus())).isInstanceOf(Info.class);
    }

    @Test
    void namesTheStatusInTheWordsOfTheHistory() {
        assertThat(StatusTable.ended(Status.DEADLINE_EXCEEDED)).isEqualTo(new Info("deadline-exceeded"));
    }

    @Test
    void takesARefusedFormForCertain() {
        assertThat(StatusTable.ended(Status.INVALID_ARGUMENT)).isEqualTo(Fail.of(Reason.INVALID_ARGUMENT));
    }

    /** A store accused because it turned down a malformed request would be accused wrongly. */
    @Test
    void callsOnlyTheStoresOwnRefusalsByWordsThatTheCheckerTakesForEvidence() {
        assertThat(Stream.of(Reason.values()).filter(reason -> VersionedKvModel.isRefusal(reason.word())))
                .containsExactly(Reason.KEY_EXISTS, Reason.VERSION_MISMATCH, Reason.KEY_NOT_FOUND);
    }

    @Test
    void takesARequestForUnsentOnlyWhenTheConnectionCouldNotBeMade() {
        Status neverLeft = Status.UNAVAILABLE.withCause(new IOException(new ConnectException("refused")));
        Status brokeLater = Status.UNAVAILABLE.withCause(new IOException("connection reset"));

        assertThat(StatusTable.ended(neverLeft)).isEqualTo(Fail.of(Reason.NOT_CONNECTED));
        assertThat(StatusTable.ended(brokeLater)).isEqualTo(new Info("unavailable"));
    }
}
