package dev.minos.harness.netns;

import dev.minos.harness.link.Link;
import dev.minos.harness.link.Links;
import dev.minos.harness.nemesis.Guardian;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace for a server, tied to this machine's own network by a pair of virtual devices. In it the server has
 * one address for the harness and one for each client, and a table of nftables stands before those. Thread-safe.
 *
 * <p>All that is wrong with a link is inside, so there is one thing to undo: the namespace goes, and everything goes with it,
 * the devices too. A {@link Guardian} stands by for the case that this JVM is killed; should that be killed as well, the next
 * run finds by the name, {@code minos-PID-RANGE}, what was left behind.
 */
public final class ServerNamespace implements Links {
    /** Where a server in it must listen: at all of its addresses, which nobody but this machine reaches. */
    public static final String LISTEN = "0.0.0.0";

    private static final Path NAMESPACES = Path.of("/var/run/netns");
    private static final Path DEVICES = Path.of("/sys/class/net");
    private static final Pattern NAME = Pattern.compile("minos-(\\d{1,9})-\\d+");

    /** The inner one of the two devices. */
    private static final String DEVICE = "minos0";

    /** In its range: the address of the outer device. */
    private static final int OUTSIDE = 1;

    /** In its range: the server's address for the harness itself, which nothing strikes. */
    private static final int SERVER = 2;

    private final NetworkTools tools;
    private final AddressRange range;
    private final String name;
    private final Consumer<String> trouble;

    // Guarded by this.
    private @Nullable Guardian guardian;

    private ServerNamespace(NetworkTools tools, long pid, AddressRange range, Consumer<String> trouble) {
        this.tools = tools;
        this.range = range;
        this.name = "minos-" + pid + "-" + range.number();
        this.trouble = trouble;
    }

