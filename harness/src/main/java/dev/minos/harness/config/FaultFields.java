package dev.minos.harness.config;

import dev.minos.faults.DropManner;
import dev.minos.faults.Durations;
import dev.minos.faults.FaultRule;
import dev.minos.faults.FaultRule.Method;
import dev.minos.faults.FaultRule.Side;
import dev.minos.faults.FaultRuleText;
import dev.minos.faults.MessageFault;
import java.time.Duration;
import java.util.List;

/** The fields of a rule of message faults. */
final class FaultFields {
    static final Kind<List<FaultRule>> LIST =
            fields().list("a fault such as {\"fault\": \"duplicate\", \"percent\": 1}");

    private FaultFields() {}

    private static Fields<FaultRule> fields() {
        Fields<FaultRule> all = new Fields<>();
        Field<MessageFault> fault = all.add(
                Field.of("fault", Kind.choice(MessageFault.values(), MessageFault::word), MessageFault.DROP_REQUEST)
                        .required("say what happens, such as duplicate"),
                FaultRule::fault);
        Field<Side> side =
                all.add(Field.of("side", Kind.choice(Side.values(), Side::word), Side.CLIENT), FaultRule::side);
        all.must(FaultFields::checkSide);
        Field<Method> method =
                all.add(Field.of("method", Kind.choice(Method.values(), Method::word), Method.ANY), FaultRule::method);
        Field<Double> percent =
                all.add(Field.of("percent", Kind.NUMBER, 0.0), rule -> rule.every() == 0 ? rule.percent() : null);
        all.must((rule, at, config) -> Rules.PERCENT.check(rule.percent(), at.in("percent"), config));
        Field<Long> every = all.add(
                Field.of("every", Kind.WHOLE, 0L).must(Rules.range(1, Rules.OPERATIONS_MAX)),
                rule -> rule.every() == 0 ? null : rule.every());
        all.given(rule -> rule.requireOneOf("percent", "every", "how often"));
        Field<Duration> delay = all.add(
                Field.optional("delay", Kind.DURATION).must(Rules.pause(0)),
                rule -> rule.delay().isZero() ? null : rule.delay());
        Field<DropManner> manner = all.add(
                Field.of("manner", Kind.choice(DropManner.values(), DropManner::word), DropManner.AT_ONCE),
                FaultRule::manner);
        Field<Duration> from = all.add(
                Field.of("from", Kind.DURATION, Duration.ZERO),
                rule -> rule.from().isZero() ? null : rule.from());
        Field<Duration> until = all.add(
                Field.of("until", Kind.DURATION, FaultRule.FOREVER),
                rule -> rule.until().equals(FaultRule.FOREVER) ? null : rule.until());
        all.must(FaultFields::checkTimes);
        return all.making(values -> {
            MessageFault happens = values.get(fault);
            Duration given = values.find(delay);
            return new FaultRule(
                    happens,
                    values.get(side),
                    values.get(method),
                    values.get(percent),
                    values.get(every),
                    given == null ? happens.usualDelay() : given,
                    values.get(manner),
                    values.get(from),
                    values.get(until));
        });
    }

    private static void checkSide(FaultRule rule, Place at, Config config) {
        if (rule.side() == Side.SERVER && config.target() instanceof Target.Remote) {
            at.in("side")
                    .wrong("must be client where somebody else runs the server (" + config.target()
                            + "): it injects what it was started with, such as minos server --fault '"
                            + FaultRuleText.of(rule) + "'");
        }
    }

    private static void checkTimes(FaultRule rule, Place at, Config config) {
        if (rule.from().compareTo(config.duration()) >= 0) {
            at.in("from")
                    .wrong("must be before the run ends after " + Durations.text(config.duration()) + ", got "
                            + Durations.text(rule.from()));
        } else if (rule.until().compareTo(rule.from()) <= 0) {
            at.in("until")
                    .wrong("must be later than from, " + Durations.text(rule.from()) + ", got "
                            + Durations.text(rule.until()));
        }
    }
}
