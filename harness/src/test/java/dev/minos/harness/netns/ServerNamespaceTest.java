package dev.minos.harness.netns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.faults.Direction;
import dev.minos.faults.Disruption;
import dev.minos.faults.Impairment;
import dev.minos.harness.link.Link;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault on real packets, between this process and a server in a namespace. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerNamespaceTest {
    private static final int PATIENCE_MILLIS = 30_000;
    /** Long enough to see that something does not come; what is asserted does not depend on it being enough. */
    private static final int GLANCE_MILLIS = 300;

    private final List<String> trouble = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new ArrayList<>();
    private ServerNamespace namespace;
    private Process server;
    private Link link;
    private Link other;

    @BeforeAll
    void begin() throws Exception {
        NamespacesHere.assumePossible();
        namespace = ServerNamespace.make(leftover -> {}, trouble::add);
        server = new ProcessBuilder(namespace.inside(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EchoMain.class.getName())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8));
        int port = Integer.parseInt(Objects.requireNonNull(said.readLine(), "the server says no port"));
        List<Link> links =
                namespace.lead(List.of("c", "d"), InetSocketAddress.createUnresolved(namespace.serverHost(), port));
        link = links.get(0);
        other = links.get(1);
    }

    @AfterEach
    void heal() throws Exception {
        link.heal();
        for (Socket each : open) {
            each.close();
        }
        open.clear();
    }

    /** Nothing is left, not even of a test that failed. */
    @AfterAll
    void end() throws Exception {
        if (server != null) {
            server.destroyForcibly();
            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        if (namespace != null) {
            namespace.close();
            namespace.close(); // does nothing
            assertNothingLeft(namespace);
            assertThat(trouble).isEmpty();
        }
    }

    private static void assertNothingLeft(ServerNamespace gone) throws IOException {
        assertThat(NamespacesHere.of(ProcessHandle.current().pid())).doesNotContain(gone.name());
        String range = gone.name().substring(gone.name().lastIndexOf('-') + 1);
        assertThat(NetworkInterface.getByName("minos-" + range)).isNull();
    }

    private Socket connect(Link through) throws IOException {
        Socket client = new Socket();
        open.add(client);
        client.connect(through.address(), PATIENCE_MILLIS);
        client.setSoTimeout(PATIENCE_MILLIS);
        return client;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static void assertReceives(Socket socket, String text) throws IOException {
        assertThat(new String(socket.getInputStream().readNBytes(text.length()), UTF_8))
                .isEqualTo(text);
    }

    private static void assertEchoes(Socket socket) throws IOException {
        send(socket, "hello");
        assertReceives(socket, "hello");
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(GLANCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    private static Impairment only(Direction direction) {
        return new Impairment(direction, Duration.ZERO, 0);
    }

    @Test
    void leadsEachClientToTheServerAtAnAddressOfItsOwn() throws Exception {
        assertEchoes(connect(link));
        assertEchoes(connect(other));
        assertThat(link.address()).isNotEqualTo(other.address());
        assertThat(link.name()).isEqualTo("c-server");
    }

    /** What was sent meanwhile arrives all the same: the kernel sends it again, and the connection stays. */
    @ParameterizedTest
    @EnumSource
    void blackHoleLosesPacketsUntilItIsOver(Direction direction) throws Exception {
        Socket client = connect(link);
        Socket unconcerned = connect(other);
        assertEchoes(client);

        link.impair(Disruption.BLACK_HOLE, only(direction));
        send(client, "request");
        assertSilent(client);
        assertEchoes(unconcerned);
        assertThat(link.isHealthy()).isFalse();
        link.heal();

        assertReceives(client, "request");
        assertEchoes(client);
        assertThat(link.isHealthy()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void blackHoleLeavesAConnectionUnmadeUntilItIsOver(Direction direction) throws Exception {
        link.impair(Disruption.BLACK_HOLE, only(direction));

        Socket hasty = new Socket();
        open.add(hasty);
        assertThatThrownBy(() -> hasty.connect(link.address(), GLANCE_MILLIS))
                .isInstanceOf(SocketTimeoutException.class);
        link.heal();
        assertEchoes(connect(link));
    }

    @Test
    void resetBreaksWhatIsConnectedAndWhatComes() throws Exception {
        Socket client = connect(link);
        Socket unconcerned = connect(other);
        assertEchoes(client);

        link.impair(Disruption.RESET, Impairment.PLAIN);

        assertReset(client);
        assertThatThrownBy(() -> assertEchoes(connect(link)))
                .isInstanceOf(SocketException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
        assertEchoes(unconcerned);
        link.heal();
        assertEchoes(connect(link));
    }

    @Test
    void refusesConnectionsUntilItIsOver() throws Exception {
        Socket client = connect(link);
        assertEchoes(client);

        link.impair(Disruption.REFUSE, Impairment.PLAIN);

        assertReset(client);
        assertThatThrownBy(() -> connect(link)).isInstanceOf(ConnectException.class);
        assertEchoes(connect(other));
        link.heal();
        assertEchoes(connect(link));
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> assertEchoes(client))
                .isInstanceOf(SocketException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource
    void throttlesByLosingWhatIsTooMuch(Direction direction) throws Exception {
        Socket client = connect(link);
        int bytesPerSecond = 20_000;

        link.impair(Disruption.THROTTLE, new Impairment(direction, Duration.ZERO, bytesPerSecond));
        long begin = System.nanoTime();
        // A second's worth passes at once, and a little more; then it takes a second for each second's worth.
        String much = "x".repeat(3 * bytesPerSecond);
        send(client, much);
        assertReceives(client, much);
        assertThat(System.nanoTime() - begin)
                .isGreaterThan(Duration.ofSeconds(1).toNanos());
        link.heal();
        assertEchoes(client);
    }

    @ParameterizedTest
    @EnumSource(names = {"BLACK_HOLE", "RESET", "REFUSE", "THROTTLE"})
    void isWellAgainAfterwards(Disruption fault) throws Exception {
        for (int round = 0; round < 3; round++) {
            assertThat(link.isHealthy()).isTrue();
            link.impair(fault, new Impairment(Direction.BOTH, Duration.ZERO, 1_000_000_000));
            assertThat(link.isHealthy()).isFalse();
            link.heal();
            link.heal(); // does nothing
        }
        assertEchoes(connect(link));
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThatThrownBy(() -> link.impair(Disruption.DELAY, Impairment.PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a fault that nftables can do, got delay");
        assertThat(link.isHealthy()).isTrue();
    }

    @Test
    void keepsApartFromAnotherOne() throws Exception {
        ServerNamespace second = ServerNamespace.make(leftover -> {}, trouble::add);
        try {
            assertThat(second.name()).isNotEqualTo(namespace.name());
            assertThat(second.serverHost()).isNotEqualTo(namespace.serverHost());
        } finally {
            second.close();
        }
        assertNothingLeft(second);
        assertEchoes(connect(link));
    }

    @Test
    void saysThatItCouldNotBeRemoved() throws Exception {
        List<String> said = new ArrayList<>();
        ServerNamespace broken = ServerNamespace.make(leftover -> {}, said::add);
        // Something else is in its place, which cannot be removed like a namespace.
        sh("ip netns del " + broken.name() + " && mkdir /var/run/netns/" + broken.name());
        try {
            broken.close();
            assertThat(said)
                    .singleElement()
                    .asString()
                    .startsWith("the network namespace " + broken.name() + " could not be removed: ")
                    .contains("remove it with: ");
        } finally {
            sh("rmdir /var/run/netns/" + broken.name());
        }
    }

    @Test
    void removesWhatADeadRunHasLeftBehind() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor(10, TimeUnit.SECONDS)).isTrue();
        String leftover = "minos-" + dead.pid() + "-0";
        sh("ip netns add " + leftover);
        List<String> said = new ArrayList<>();

        ServerNamespace.make(said::add, trouble::add).close();

        assertThat(said)
                .contains(
                        "removed the network namespace " + leftover + ", which a run that was killed had left behind");
        assertThat(NamespacesHere.of(dead.pid())).isEmpty();
    }

    private static void sh(String command) throws Exception {
        Process process =
                new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(command).isZero();
    }
}
