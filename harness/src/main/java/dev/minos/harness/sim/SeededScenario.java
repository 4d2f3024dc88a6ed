package dev.minos.harness.sim;

import dev.minos.faults.FaultHash;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Call;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.SimulationConfig;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.session.Agenda;
import dev.minos.harness.session.Agendas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a config asks for, made up from a seed: operations as on the wire, and faults by hash of the attempt. A request or a
 * response that is dropped here is dropped on the wire too, by the same seed.
 */
final class SeededScenario implements Scenario {
    /** Puts and gets of an operation are numbered apart, so they decide apart. */
    private static final String OF_GETS = "-get";

    private final Config config;
    private final long seed;
    private final Agendas agendas;
    /** By client. */
    private final List<Map<MessageFault, Dice>> dice = new ArrayList<>();

    /** What decides about one fault of one client's messages. */
    private record Dice(long puts, long gets, double percent) {}

    private long serverFaults;
    private long lastEnd;
    private long nextCrash;
    private long nextPause;

    SeededScenario(Config config, long seed) {
        this.config = config;
        this.seed = seed;
        this.agendas = new Agendas(config, seed);
        for (ClientConfig client : config.clients()) {
            Map<MessageFault, Dice> own = new EnumMap<>(MessageFault.class);
            for (MessageFault fault : MessageFault.values()) {
                double percent = percent(fault, client);
                if (percent > 0) {
                    own.put(
                            fault,
                            new Dice(
                                    FaultHash.begin(seed, fault.word(), client.name()),
                                    FaultHash.begin(seed, nameForGets(fault), client.name()),
                                    percent));
                }
            }
            dice.add(own);
        }
        nextCrash = gap(config.simulation().crashEvery());
        nextPause = gap(config.simulation().pauseEvery());
    }

    /** As on the wire: {@code drop-get-request}. */
    private static String nameForGets(MessageFault fault) {
        int dash = fault.word().indexOf('-');
        return dash < 0
                ? fault.word() + OF_GETS
                : fault.word().substring(0, dash) + OF_GETS + fault.word().substring(dash);
    }

    private double percent(MessageFault fault, ClientConfig client) {
        SimulationConfig simulation = config.simulation();
        return switch (fault) {
            case DROP_REQUEST -> client.packetLossPercent();
            case DROP_RESPONSE -> config.get(ReferenceFields.SERVER_PACKET_LOSS_PERCENT);
            case DELAY_REQUEST, DELAY_RESPONSE -> simulation.delayPercent();
            case DUPLICATE -> simulation.duplicatePercent();
            case LATE_DELIVERY -> simulation.latePercent();
            case OUT_OF_ORDER -> 0; // what a delayed request is there: others overtake it
        };
    }

    @Override
    public Agenda agenda(int client) {
        return agendas.of(client);
    }

    @Override
    public boolean strikes(MessageFault fault, int client, Call call) {
        Dice own = dice.get(client).get(fault);
        return own != null
                && FaultHash.strikes(call.isPut() ? own.puts : own.gets, call.op(), call.attempt(), own.percent);
    }

    @Override
    public @Nullable ServerFault nextServerFault() {
        boolean crash = nextCrash <= nextPause;
        long at = Math.max(lastEnd, Math.min(nextCrash, nextPause));
        if (at == Long.MAX_VALUE) {
            return null;
        }
        long length =
                (long) (fraction("outage") * config.simulation().outageMax().toNanos());
        lastEnd = at + length;
        if (crash) {
            nextCrash = lastEnd + gap(config.simulation().crashEvery());
        } else {
            nextPause = lastEnd + gap(config.simulation().pauseEvery());
        }
        return new ServerFault(crash ? ServerFault.Kind.CRASH : ServerFault.Kind.PAUSE, at, length);
    }

    /** Half to one and a half of the average; for ever if there is to be none. */
    private long gap(Duration average) {
        return average.isZero() ? Long.MAX_VALUE : (long) ((0.5 + fraction("gap")) * average.toNanos());
    }

    private double fraction(String what) {
        return Latency.fraction(FaultHash.hash(FaultHash.begin(seed, what, "server"), serverFaults++, 0));
    }
}
