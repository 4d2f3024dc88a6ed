package dev.minos.report.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.minos.report.PageAssets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is sent back: a status, headers, and a body of known length that is opened when it is sent.
 *
 * @param headers beside those that every answer has
 */
record Answer(int status, Map<String, String> headers, Body body) {
    /** Of our own pages: the style and the script that come with them, and nothing else from anywhere. */
    private static final String OF_PAGES = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** A report carries its own script and style, and a policy of its own for them; here it gets nothing but itself. */
    private static final String OF_REPORTS =
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline';"
                    + " img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " sandbox allow-scripts allow-downloads";

    /** Any other file of a run may be anything. */
    private static final String OF_FILES =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String BINARY = "application/octet-stream";

    /** Beyond that a browser is no help, and the file is saved. */
    private static final long MAX_SHOWN = 4 << 20;

    /** What can be shown, by the end of its name; everything else is saved. */
    private static final Map<String, String> SHOWN = Map.of(
            "json",
            PLAIN,
            "jsonl",
            PLAIN,
            "log",
            PLAIN,
            "txt",
            PLAIN,
            "edn",
            PLAIN,
            "tsv",
            PLAIN,
            "png",
            "image/png",
            "svg",
            "image/svg+xml");

    /** The bytes of an answer. */
    private sealed interface Body {
        /** Those of a text, in UTF-8. */
        record Text(String text) implements Body {}

        /** Those of a file, as long as it is when it is sent. */
        record File(Path path) implements Body {}
    }

    /** A page of ours. */
    static Answer page(String html) {
        return text(200, HTML, OF_PAGES, html);
    }

    /** A page that says what is wrong. */
    static Answer error(int status, String title, String words) {
        return text(status, HTML, OF_PAGES, Page.of(title, List.of(), false, html -> {
            html.open("div", "class", "empty card");
            html.element("h1", title).element("p", words);
            html.element("a", "All runs", "href", "/").close();
        }));
    }

    /** To the same page by its proper address. */
    static Answer redirect(String path) {
        return text(308, PLAIN, OF_FILES, path + "\n").with("Location", path);
    }

    /**
     * One of the files that come with the pages.
     *
     * @throws IOException if the jar lacks it
     */
    static Answer asset(String name) throws IOException {
        try (InputStream in = Answer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the jar lacks " + name);
            }
            String type =
                    name.endsWith(".css") ? "text/css" : name.endsWith(".js") ? "text/javascript" : "image/svg+xml";
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(200, Map.of(), new Body.Text(PageAssets.coloured(text)))
                    .with("Content-Type", type + "; charset=utf-8")
                    .with("Content-Security-Policy", OF_FILES);
        }
    }

    /**
     * A file of a run.
     *
     * @param isSaved whether the browser is to save it; else it shows it where it can
     * @throws IOException if it cannot be looked at
     */
    static Answer file(Path path, String name, boolean isSaved) throws IOException {
        Answer answer = new Answer(200, Map.of(), new Body.File(path));
        if (name.equals(RunSummary.REPORT) && !isSaved) {
            return answer.with("Content-Type", HTML).with("Content-Security-Policy", OF_REPORTS);
        }
        String type = SHOWN.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        if (type == null || isSaved || Files.size(path) > MAX_SHOWN) {
            return answer.with("Content-Type", BINARY)
                    .with("Content-Disposition", "attachment; filename*=UTF-8''" + Question.encoded(name))
                    .with("Content-Security-Policy", OF_FILES);
        }
        return answer.with("Content-Type", type).with("Content-Security-Policy", OF_FILES);
    }

    private static Answer text(int status, String type, String policy, String text) {
        return new Answer(status, Map.of(), new Body.Text(text))
                .with("Content-Type", type)
                .with("Content-Security-Policy", policy);
    }

    /** This answer with another header. */
    Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    /** Whether its length is that of a file, which may be any, and not that of a page. */
    boolean isFile() {
        return body instanceof Body.File;
    }

    /**
     * Sends it; of a HEAD request the headers only.
     *
     * @param progress is told whenever some of it was sent
     * @throws IOException if the file cannot be read, or nobody listens any longer
     */
    void send(HttpExchange exchange, Runnable progress) throws IOException {
        Headers into = exchange.getResponseHeaders();
        headers.forEach(into::set);
        into.set("X-Content-Type-Options", "nosniff");
        into.set("Referrer-Policy", "no-referrer");
        into.set("Cross-Origin-Resource-Policy", "same-origin");
        into.set("Cross-Origin-Opener-Policy", "same-origin");
        into.set("X-Frame-Options", "DENY");
        into.set("Cache-Control", "no-store");
        if (body instanceof Body.Text text) {
            byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
            send(exchange, bytes.length, new ByteArrayInputStream(bytes), progress);
        } else if (body instanceof Body.File file) {
            try (SeekableByteChannel channel =
                    Files.newByteChannel(file.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                send(exchange, channel.size(), Channels.newInputStream(channel), progress);
            }
        }
    }

    private void send(HttpExchange exchange, long length, InputStream in, Runnable progress) throws IOException {
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        if (isHead || length == 0) {
            if (isHead) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
            }
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, length);
        OutputStream out = exchange.getResponseBody();
        byte[] buffer = new byte[1 << 16];
        // A history may grow meanwhile; what was promised is sent, and no more.
        for (long left = length; left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException("the file has become shorter while it was sent");
            }
            out.write(buffer, 0, count);
            left -= count;
            progress.run();
        }
        out.close();
    }
}
