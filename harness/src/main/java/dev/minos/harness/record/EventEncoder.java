package dev.minos.harness.record;

import dev.minos.harness.client.Call;
import dev.minos.harness.service.Answer;
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
 * <p>Values are whatever the service is asked and answers. A put's value holds the expected version in invoke, info and fail, and
 * the new one in ok; a get of a key that does not exist is ok with the value null.
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
            key(fault.key(), out);
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
        if (completion.outcome() instanceof Answer.Ok ok) {
            out.raw(",\"type\":\"ok\"");
            function(call, out);
            out.raw(",\"value\":").datum(ok.value());
        } else if (completion.outcome() instanceof Answer.Refused refused) {
            out.raw(",\"type\":\"fail\"");
            request(call, out);
            out.raw(",\"error\":").datum(refused.error());
        } else if (completion.outcome() instanceof Answer.Unknown unknown) {
            out.raw(",\"type\":\"info\"");
            request(call, out);
            out.raw(",\"error\":").string(unknown.reason());
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
        out.raw(",\"process\":\"recovery\",\"type\":\"info\",\"f\":\"recovered\"");
        key(claim.key(), out);
        out.raw(",\"value\":{\"attempts\":[");
        List<Long> attempts = claim.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            out.raw(i == 0 ? "" : ",").number(attempts.get(i));
        }
        out.raw("],\"version\":").number(claim.version()).raw("},\"client\":");
        out.string(claim.client()).raw(",\"op\":").number(claim.op());
    }

    private static void request(Call call, JsonBuffer out) {
        function(call, out);
        Object value = call.request().value();
        if (value != null) {
            out.raw(",\"value\":").datum(value);
        }
    }

    private static void function(Call call, JsonBuffer out) {
        out.raw(",\"f\":").string(call.request().f());
        key(call.request().key(), out);
    }

    private static void key(@Nullable Object key, JsonBuffer out) {
        if (key != null) {
            out.raw(",\"key\":").datum(key);
        }
    }

    private static void caller(Call call, JsonBuffer out) {
        out.raw(",\"client\":").string(call.client()).raw(",\"op\":").number(call.op());
        if (call.isPut()) {
            out.raw(",\"attempt\":").number(call.attempt());
        }
    }
}
