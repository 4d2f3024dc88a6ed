package dev.minos.server;

/**
 * Netty's search for buffers that nobody gives back: of every 128 buffers it follows one, with the stack of whoever took it. That is
 * for people who work on Netty, and costs a call over gRPC a twentieth of its time on either side.
 */
public final class LeakDetection {
    private static final String LEVEL = "io.grpc.netty.shaded.io.netty.leakDetection.level";

    private LeakDetection() {}

    /**
     * Turns it off in this JVM, unless an option of the JVM says otherwise. For programs, not for libraries, first thing: once a
     * buffer has been taken it is too late.
     */
    public static void turnOff() {
        if (System.getProperty(LEVEL) == null) {
            System.setProperty(LEVEL, "disabled");
        }
    }
}
