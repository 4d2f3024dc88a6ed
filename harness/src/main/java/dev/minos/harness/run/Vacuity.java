package dev.minos.harness.run;

import dev.minos.faults.FaultRule;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.Requirement;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.reference.ReferenceFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells what a run did not put to the test. A verdict on nothing is worth nothing, however green it looks. */
public final class Vacuity {
    /** The name of dropped responses in a history and in a server's fault log. */
    public static final String DROP_RESPONSE = "drop-response";

    /** A share of answered attempts, in percent, below which a run that is no vacuous one is warned of. */
    private static final int ANSWERED_SHARE_USUAL = 90;

    private Vacuity() {}

    /** Returns what was missing of a run on the wire, empty when nothing was. */
    static List<String> missing(Config config, RunResult.Counts counts, boolean ours) {
        List<String> missing = new ArrayList<>(missingAnywhere(config, counts, ours));
        for (FaultRule rule : config.faults()) {
            String word = rule.fault().word();
            String line =
                    "no " + word + " struck on the " + rule.side().word() + "'s side, though faults was to inject it";
            if (rule.isActive() && counts.struck(word, rule.side()) == 0 && !missing.contains(line)) {
                missing.add(line);
            }
        }
        for (NemesisFault fault : config.nemesis()) {
            String word = fault.fault().word();
            String line = "no " + word + " was survived, though the nemesis was to do it";
            if (counts.faults().getOrDefault(word, 0L) == 0 && !missing.contains(line)) {
                missing.add(line);
            }
        }
        if (!config.require().containsKey(Requirement.ANSWERED_SHARE.word())) {
            answeredShare(counts, Requirement.ANSWERED_SHARE_DEFAULT, " by default")
                    .ifPresent(missing::add);
        }
        return missing;
    }

    /** Returns a warning of a system that was often not to be reached, if it was. */
    static Optional<String> seldomReached(RunResult.Counts counts) {
        return counts.answeredPercent() >= ANSWERED_SHARE_USUAL
                ? Optional.empty()
                : Optional.of("the system was not always to be reached: "
                        + counts.reach().inWords());
    }

    private static Optional<String> answeredShare(RunResult.Counts counts, long floor, String origin) {
        double percent = counts.answeredPercent();
        return percent >= floor
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the system answered only %.1f %% of what it was asked: %s; require.%s demands %d %%%s",
                        percent,
                        counts.reach().inWords(),
                        Requirement.ANSWERED_SHARE.word(),
                        floor,
                        origin));
    }

    /** Returns what was missing of what every run has, a simulated one too, empty when nothing was. */
    public static List<String> missingAnywhere(Config config, RunResult.Counts counts, boolean ours) {
        List<String> missing = new ArrayList<>();
        if (counts.putsOk() == 0) {
            missing.add("no put was acknowledged");
        }
        if (counts.concurrencyMax() < 2) {
            missing.add("no two operations were ever under way at once");
        }
        if (ours
                && config.get(ReferenceFields.SERVER_PACKET_LOSS_PERCENT) > 0
                && counts.struck(DROP_RESPONSE, FaultRule.Side.SERVER) == 0) {
            missing.add("no response was dropped, though server_packet_loss_rate is "
                    + config.get(ReferenceFields.SERVER_PACKET_LOSS_PERCENT));
        }
        boolean losesRequests = config.clients().stream().anyMatch(client -> client.packetLossPercent() > 0);
        if (losesRequests && counts.struck(RequestLoss.FAULT, FaultRule.Side.CLIENT) == 0) {
            missing.add("no request was lost, though a client_packet_loss_rate is above 0");
        }
        config.require().forEach((name, floor) -> {
            if (name.equals(Requirement.ANSWERED_SHARE.word())) {
                answeredShare(counts, floor, "").ifPresent(missing::add);
            } else if (counts.of(name) < floor) {
                missing.add(String.format(
                        Locale.ROOT, "%,d %s, and require.%s demands %,d", counts.of(name), name, name, floor));
            }
        });
        return missing;
    }
}