    /**
     * Makes a namespace, one at a time, and removes those that dead runs have left behind.
     *
     * @param leftovers is told of those
     * @param trouble is told why the namespace could not be removed again
     * @throws IOException if that cannot be done here; the message says what is in the way and what to do. Nothing is left behind
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static synchronized ServerNamespace make(Consumer<String> leftovers, Consumer<String> trouble)
            throws IOException, InterruptedException {
        NetworkTools tools = NetworkTools.find(
                System.getProperty("os.name"),
                user(),
                Objects.requireNonNullElse(System.getenv("PATH"), "") + NetworkTools.FURTHER_PLACES);
        removeLeftovers(tools, leftovers);
        long pid = ProcessHandle.current().pid();
        for (int i = 0; i < AddressRange.COUNT; i++) {
            AddressRange range = new AddressRange((int) ((pid + i) % AddressRange.COUNT));
            ServerNamespace namespace = new ServerNamespace(tools, pid, range, trouble);
            try {
                if (namespace.isFree()) {
                    namespace.begin();
                    return namespace;
                }
            } catch (IOException e) {
                if (!Files.exists(namespace.outerDevice())) {
                    throw new IOException(
                            "cannot make a network namespace with nftables: " + e.getMessage()
                                    + "; in a container that takes --privileged" + NetworkTools.INSTEAD,
                            e);
                }
                // Another run has taken the range meanwhile.
            }
        }
        throw new IOException(
                "all of " + AddressRange.ALL + " is in use on this machine: end what uses it" + NetworkTools.INSTEAD);
    }

    /** The user that this process belongs to; a system that does not say has no nftables. */
    private static int user() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) ? (Integer) Files.getAttribute(self, "unix:uid") : -1;
    }

    private boolean isFree() throws IOException {
        return !Files.exists(NAMESPACES.resolve(name)) && !Files.exists(outerDevice()) && !range.isInUse();
    }

    private Path outerDevice() {
        return DEVICES.resolve("minos-" + range.number());
    }

    /** Makes all of it, or leaves nothing behind. */
    private synchronized void begin() throws IOException, InterruptedException {
        boolean made = false;
        try {
            guardian = Guardian.arm(removal());
            tools.ip("netns", "add", name);
            // The outer device's name stands for the range, and the kernel lets one run alone have it: if two had one
            // range, the clients of the one would call the server of the other.
            tools.ipBatch(
                    "link add %1$s type veth peer name %2$s netns %3$s\naddr add %4$s dev %1$s\nlink set %1$s up\n"
                            .formatted(outerDevice().getFileName(), DEVICE, name, withPrefix(OUTSIDE)));
            tools.ipBatch(
                    name,
                    "link set lo up\naddr add %1$s dev %2$s\nlink set %2$s up\n".formatted(withPrefix(SERVER), DEVICE));
            filter("list ruleset\n"); // whether this kernel has it is to be known before a server is started
            made = true;
        } finally {
            if (!made) {
                close();
            }
        }
    }

    private String withPrefix(int host) {
        return range.address(host).getHostAddress() + "/" + AddressRange.PREFIX_BITS;
    }

    /** Returns the name that {@code ip netns} knows it by. */
    public String name() {
        return name;
    }

    /** Returns where the harness itself reaches a server in it that listens at {@link #LISTEN}. */
    public String serverHost() {
        return range.address(SERVER).getHostAddress();
    }

    /** Returns how to run a command in it. The process keeps its id. */
    public List<String> inside(List<String> command) {
        return tools.inside(name, command);
    }

    /** {@inheritDoc} Of the server's address only the port counts. */
    @Override
    public List<Link> lead(List<String> clients, InetSocketAddress server) throws IOException, InterruptedException {
        List<NftablesLink> links = new ArrayList<>();
        StringBuilder addresses = new StringBuilder();
        for (int i = 0; i < clients.size(); i++) {
            int host = SERVER + 1 + i;
            InetSocketAddress address = new InetSocketAddress(range.address(host), server.getPort());
            addresses.append("addr add %s dev %s\n".formatted(withPrefix(host), DEVICE));
            links.add(new NftablesLink(this, clients.get(i), i, address));
        }
        tools.ipBatch(name, addresses.toString());
        filter(NftablesLink.table(links));
        return List.copyOf(links);
    }

    /** Has nftables carry out a script in here: all of it, or, where it fails, nothing. */
    void filter(String script) throws IOException, InterruptedException {
        tools.nft(name, script);
    }

    /** Removes the namespace. A process that still runs in it goes on, without a network. */
    @Override
    public synchronized void close() {
        if (guardian == null) {
            return;
        }
        boolean interrupted = false;
        while (guardian != null) {
            try {
                remove(tools, name);
                guardian.close();
            } catch (InterruptedException e) {
                interrupted = true;
                continue;
            } catch (IOException e) {
                // The guardian stays, and tries once more when this JVM has ended.
                trouble.accept("the network namespace " + name + " could not be removed: " + e.getMessage()
                        + "; remove it with: " + removal());
            }
            guardian = null;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String removal() {
        return tools.ip() + " -n " + name + " link del " + DEVICE + "; " + tools.ip() + " netns del " + name;
    }

    private static void remove(NetworkTools tools, String name) throws IOException, InterruptedException {
        if (!Files.exists(NAMESPACES.resolve(name))) {
            return;
        }
        try {
            // It would go with the namespace, but that lasts as long as the last process in it.
            tools.ip("-n", name, "link", "del", DEVICE);
        } catch (IOException e) {
            // There was none yet.
        }
        tools.ip("netns", "del", name);
    }

    private static void removeLeftovers(NetworkTools tools, Consumer<String> told)
            throws IOException, InterruptedException {
        try (DirectoryStream<Path> namespaces = Files.newDirectoryStream(NAMESPACES)) {
            for (Path each : namespaces) {
                String name = each.getFileName().toString();
                Matcher ours = NAME.matcher(name);
                if (ours.matches()
                        && ProcessHandle.of(Long.parseLong(ours.group(1))).isEmpty()) {
                    removeLeftover(tools, name, told);
                }
            }
        } catch (NoSuchFileException e) {
            // Nobody has ever made a namespace here.
        }
    }

    private static void removeLeftover(NetworkTools tools, String name, Consumer<String> told)
            throws InterruptedException {
        try {
            remove(tools, name);
            told.accept("removed the network namespace " + name + ", which a run that was killed had left behind");
        } catch (IOException e) {
            if (!Files.exists(NAMESPACES.resolve(name))) {
                return; // somebody else was quicker
            }
            told.accept("the network namespace " + name + ", which a run that was killed had left behind, could not be"
                    + " removed: " + e.getMessage());
        }
    }
}
