package dev.minos.harness.config;

/** Which system a campaign drives. Immutable. */
public sealed interface Target {

    /** The reference service in this JVM. */
    Target EMBEDDED = new Embedded();

    /** The reference service in a process of its own. */
    Target PROCESS = new ChildProcess();

    /** The reference service in this JVM. */
    record Embedded() implements Target {
        @Override
        public String toString() {
            return "embedded";
        }
    }

    /** The reference service in a process of its own. */
    record ChildProcess() implements Target {
        @Override
        public String toString() {
            return "process";
        }
    }

    /** A service that somebody else runs. */
    record Remote(String host, int port) implements Target {
        @Override
        public String toString() {
            return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /**
     * Reads a target as it stands in a config or on the command line.
     *
     * @param text {@code embedded}, {@code process} or {@code HOST:PORT}; an IPv6 address in brackets
     * @throws IllegalArgumentException if it is none of them; the message says what was expected
     */
    static Target parse(String text) {
        if (text.equals("embedded")) {
            return EMBEDDED;
        }
        if (text.equals("process")) {
            return PROCESS;
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            host = "";
        }
        String digits = text.substring(colon + 1);
        int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : 0;
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "must be embedded, process or HOST:PORT with a port from 1 to 65535, got \"" + text + "\"");
        }
        return new Remote(host, port);
    }
}
