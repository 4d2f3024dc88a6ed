package dev.minos.edn;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Events as lines of history.txt. */
final class HistoryTextWriter implements EventWriter {
    private final OutputStream out;
    private final Consumer<String> warnings;
    private final Set<String> warned = new HashSet<>();
    private long written;
    private boolean indexesKept = true;

    HistoryTextWriter(OutputStream out, Consumer<String> warnings) {
        this.out = out;
        this.warnings = warnings;
    }

    @Override
    public void write(Event event) throws IOException {
        boolean noClient = event.process() instanceof String name && EdnEventWriter.NO_CLIENTS.contains(name);
        warnOfLosses(event);
        if (noClient && event.f().equals("recovered") && !indexesKept) {
            lost("recovery claims name attempts by indexes, which history.txt renumbers; they are left out");
            return;
        }
        StringBuilder line = new StringBuilder();
        line.append(EdnEventWriter.process(event.process()));
        line.append("\t:").append(event.type().name().toLowerCase(Locale.ROOT));
        line.append('\t').append(EdnText.keyword(event.f())).append('\t');
        if (event.key() != null && !noClient) {
            EdnText.append(line, Arrays.asList(event.key(), event.value()));
        } else {
            EdnText.append(line, event.value());
        }
        if (event.error() != null) {
            line.append('\t');
            EdnText.append(line, event.error());
        }
        out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        written++;
    }

    private void warnOfLosses(Event event) {
        if (event.index() != written) {
            indexesKept = false;
            lost("history.txt has no indexes: events are numbered by their lines");
        }
        if (event.time() != Event.NO_TIME) {
            lost("history.txt has no times");
        }
        if (event.client() != null) {
            lost("history.txt has no clients, operation and attempt numbers");
        }
        if (!event.others().isEmpty()) {
            lost("history.txt has no other fields, such as " + event.others().keySet());
        }
    }

    private void lost(String what) {
        // Of one kind the first is enough, whatever it names.
        if (warned.add(what.substring(0, Math.min(what.length(), 30)))) {
            warnings.accept(what);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
