package dev.minos.harness.session;

import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.client.PutResult;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.record.LogLine;
import dev.minos.harness.service.Answer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of an operation, for a human reader, in the reference's own words:
 *
 * <pre>
 * [client_2][1] PUT 'key1' -&gt; KEY_EXISTS (fetching current version)
 * [client_2][1] PUT 'key1' -&gt; UPDATE (value='value_456', new_version=2)
 * [client_2][2] PUT 'key1' -&gt; RECOVERED after 1 network retry
 * </pre>
 *
 * @param client name of the client
 * @param op number of its operation
 * @param put whether it is a put, and not a get
 * @param event an {@link Answer} on the way, or the {@link PutResult} at the end
 */
public record OperationLine(String client, long op, boolean put, Object key, Object event) implements LogLine {

    @Override
    public void appendTo(StringBuilder text) {
        text.append('[').append(client).append("][").append(op).append(put ? "] PUT '" : "] GET '");
        text.append(key).append("' -> ");
        if (event instanceof PutResult result) {
            ended(result, text);
        } else if (event instanceof Answer.Ok ok) {
            read(VersionedRequests.value(ok), VersionedRequests.version(ok), text);
        } else if (event instanceof Answer.Refused fail) {
            refused(fail, text);
        } else {
            text.append(put ? "NETWORK ERROR, retrying..." : "NETWORK ERROR");
        }
    }

    private static void read(@Nullable Object value, long version, StringBuilder text) {
        if (value == null) {
            text.append("KEY_NOT_FOUND");
        } else {
            text.append("value='").append(value).append("', version=").append(version);
        }
    }

    private void refused(Answer.Refused fail, StringBuilder text) {
        switch (fail.inWords()) {
            case VersionedKvModel.KEY_EXISTS -> text.append("KEY_EXISTS (fetching current version)");
            case VersionedKvModel.VERSION_MISMATCH ->
                text.append("VERSION_MISMATCH (current_version=")
                        .append(VersionedRequests.currentVersion(fail))
                        .append(')');
            case VersionedKvModel.KEY_NOT_FOUND -> text.append("KEY_NOT_FOUND (creating)");
            case Answer.NOT_CONNECTED -> text.append(put ? "NOT CONNECTED, retrying..." : "NOT CONNECTED");
            case Answer.TIMED_OUT -> text.append(put ? "TIMED OUT, retrying..." : "TIMED OUT");
            default -> text.append(fail.inWords().toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    private static void ended(PutResult result, StringBuilder text) {
        switch (result.end()) {
            case CREATED -> stored("CREATE", result, text);
            case UPDATED -> stored("UPDATE", result, text);
            case RECOVERED -> networkRetries("RECOVERED after ", result, text);
            case MAYBE -> {
                networkRetries("MAYBE after ", result, text);
                text.append(" (whether it was applied cannot be known from here)");
            }
            case GAVE_UP ->
                text.append("GAVE UP after ").append(result.attempts()).append(" attempts (not applied)");
            case CANCELLED -> text.append(result.networkErrors() > 0 ? "CANCELLED during network retry" : "CANCELLED");
        }
    }

    private static void stored(String how, PutResult result, StringBuilder text) {
        text.append(how).append(" (value='").append(result.value());
        text.append("', new_version=").append(result.version()).append(')');
    }

    private static void networkRetries(String how, PutResult result, StringBuilder text) {
        int n = result.networkErrors();
        text.append(how).append(n).append(n == 1 ? " network retry" : " network retries");
    }
}
