package dev.minos.harness.netns;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** A server for tests that sends back what it receives, and says of each connection how it ended. */
public final class EchoMain {
    private EchoMain() {}

    /** Prints its port, and serves until its input ends. */
    public static void main(String[] args) throws IOException {
        ServerSocket server = new ServerSocket(0);
        System.out.println(server.getLocalPort());
        Thread acceptor = new Thread(() -> accept(server));
        acceptor.setDaemon(true);
        acceptor.start();
        int read = System.in.read();
        System.exit(read < 0 ? 0 : 1);
    }

    private static void accept(ServerSocket server) {
        while (true) {
            try {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> echo(socket));
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // Its client has lost the connection, which is what is tested.
        }
    }
}
