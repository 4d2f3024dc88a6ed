package dev.minos.harness.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.minos.faults.Direction;
import dev.minos.faults.Disruption;
import dev.minos.faults.Impairment;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault on real sockets: a client, the link, and a server's end of each connection in the test's own hands. */
@Timeout(60)
class ProxyLinkTest {
    private static final int PATIENCE_MILLIS = 20_000;
    /** Long enough to see that something does not come; what is asserted does not depend on it being enough. */
    private static final int GLANCE_MILLIS = 200;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private Proxies links = Proxies.open(0);
    private Link link = links.link("c", serverAddress(), 0);

    ProxyLinkTest() throws Exception {}

    private InetSocketAddress serverAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    @BeforeEach
    void bePatient() throws IOException {
        server.setSoTimeout(PATIENCE_MILLIS);
    }

    @AfterEach
    void close() throws Exception {
        links.close();
        for (AutoCloseable each : open) {
            each.close();
        }
        server.close();
    }

    /** A connection through the link, seen from both of its ends. */
    private record Ends(Socket client, Socket server) {
        void toServer(String text) throws IOException {
            client.getOutputStream().write(text.getBytes(UTF_8));
        }

        void toClient(String text) throws IOException {
            server.getOutputStream().write(text.getBytes(UTF_8));
        }

        String atServer(int length) throws IOException {
            return new String(server.getInputStream().readNBytes(length), UTF_8);
        }

        String atClient(int length) throws IOException {
            return new String(client.getInputStream().readNBytes(length), UTF_8);
        }
    }

    private Socket connect(Link through) throws IOException {
        Socket client = new Socket();
        open.add(client);
        client.connect(through.address(), PATIENCE_MILLIS);
        client.setSoTimeout(PATIENCE_MILLIS);
        return client;
    }

    private Ends connected(Link through) throws IOException {
        Socket client = connect(through);
        Socket accepted = server.accept();
        open.add(accepted);
        accepted.setSoTimeout(PATIENCE_MILLIS);
        return new Ends(client, accepted);
    }

    private static Impairment only(Direction direction) {
        return new Impairment(direction, Duration.ZERO, 0);
    }

