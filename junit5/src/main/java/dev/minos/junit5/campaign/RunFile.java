package dev.minos.junit5.campaign;

import dev.minos.checker.history.JsonText;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.VersionedKvModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a run beside its history, as {@code minos check DIRECTORY} reads them:
 *
 * <pre>{@code
 * {"seed":42,"model":"register","clients":5,"operations":1000,"outcome":"completed","start":"…","end":"…","faults":{"drop-response":50}}
 * }</pre>
 */
final class RunFile {
    private final Path file;

    RunFile(Path file) {
        this.file = file;
    }

    /** @param run null while it goes on */
    void write(CampaignRun.Settings settings, @Nullable CampaignRun run) throws IOException {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("seed", settings.seed());
        if (isAsNamed(settings.model())) {
            facts.put("model", settings.model().name());
        }
        facts.put("clients", settings.clients());
        if (settings.operations() > 0) {
            facts.put("operations", settings.operations());
        }
        if (settings.duration() != null) {
            facts.put("duration", Judgement.text(settings.duration()));
        }
        if (!settings.keyPrefix().isEmpty()) {
            facts.put("key-prefix", settings.keyPrefix());
        }
        facts.put("outcome", run == null ? "running" : run.failure() == null ? "completed" : "failed");
        facts.put("start", settings.begin().toString());
        if (run != null) {
            facts.put("failure", run.failure());
            facts.put("end", Instant.now().toString());
            facts.put("concurrency", run.underWayMax());
            facts.put("faults", new TreeMap<>(run.faults()));
            if (run.lastReads() > 0) {
                facts.put("last-reads", run.lastReads());
            }
            if (!run.unanswered().isEmpty()) {
                facts.put("unanswered", run.unanswered());
            }
            if (run.errors() != null) {
                facts.put("programming-errors", run.errors().byClass());
            }
        }
        StringBuilder json = new StringBuilder();
        new JsonText(json, warning -> {}).datum(facts);
        Files.writeString(file, json.append('\n'));
    }

    /** Whether the model is just what its name stands for: one that starts elsewhere would be taken for it, and accuse. */
    static boolean isAsNamed(Model<?> model) {
        Model<?> named = Models.named(model.name());
        return named != null
                && named.getClass() == model.getClass()
                && Objects.equals(named.initial(), model.initial())
                && !(model instanceof VersionedKvModel kv
                        && !kv.keysWithInitialState().isEmpty());
    }
}
