package dev.minos.report.serve;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which names a request may call this server. A browser sends the name that stands in its address bar; that of an attacker's
 * page stays the attacker's, whatever address it has come to mean, so only names that nobody else can own are answered: {@code
 * localhost}, addresses, and the name that the user told the server to listen on. Ports do not matter, since one that is
 * forwarded has another here than there. Thread-safe.
 */
record HostRule(String own) {
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}]|[^\\[\\]:@/\\s]+)(?::\\d{0,5})?");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]");

    /** Whether the request names exactly one host, and that is ours. */
    boolean allows(HttpExchange exchange) {
        List<String> names = exchange.getRequestHeaders().get("Host");
        URI target = exchange.getRequestURI();
        return names != null
                && names.size() == 1
                && allows(names.get(0))
                && (target.getRawAuthority() == null || allows(target.getRawAuthority()));
    }

    /** Whether this, a host and perhaps a port, is ours. */
    boolean allows(@Nullable String name) {
        var parts = HOST_AND_PORT.matcher(name == null ? "" : name.strip());
        if (!parts.matches()) {
            return false;
        }
        String host = parts.group(1).toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.equals(own.toLowerCase(Locale.ROOT))
                || ADDRESS.matcher(host).matches();
    }
}
