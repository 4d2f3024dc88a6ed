package dev.minos.harness.run;

import dev.minos.harness.config.Config;
import dev.minos.harness.config.NemesisFault;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.server.fault.FaultRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells what a run did not put to the test. A verdict on nothing is worth nothing, however green it looks. */
public final class Vacuity {
    /** The name of dropped responses in a history and in a server's fault log. */
    public static final String DROP_RESPONSE = "drop-response";

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
        return missing;
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
        if (ours && config.serverPacketLossPercent() > 0 && counts.struck(DROP_RESPONSE, FaultRule.Side.SERVER) == 0) {
            missing.add(
                    "no response was dropped, though server_packet_loss_rate is " + config.serverPacketLossPercent());
        }
        boolean losesRequests = config.clients().stream().anyMatch(client -> client.packetLossPercent() > 0);
        if (losesRequests && counts.struck(RequestLoss.FAULT, FaultRule.Side.CLIENT) == 0) {
            missing.add("no request was lost, though a client_packet_loss_rate is above 0");
        }
        config.require().forEach((name, floor) -> {
            if (counts.of(name) < floor) {
                missing.add(String.format(
                        Locale.ROOT, "%,d %s, and require.%s demands %,d", counts.of(name), name, name, floor));
            }
        });
        return missing;
    }
}
