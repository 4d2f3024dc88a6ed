package dev.minos.checker.certificate;

import dev.minos.checker.BadKey;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Prefixes;
import dev.minos.checker.Verdict;
import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.distinct.DistinctValues;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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
 * {"minos-certificate":2,"verdict":"LINEARIZABLE","model":"versioned-kv","initial":null,"independent":false,"history":"history.jsonl","sha256":"9f…","operations":3,"keys":1}
 * {"key":"x","order":[0,4,2]}
 * </pre>
 *
 * For a history that is not linearizable the second line is of the bad key, with the position of its first bad completion, the
 * operations that cannot all be true whatever the others were answered, and a linearization of what came before that completion; lines
 * with such a linearization of every other key follow, so that nothing was bad before. Where they were not found in time they are left out:
 *
 * <pre>
 * {"key":"x","first-bad":7,"core":[2,6],"before":[0,2]}
 * {"key":"y","before":[1]}
 * </pre>
 *
 * <p>No line names an operation twice, so a certificate has at most one number for each operation and those of the core. Format 1 had
 * no {@code before}, and what was outside its core kept its answers.
 *
 * <p>A key is named by its text, and null where operations name none. An operation is named by the position of its invoke, which is its line number less one.
 */
public final class Certificate {
    static final int FORMAT = 2;

    /** What came before the first bad completion is linearized in so much time and memory, or left out. */
    private static final Duration BEFORE_WITHIN = Duration.ofSeconds(10);

    private static final long BEFORE_MEMORY = 256L << 20;

    private Certificate() {}

    /**
     * Writes the certificate of a result.
     *
     * @param result with its {@linkplain CheckResult#linearizations linearizations}
     * @param history the file that was judged
     * @param model the one that judged, at its initial value
     * @param independent whether it was read with every value a key and its value
     * @param initial the initial value that the user gave, as typed; null for the model's own
     * @throws IllegalArgumentException if the verdict is unknown, or there is no proof to write
     */
    public static void write(
            CheckResult result,
            Path history,
            Model<?> model,
            boolean independent,
            @Nullable String initial,
            Path certificate)
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
                core(json, result.history(), bad, model.forHistory(result.history()));
            } else {
                orders(json, result);
            }
            json.writeRaw("\n");
        }
        Files.move(unfinished, certificate, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void core(JsonGenerator json, History history, BadKey bad, Model<?> model) {
        int badKey = history.keyNumber(bad.firstBad().id());
        int last = bad.firstBad().returned() - 1;
        Budget budget = Budget.of(BEFORE_WITHIN, BEFORE_MEMORY);
        json.writeRaw("\n");
        json.writeStartObject();
        json.writeStringProperty("key", keyName(bad.key()));
        json.writeNumberProperty("first-bad", bad.firstBad().returned());
        positions(json, "core", history, bad.core().stream().mapToInt(op -> op).toArray());
        // Where the first is not known to be the first there is nothing to be shown.
        int[] before = bad.exact() ? before(history, badKey, model, last, budget) : null;
        if (before != null) {
            positions(json, "before", history, before);
        }
        json.writeEndObject();
        for (int key = 0; before != null && key < history.keys().size(); key++) {
            int[] ofKey = key == badKey ? null : before(history, key, model, last, budget);
            if (ofKey != null && ofKey.length > 0) {
                json.writeRaw("\n");
                json.writeStartObject();
                json.writeStringProperty("key", keyName(history.keys().get(key)));
                positions(json, "before", history, ofKey);
                json.writeEndObject();
            }
        }
    }

    /** A linearization of what had happened on a key by a position; null if none was found. */
    private static int @Nullable [] before(History history, int key, Model<?> model, int last, Budget budget) {
        if (model instanceof VersionedKvModel versionedKv) {
            Chain chain = Chain.solve(VersionedOps.of(history, key, versionedKv).prefix(last));
            return chain.isLinearizable() ? chain.linearization() : null;
        }
        List<Operation> prefix = Prefixes.prefix(model, history.operationsOfKey(key), last);
        Search direct = DistinctValues.decide(model, prefix);
        return (direct != null ? direct : WingGongLoweSearch.search(model, prefix, budget))
                        instanceof Search.Linearizable found
                ? found.linearization().stream().mapToInt(Operation::id).toArray()
                : null;
    }

    private static void positions(JsonGenerator json, String name, History history, int[] operations) {
        json.writeArrayPropertyStart(name);
        for (int op : operations) {
            json.writeNumber(history.invoked(op));
        }
        json.writeEndArray();
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
            positions(json, "order", history, orders.get(key));
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
