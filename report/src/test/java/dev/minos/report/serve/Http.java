package dev.minos.report.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came back over the wire. Requests are written byte by byte as a test wants them, also those that no client would send. */
record Http(int status, Map<String, String> headers, String body) {
    private static final int BOUND_MILLIS = 60_000;

    /** GET, as a browser on this machine sends it. */
    static Http get(HistoryBrowser browser, String target) throws IOException {
        return send(
                browser,
                "GET " + target + " HTTP/1.1\r\nHost: localhost:"
                        + browser.address().getPort());
    }

    /** A request without its end, which is added. */
    static Http send(HistoryBrowser browser, String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(browser.address(), BOUND_MILLIS);
            socket.setSoTimeout(BOUND_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return read(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Http read(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Http(-1, Map.of(), answer);
        }
        String[] head = answer.substring(0, end).split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < head.length; i++) {
            String[] parts = head[i].split(": ?", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        return new Http(Integer.parseInt(head[0].split(" ", -1)[1]), headers, answer.substring(end + 4));
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