    private static void assertSilent(Socket end) throws IOException {
        end.setSoTimeout(GLANCE_MILLIS);
        assertThatThrownBy(() -> end.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        end.setSoTimeout(PATIENCE_MILLIS);
    }

    private static void assertReset(Socket end) {
        assertThatThrownBy(() -> end.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void carriesBothWaysAndEndsEachWithItsStream() throws Exception {
        Ends ends = connected(link);

        ends.toServer("request");
        assertThat(ends.atServer(7)).isEqualTo("request");
        ends.client().shutdownOutput();
        assertThat(ends.server().getInputStream().read()).isEqualTo(-1);
        ends.toClient("answer");
        assertThat(ends.atClient(6)).isEqualTo("answer");
        ends.server().close();
        assertThat(ends.client().getInputStream().read()).isEqualTo(-1);
    }

    /** More than all buffers on the way hold, so that both ends have to wait for each other. */
    @Test
    void changesNothingOfMuch() throws Exception {
        Ends ends = connected(link);
        byte[] much = new byte[8 << 20];
        new Random(1).nextBytes(much);
        Thread sender = new Thread(() -> {
            try {
                ends.client().getOutputStream().write(much);
                ends.client().shutdownOutput();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        sender.start();

        assertThat(Arrays.equals(ends.server().getInputStream().readAllBytes(), much))
                .isTrue();
        sender.join();
    }

    @Test
    void blackHoleHoldsBothWaysUntilItIsOver() throws Exception {
        Ends ends = connected(link);

        link.impair(Disruption.BLACK_HOLE, Impairment.PLAIN);
        ends.toServer("request");
        ends.toClient("answer");
        assertSilent(ends.server());
        assertSilent(ends.client());
        link.heal();

        assertThat(ends.atServer(7)).isEqualTo("request");
        assertThat(ends.atClient(6)).isEqualTo("answer");
    }

    @Test
    void blackHoleOfOneWayLeavesTheOther() throws Exception {
        Ends ends = connected(link);

        link.impair(Disruption.BLACK_HOLE, only(Direction.TO_CLIENT));
        ends.toServer("request");
        assertThat(ends.atServer(7)).isEqualTo("request");
        ends.toClient("answer");
        assertSilent(ends.client());
        link.heal();
        assertThat(ends.atClient(6)).isEqualTo("answer");

        link.impair(Disruption.BLACK_HOLE, only(Direction.TO_SERVER));
        ends.toClient("push");
        assertThat(ends.atClient(4)).isEqualTo("push");
        ends.toServer("more");
        assertSilent(ends.server());
    }

    @Test
    void blackHoleSwallowsAConnectionThatIsMadeMeanwhile() throws Exception {
        link.impair(Disruption.BLACK_HOLE, Impairment.PLAIN);
        Socket client = connect(link);
        client.getOutputStream().write("request".getBytes(UTF_8));

        assertSilent(client);
        link.heal();
        Socket accepted = server.accept();
        open.add(accepted);
        assertThat(new String(accepted.getInputStream().readNBytes(7), UTF_8)).isEqualTo("request");
    }

    @Test
    void aPartitionConcernsTheLinksThatAreStruck() throws Exception {
        Link other = links.link("d", serverAddress(), 0);
        Ends cut = connected(link);
        Ends whole = connected(other);

        link.impair(Disruption.BLACK_HOLE, Impairment.PLAIN);
        cut.toServer("lost");
        whole.toServer("found");

        assertThat(whole.atServer(5)).isEqualTo("found");
        assertSilent(cut.server());
    }

    @Test
    void resetBreaksWhatIsConnectedAndWhatComes() throws Exception {
        Ends ends = connected(link);

        link.impair(Disruption.RESET, Impairment.PLAIN);

        assertReset(ends.client());
        assertReset(ends.server());
        await().ignoreExceptions().until(() -> {
            try (Socket late = connect(link)) {
                assertReset(late);
                return true;
            } catch (SocketException e) {
                return true; // so early that not even the connection stood
            }
        });
        link.heal();
        connected(link).toServer("again");
    }

    @Test
    void refusesConnectionsUntilItIsOver() throws Exception {
        Ends ends = connected(link);

        link.impair(Disruption.REFUSE, Impairment.PLAIN);

        assertReset(ends.client());
        assertThatThrownBy(() -> connect(link)).isInstanceOf(ConnectException.class);
        InetSocketAddress address = link.address();
        link.heal();
        assertThat(link.address()).isEqualTo(address);
        connected(link).toServer("again");
    }

    /** A port that nobody holds could be anybody's by the time it is wanted back. */
    @Test
    void keepsItsPortWhileItRefuses() throws Exception {
        link.impair(Disruption.REFUSE, Impairment.PLAIN);

        try (ServerSocket thief = new ServerSocket()) {
            thief.setReuseAddress(false);
            assertThatThrownBy(() -> thief.bind(link.address())).isInstanceOf(BindException.class);
        }
    }

    @Test
    void delaysWithoutChangingTheOrder() throws Exception {
        Ends ends = connected(link);
        Duration delay = Duration.ofMillis(300);

        link.impair(Disruption.DELAY, new Impairment(Direction.TO_SERVER, delay, 0));
        long begin = System.nanoTime();
        ends.toServer("one ");
        ends.toServer("two");
        assertThat(ends.atServer(7)).isEqualTo("one two");
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(delay.toNanos());
        ends.toServer("last");
        link.heal();
        ends.toServer(" of all");
        assertThat(ends.atServer(11)).as("what came later overtakes nothing").isEqualTo("last of all");
    }

    @Test
    void throttles() throws Exception {
        Ends ends = connected(link);

        link.impair(Disruption.THROTTLE, new Impairment(Direction.BOTH, Duration.ZERO, 10_000));
        long begin = System.nanoTime();
        ends.toServer("x".repeat(5_000));
        assertThat(ends.atServer(5_000)).hasSize(5_000);
        // At that rate half a second, less what may pass at once.
        assertThat(System.nanoTime() - begin)
                .isGreaterThan(Duration.ofMillis(400).toNanos());
        link.heal();
        ends.toClient("y".repeat(1_000_000));
        assertThat(ends.atClient(1_000_000)).hasSize(1_000_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"BLACK_HOLE", "RESET", "REFUSE", "DELAY", "THROTTLE"})
    void isWellAgainAfterwards(Disruption fault) throws Exception {
        for (int round = 0; round < 3; round++) {
            assertThat(link.isHealthy()).isTrue();
            link.impair(fault, new Impairment(Direction.BOTH, Duration.ofMillis(1), 1_000_000));
            assertThat(link.isHealthy()).isFalse();
            link.heal();
            link.heal(); // does nothing
        }
        Ends ends = connected(link);
        ends.toServer("well");
        assertThat(ends.atServer(4)).isEqualTo("well");
    }

    @Test
    void resetsTheClientOfAServerThatIsGone() throws Exception {
        server.close();

        Socket client = new Socket();
        open.add(client);
        assertThatThrownBy(() -> {
                    client.connect(link.address(), PATIENCE_MILLIS);
                    client.setSoTimeout(PATIENCE_MILLIS);
                    client.getInputStream().read();
                })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void refusesAPortInUse() {
        assertThatThrownBy(() -> links.link("d", serverAddress(), link.address().getPort()))
                .isInstanceOf(BindException.class);
    }

    @Test
    void refusesAServerThatCannotBeFound() {
        assertThatThrownBy(() -> links.link("d", InetSocketAddress.createUnresolved("no.such.host", 1), 0))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("no.such.host");
    }

    @Test
    void refusesASecondFaultAtATime() throws Exception {
        link.impair(Disruption.BLACK_HOLE, Impairment.PLAIN);

        assertThatThrownBy(() -> link.impair(Disruption.RESET, Impairment.PLAIN))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> links.link("d", serverAddress(), 0).impair(Disruption.KILL, Impairment.PLAIN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Ends ends = connected(link);
        link.impair(Disruption.REFUSE, Impairment.PLAIN);
        link.heal();
        Ends second = connected(link);
        link.impair(Disruption.BLACK_HOLE, Impairment.PLAIN);
        int port = link.address().getPort();

        links.close();

        for (Socket end : List.of(second.client(), second.server())) {
            assertThat(endOf(end)).isTrue();
        }
        assertReset(ends.server());
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().equals("minos-links"));
        try (ServerSocket mine = new ServerSocket()) {
            mine.setReuseAddress(true);
            mine.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    private static boolean endOf(Socket end) throws IOException {
        try {
            return end.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true;
        }
    }
}
