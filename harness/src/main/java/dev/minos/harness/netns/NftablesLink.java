package dev.minos.harness.netns;

import dev.minos.faults.Direction;
import dev.minos.faults.Disruption;
import dev.minos.faults.Impairment;
import dev.minos.harness.link.Link;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A link that is an address of the server's for one client alone, struck by rules in two chains of its own: one sees what is sent
 * to that address, the other what is sent from it.
 *
 * <p>Packets are lost for good here, and the kernels on both ends do what they always do then: they send them again, later
 * each time, for up to as long again as it went on. Connections stay.
 */
final class NftablesLink extends Link {
    private static final String TABLE = "ip minos";

    /** What a reset lets pass: a connection can be made, and is reset with its first word. */
    private static final String RESET = "tcp flags & (syn | rst) == 0x0 reject with tcp reset";

    /** A server that sends into a connection that its client has lost must hear of it, so resets do pass. */
    private static final String REFUSE = "tcp flags & rst == 0x0 reject with tcp reset";

    /** Room for two packets beside a second's worth, so that none is too long to pass at all where little may. */
    private static final int BURST_BYTES = 3_000;

    private final ServerNamespace namespace;
    private final int number;
    private final InetSocketAddress address;
    private volatile boolean healthy = true;

    /** @param number from 0, among the links of the namespace */
    NftablesLink(ServerNamespace namespace, String client, int number, InetSocketAddress address) {
        super(client);
        this.namespace = namespace;
        this.number = number;
        this.address = address;
    }

    /** Returns the script that makes the chains of links, and leads to them what passes through each. */
    static String table(List<NftablesLink> links) {
        StringBuilder table = new StringBuilder("table " + TABLE + " {\n");
        for (NftablesLink link : links) {
            table.append("  chain ").append(link.chain(Direction.TO_SERVER)).append(" {}\n");
            table.append("  chain ").append(link.chain(Direction.TO_CLIENT)).append(" {}\n");
        }
        table.append(hook("input", "daddr", Direction.TO_SERVER, links));
        table.append(hook("output", "saddr", Direction.TO_CLIENT, links));
        return table.append("}\n").toString();
    }

    private static String hook(String name, String field, Direction way, List<NftablesLink> links) {
        String chains = links.stream()
                .map(link -> link.address.getAddress().getHostAddress() + " : jump " + link.chain(way))
                .collect(Collectors.joining(", "));
        return "  chain " + name + " {\n    type filter hook " + name + " priority 0;\n    ip " + field + " vmap { "
                + chains + " }\n  }\n";
    }

    /** The chain of what goes one way, such as {@code to-server-3}. */
    private String chain(Direction way) {
        return way.word() + "-" + number;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean isHealthy() {
        return healthy;
    }

    @Override
    protected void strike(Disruption what, Impairment how) throws IOException, InterruptedException {
        String rules = switch (what) {
            case BLACK_HOLE -> eachWay(how, "drop");
            case THROTTLE ->
                eachWay(
                        how,
                        "limit rate over " + how.bytesPerSecond() + " bytes/second burst " + BURST_BYTES
                                + " bytes drop");
            case RESET -> rule(Direction.TO_SERVER, RESET);
            case REFUSE -> rule(Direction.TO_SERVER, REFUSE);
            case DELAY, KILL, RESTART, PAUSE, SLOW_START ->
                throw new IllegalArgumentException("must be a fault that nftables can do, got " + what.word());
        };
        // Before it is tried: if it fails nobody knows how far it came.
        healthy = false;
        namespace.filter(rules);
    }

    @Override
    public void heal() throws IOException, InterruptedException {
        if (!healthy) {
            namespace.filter(flush(Direction.TO_SERVER) + flush(Direction.TO_CLIENT));
            healthy = true;
        }
    }

    private String eachWay(Impairment how, String statement) {
        return Stream.of(Direction.TO_SERVER, Direction.TO_CLIENT)
                .filter(way -> how.direction().includes(way))
                .map(way -> rule(way, statement))
                .collect(Collectors.joining());
    }

    private String rule(Direction way, String statement) {
        return "add rule " + TABLE + " " + chain(way) + " " + statement + "\n";
    }

    private String flush(Direction way) {
        return "flush chain " + TABLE + " " + chain(way) + "\n";
    }
}
