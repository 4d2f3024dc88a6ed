package dev.minos.harness.system;

/** A server that says why it cannot serve, and ends. */
public final class MuteMain {
    private MuteMain() {}

    /** Ends at once. */
    public static void main(String[] args) {
        System.err.println("the port is in use");
        System.exit(64);
    }
}
