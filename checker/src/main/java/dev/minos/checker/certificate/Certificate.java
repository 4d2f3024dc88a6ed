package dev.minos.checker.certificate;

import dev.minos.checker.BadKey;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a verdict with its proof: JSON lines, the first says of what, each further one proves one key.
 *
 * <pre>
 * {"minos-certificate":1,"verdict":"LINEARIZABLE","model":"versioned-kv","initial":null,"independent":false,"history":"history.jsonl","sha256":"9f…","operations":3,"keys":1}
 * {"key":"x","order":[0,4,2]}
 * </pre>
 *
 * For a history that is not linearizable there is one key, with the position of its first bad completion and the operations
 * that cannot all be true whatever the others did:
 *
 * <pre>{"key":"x","first-bad":7,"core":[2,6]}</pre>
 *
 * <p>A key is named by its text, and null where operations name none. An operation is named by the position of its invoke, which is its line number less one.
 */
public final class Certificate {
    static final int FORMAT = 1;

    private Certificate() {}

    /**
     * Writes the certificate of a result.
     *
     * @param result with its {@linkplain CheckResult#linearizations linearizations}
     * @param history the file that was judged
     * @param independent whether it was read with every value a key and its value
     * @param initial the initial value that the user gave, as typed; null for the model's own
     * @throws IllegalArgumentException if the verdict is unknown, or there is no proof to write
     */
    public static void write(
            CheckResult result, Path history, boolean independent, @Nullable String initial, Path certificate)
            throws IOException {
        if (result.verdict() == Verdict.UNKNOWN) {
            throw new IllegalArgumentException("an unknown verdict has no certificate: " + result.unknownReason());
        }
        BadKey bad = result.badKeys().isEmpty() ? null : result.badKeys().get(0);
        if (bad != null && bad.core().isEmpty()) {
            throw new IllegalArgumentException("no core was found in time: nothing proves the verdict in few words");
        }
        if (Files.exists(certificate) && Files.isSameFile(certificate, history)) {
            throw new IllegalArgumentException("the certificate would overwrite the history " + history);
        }
        String digest = Digest.sha256(history);
        Path folder = certificate.toAbsolutePath().getParent();
        Path unfinished = certificate.resolveSibling(certificate.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(unfinished);
                JsonGenerator json = JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeNumberProperty("minos-certificate", FORMAT);
            json.writeStringProperty("verdict", result.verdict().name());
            json.writeStringProperty("model", result.model());
            json.writeStringProperty("initial", initial);
            json.writeBooleanProperty("independent", independent);
            json.writeStringProperty("history", relative(Objects.requireNonNull(folder), history));
            json.writeStringProperty("sha256", digest);
            json.writeNumberProperty("operations", result.history().size());
            json.writeNumberProperty("keys", result.history().keys().size());
            json.writeEndObject();
            if (bad != null) {
                core(json, result.history(), bad);
            } else {
                orders(json, result);
            }
            json.writeRaw("\n");
        }
        Files.move(unfinished, certificate, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void core(JsonGenerator json, History history, BadKey bad) {
        json.writeRaw("\n");
        json.writeStartObject();
        json.writeStringProperty("key", keyName(bad.key()));
        json.writeNumberProperty("first-bad", bad.firstBad().returned());
        json.writeArrayPropertyStart("core");
        bad.core().forEach(op -> json.writeNumber(history.invoked(op)));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void orders(JsonGenerator json, CheckResult result) {
        History history = result.history();
        List<int[]> orders = result.linearizations();
        if (orders == null) {
            throw new IllegalArgumentException(
                    "the check has no linearizations: it was not asked to keep them, or the history did not fit into"
                            + " memory and was decided in parts");
        }
        for (int key = 0; key < orders.size(); key++) {
            json.writeRaw("\n");
            json.writeStartObject();
            json.writeStringProperty("key", keyName(history.keys().get(key)));
            json.writeArrayPropertyStart("order");
            for (int op : orders.get(key)) {
                json.writeNumber(history.invoked(op));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** What a certificate calls a key: its text; null where operations name no key. */
    static @Nullable String keyName(@Nullable Object key) {
        return key == null ? null : key.toString();
    }

    private static String relative(Path folder, Path history) {
        try {
            return folder.relativize(history.toAbsolutePath()).toString();
        } catch (IllegalArgumentException e) {
            return history.toAbsolutePath().toString(); // on another root
        }
    }
}
