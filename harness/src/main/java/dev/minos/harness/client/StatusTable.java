package dev.minos.harness.client;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.service.Answer;
import dev.minos.kv.v1.GetResponse;
import dev.minos.kv.v1.PutResponse;
import dev.minos.kv.v1.Refusal;
import io.grpc.Status;
import java.net.ConnectException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one table that says what an answer over gRPC means:
 *
 * <table>
 * <caption>Answers and outcomes</caption>
 * <tr><th>answer</th><th>outcome</th></tr>
 * <tr><td>a value or a new version; get refused with KEY_NOT_FOUND</td><td>ok</td></tr>
 * <tr><td>put refused with KEY_EXISTS, VERSION_MISMATCH, KEY_NOT_FOUND</td><td>fail, with the reason</td></tr>
 * <tr><td>INVALID_ARGUMENT: the form is checked before the store is asked</td><td>fail, invalid-argument</td></tr>
 * <tr><td>UNAVAILABLE caused by a connection that could not be made: the request never left</td>
 *     <td>fail, not-connected</td></tr>
 * <tr><td>every other status, known or not; a response without a result</td><td>info</td></tr>
 * </table>
 *
 * <p>A code is certain only if the reference service promises it. ABORTED or FAILED_PRECONDITION may well mean that nothing
 * happened, but whoever sent them (a proxy, another release) promised nothing.
 */
final class StatusTable {
    private StatusTable() {}

    /** Returns the outcome of a call that ended with a status and no usable response. */
    static Answer ended(Status status) {
        return switch (status.getCode()) {
            case OK -> Answer.unknown("no-response");
            case INVALID_ARGUMENT -> Answer.refused(Answer.INVALID_ARGUMENT);
            case UNAVAILABLE ->
                couldNotConnect(status.getCause()) ? Answer.refused(Answer.NOT_CONNECTED) : info(status);
            default -> info(status);
        };
    }

    static Answer answered(GetResponse response) {
        return switch (response.getResultCase()) {
            case FOUND -> ok(response.getFound().getValue(), response.getFound().getVersion());
            case REFUSAL ->
                response.getRefusal().getReason() == Refusal.Reason.KEY_NOT_FOUND
                        ? Answer.ok()
                        : Answer.unknown("unknown-refusal");
            default -> Answer.unknown("empty-response");
        };
    }

    static Answer answered(Versioned put, PutResponse response) {
        return switch (response.getResultCase()) {
            case VERSION -> ok(put.value(), response.getVersion());
            case REFUSAL -> refused(response.getRefusal());
            default -> Answer.unknown("empty-response");
        };
    }

    private static Answer ok(@Nullable Object value, long version) {
        // An unsigned number above 2^63 - 1 reads as a negative one; no history can hold it.
        return version >= 0 ? Answer.ok(new Versioned(value, version)) : Answer.unknown("version-out-of-range");
    }

    private static Answer refused(Refusal refusal) {
        long current = Math.max(0, refusal.getCurrentVersion());
        return switch (refusal.getReason()) {
            case KEY_EXISTS -> VersionedRequests.refused(VersionedKvModel.KEY_EXISTS, current);
            case VERSION_MISMATCH -> VersionedRequests.refused(VersionedKvModel.VERSION_MISMATCH, current);
            case KEY_NOT_FOUND -> Answer.refused(VersionedKvModel.KEY_NOT_FOUND);
            default -> Answer.unknown("unknown-refusal");
        };
    }

    private static boolean couldNotConnect(@Nullable Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    private static Answer info(Status status) {
        return Answer.unknown(status.getCode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
