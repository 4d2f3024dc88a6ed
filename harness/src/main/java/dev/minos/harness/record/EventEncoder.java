package dev.minos.harness.record;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.Outcome;
import dev.minos.harness.client.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as JSON, one line each, in the project's own history format:
 *
 * <pre>{@code
 * {"index":12,"time":48211903,"process":1,"type":"invoke","f":"put","key":"key1","value":{"value":"client_2-17-1","version":1},"client":"client_2","op":17,"attempt":1}
 * {"index":13,"time":48212007,"process":"fault","type":"info","f":"drop-response","key":"key1","value":{"invoke":12}}
 * {"index":14,"time":48330120,"process":1,"type":"info","f":"put","key":"key1","value":{"value":"client_2-17-1","version":1},"error":"deadline-exceeded","client":"client_2","op":17,"attempt":1}
 * {"index":16,"time":48460077,"process":6,"type":"ok","f":"get","key":"key1","value":{"value":"client_2-17-1","version":2},"client":"client_2","op":17}
 * {"index":17,"time":48460200,"process":"recovery","type":"info","f":"recovered","key":"key1","value":{"attempts":[12],"version":2},"client":"client_2","op":17}
 * {"index":18,"time":48500000,"process":"nemesis","type":"info","f":"crash"}
 * {"index":19,"time":48600000,"process":"nemesis","type":"info","f":"kill","value":{"node":"server","phase":"begin"}}
 * }</pre>
 *
 * <p>A put's value holds the expected version in invoke, info and fail, and the new one in ok. A get of a key that does
 * not exist is ok with the value null.
 */
final class EventEncoder {
    private EventEncoder() {}

    static void encode(long index, long time, Event event, JsonBuffer out) {
        out.raw("{\"index\":").number(index).raw(",\"time\":").number(time);
        if (event instanceof Event.Invoke invoke) {
            out.raw(",\"process\":").number(invoke.process()).raw(",\"type\":\"invoke\"");
            request(invoke.call(), out);
            caller(invoke.call(), out);
        } else if (event instanceof Event.Completion completion) {
            completion(completion, out);
        } else if (event instanceof Event.FaultFired fault) {
            out.raw(",\"process\":\"fault\",\"type\":\"info\",\"f\":").string(fault.fault());
            out.raw(",\"key\":").string(fault.key());
            out.raw(",\"value\":{\"invoke\":").number(fault.invoke()).raw("}");
        } else if (event instanceof Event.Claimed claim) {
            claim(claim, out);
        } else if (event instanceof Event.NemesisActed nemesis) {
            nemesis(nemesis, out);
        }
        out.raw("}\n");
    }

    private static void completion(Event.Completion completion, JsonBuffer out) {
        Call call = completion.call();
        out.raw(",\"process\":").number(completion.process());
        if (completion.outcome() instanceof Outcome.Ok ok) {
            out.raw(",\"type\":\"ok\"");
            function(call, out);
            out.raw(",\"value\":");
            versioned(ok.value(), ok.version(), out);
        } else if (completion.outcome() instanceof Outcome.Fail fail) {
            out.raw(",\"type\":\"fail\"");
            request(call, out);
            out.raw(",\"error\":");
            if (fail.reason() == Outcome.Reason.VERSION_MISMATCH && fail.currentVersion() > 0) {
                out.raw("[").string(fail.reason().word()).raw(",");
                out.number(fail.currentVersion()).raw("]");
            } else {
                out.string(fail.reason().word());
            }
        } else if (completion.outcome() instanceof Outcome.Info info) {
            out.raw(",\"type\":\"info\"");
            request(call, out);
            out.raw(",\"error\":").string(info.error());
        }
        caller(call, out);
    }

    private static void nemesis(Event.NemesisActed nemesis, JsonBuffer out) {
        out.raw(",\"process\":\"nemesis\",\"type\":\"info\",\"f\":").string(nemesis.action());
        Event.Strike strike = nemesis.strike();
        if (strike != null) {
            out.raw(",\"value\":{\"node\":").string(strike.node());
            out.raw(strike.begins() ? ",\"phase\":\"begin\"" : ",\"phase\":\"end\"");
            String direction = strike.direction();
            if (direction != null) {
                out.raw(",\"direction\":").string(direction);
            }
            out.raw("}");
        }
    }

    private static void claim(Event.Claimed claim, JsonBuffer out) {
        out.raw(",\"process\":\"recovery\",\"type\":\"info\",\"f\":\"recovered\",\"key\":")
                .string(claim.key())
                .raw(",\"value\":{\"attempts\":[");
        List<Long> attempts = claim.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            out.raw(i == 0 ? "" : ",").number(attempts.get(i));
        }
        out.raw("],\"version\":").number(claim.version()).raw("},\"client\":");
        out.string(claim.client()).raw(",\"op\":").number(claim.op());
    }

    private static void request(Call call, JsonBuffer out) {
        function(call, out);
        if (call.request() instanceof Request.Put put) {
            out.raw(",\"value\":");
            versioned(put.value(), put.version(), out);
        }
    }

    private static void function(Call call, JsonBuffer out) {
        out.raw(call.isPut() ? ",\"f\":\"put\",\"key\":" : ",\"f\":\"get\",\"key\":")
                .string(call.request().key());
    }

    private static void versioned(@Nullable String value, long version, JsonBuffer out) {
        if (value == null) {
            out.raw("null");
            return;
        }
        out.raw("{\"value\":")
                .string(value)
                .raw(",\"version\":")
                .number(version)
                .raw("}");
    }

    private static void caller(Call call, JsonBuffer out) {
        out.raw(",\"client\":").string(call.client()).raw(",\"op\":").number(call.op());
        if (call.isPut()) {
            out.raw(",\"attempt\":").number(call.attempt());
        }
    }
}
