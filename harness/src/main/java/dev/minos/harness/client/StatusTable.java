package dev.minos.harness.client;

import dev.minos.harness.client.Outcome.Fail;
import dev.minos.harness.client.Outcome.Info;
import dev.minos.harness.client.Outcome.Ok;
import dev.minos.harness.client.Outcome.Reason;
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
    static Outcome ended(Status status) {
        return switch (status.getCode()) {
            case OK -> new Info("no-response");
            case INVALID_ARGUMENT -> Fail.of(Reason.INVALID_ARGUMENT);
            case UNAVAILABLE -> couldNotConnect(status.getCause()) ? Fail.of(Reason.NOT_CONNECTED) : info(status);
            default -> info(status);
        };
    }

    static Outcome answered(GetResponse response) {
        return switch (response.getResultCase()) {
            case FOUND -> ok(response.getFound().getValue(), response.getFound().getVersion());
            case REFUSAL ->
                response.getRefusal().getReason() == Refusal.Reason.KEY_NOT_FOUND
                        ? Ok.ABSENT
                        : new Info("unknown-refusal");
            default -> new Info("empty-response");
        };
    }

    static Outcome answered(Request.Put put, PutResponse response) {
        return switch (response.getResultCase()) {
            case VERSION -> ok(put.value(), response.getVersion());
            case REFUSAL -> refused(response.getRefusal());
            default -> new Info("empty-response");
        };
    }

    private static Outcome ok(String value, long version) {
        // An unsigned number above 2^63 - 1 reads as a negative one; no history can hold it.
        return version >= 0 ? new Ok(value, version) : new Info("version-out-of-range");
    }

    private static Outcome refused(Refusal refusal) {
        long current = Math.max(0, refusal.getCurrentVersion());
        return switch (refusal.getReason()) {
            case KEY_EXISTS -> new Fail(Reason.KEY_EXISTS, current);
            case VERSION_MISMATCH -> new Fail(Reason.VERSION_MISMATCH, current);
            case KEY_NOT_FOUND -> Fail.of(Reason.KEY_NOT_FOUND);
            default -> new Info("unknown-refusal");
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

    private static Info info(Status status) {
        return new Info(status.getCode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
