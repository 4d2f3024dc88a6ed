package dev.minos.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of a list of rules strikes an attempt of one client: the first that does, and at most one. Immutable.
 *
 * <p>Whether a rule strikes by percent belongs to the attempt, by {@link FaultHash}: neither the order of arrival nor another
 * rule can move it. What all decisions about one client have in common is worked out once, when this is made.
 */
public final class FaultDecisions {
    private final List<Decision> decisions;

    private record Decision(FaultRule rule, long puts, long gets) {
        boolean strikes(boolean put, long op, int attempt, long nanos) {
            if (!rule.method().includes(put)) {
                return false;
            }
            boolean struck = rule.every() > 0
                    ? op % rule.every() == 0 && attempt == 1
                    : FaultHash.strikes(put ? puts : gets, op, attempt, rule.percent());
            return struck
                    && nanos >= rule.from().toNanos()
                    && nanos < rule.until().toNanos();
        }
    }

    private FaultDecisions(List<Decision> decisions) {
        this.decisions = decisions;
    }

    /**
     * Makes the decisions about one client.
     *
     * @param rules in the order in which they are asked; the how-manieth of its kind each is, is part of what decides
     * @param seed of the run
     */
    public static FaultDecisions about(String client, List<FaultRule> rules, long seed) {
        List<Decision> decisions = new ArrayList<>();
        Map<MessageFault, Integer> seen = new EnumMap<>(MessageFault.class);
        for (FaultRule rule : rules) {
            String label = label(rule, seen.merge(rule.fault(), 1, Integer::sum) - 1);
            if (rule.isActive()) {
                // Puts and gets of an operation are numbered apart, so they decide apart.
                decisions.add(new Decision(
                        rule, FaultHash.begin(seed, label, client), FaultHash.begin(seed, label + ":get", client)));
            }
        }
        return new FaultDecisions(decisions);
    }

    /**
     * A label of its own for each rule: two that shared one would strike the same attempts. The server's first rule to drop
     * responses goes by the bare word, as in simulation, where one seed drops the same ones.
     */
    private static String label(FaultRule rule, int number) {
        boolean bare = rule.fault() == MessageFault.DROP_RESPONSE && rule.side() == FaultRule.Side.SERVER;
        String label = bare
                ? rule.fault().word()
                : rule.side().word() + ":" + rule.fault().word();
        return number == 0 ? label : label + ":" + number;
    }

    /**
     * Returns the rule that strikes an attempt, null if none does.
     *
     * @param put whether the attempt is a put
     * @param op number of the client's operation
     * @param attempt number of the attempt among the operation's puts, or among its gets, from 1
     * @param nanos since when the rules' windows count
     */
    public @Nullable FaultRule strike(boolean put, long op, int attempt, long nanos) {
        for (Decision decision : decisions) {
            if (decision.strikes(put, op, attempt, nanos)) {
                return decision.rule();
            }
        }
        return null;
    }
}
