package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.model.VersionedKvModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fields that other programs read: none may be missing, renamed or of another type. */
class ResultJsonTest {
    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");
    private static final List<String> CONTRACT = List.of(
            "path",
            "verdict",
            "model",
            "engine",
            "operations",
            "keys",
            "info",
            "claims",
            "first-bad-op",
            "bad-keys",
            "counterexample",
            "unknown-reason",
            "vacuous",
            "warnings",
            "seconds",
            "exit",
            "failed");
    private static final List<String> BESIDE = List.of(
            "first-bad-known", "answered", "false-recoveries", "store-faults", "unknown-outcomes", "missing", "part");

    private static JsonNode check(Path path) {
        return checkAs(VersionedKvModel.NAME, path);
    }

    private static JsonNode checkAs(String model, Path path) {
        Invocation check = Invocation.of("check", "--format", "json", "--model", model, path);
        assertThat(check.outLines()).as("one object a line, and nothing else").hasSize(1);
        JsonNode json = JsonMapper.shared().readTree(check.out());
        assertThat(json.get("exit").intValue()).isEqualTo(check.exit());
        assertThat(List.copyOf(json.propertyNames()).subList(0, CONTRACT.size()))
                .isEqualTo(CONTRACT);
        assertThat(List.copyOf(json.propertyNames()).subList(CONTRACT.size(), json.size()))
                .isEqualTo(BESIDE);
        return json;
    }

    @Test
    void ofALinearizableHistory() {
        Path file = GOLDEN.resolve("ok").resolve("claim-proved-by-read-back.jsonl");
        JsonNode json = check(file);

        assertThat(json.get("path").stringValue()).isEqualTo(file.toString());
        assertThat(json.get("verdict").stringValue()).isEqualTo("LINEARIZABLE");
        assertThat(json.get("model").stringValue()).isEqualTo("versioned-kv");
        assertThat(json.get("engine").stringValue()).isEqualTo("chain+search");
        assertThat(json.get("operations").isIntegralNumber()).isTrue();
        assertThat(json.get("keys").intValue()).isEqualTo(1);
        assertThat(json.get("info").intValue()).isEqualTo(1);
        JsonNode claims = json.get("claims");
        assertThat(claims.propertyNames()).containsExactly("total", "proved", "undecided", "false", "apply-log");
        assertThat(claims.get("total").intValue()).isEqualTo(1);
        assertThat(claims.get("proved").intValue()).isEqualTo(1);
        assertThat(claims.get("undecided").intValue()).isZero();
        assertThat(claims.get("false").intValue()).isZero();
        assertThat(claims.get("apply-log").isNull()).isTrue();
        JsonNode unknown = json.get("unknown-outcomes");
        assertThat(unknown.propertyNames())
                .containsExactly(
                        "puts", "applied", "not-applied", "open", "by-reason", "total", "by-kind", "of-other-kinds");
        assertThat(unknown.get("total").intValue()).isEqualTo(1);
        assertThat(unknown.get("by-kind").get("deadline-exceeded").intValue()).isEqualTo(1);
        assertThat(unknown.get("of-other-kinds").intValue()).isZero();
        assertThat(json.get("first-bad-known").booleanValue()).isTrue();
        assertThat(json.get("answered").intValue()).isEqualTo(2);
        assertThat(json.get("failed").isNull()).isTrue();
        assertThat(unknown.get("puts").intValue()).isEqualTo(1);
        assertThat(unknown.get("applied").intValue()).isEqualTo(1);
        assertThat(unknown.get("by-reason")
                        .get("deadline-exceeded")
                        .get("applied")
                        .intValue())
                .isEqualTo(1);
        assertThat(json.get("first-bad-op").isNull()).isTrue();
        assertThat(json.get("bad-keys").isArray()).isTrue();
        assertThat(json.get("bad-keys")).isEmpty();
        assertThat(json.get("counterexample").isNull()).isTrue();
        assertThat(json.get("unknown-reason").isNull()).isTrue();
        assertThat(json.get("vacuous").isBoolean()).isTrue();
        assertThat(json.get("vacuous").booleanValue()).isFalse();
        assertThat(json.get("warnings").isArray()).isTrue();
        assertThat(json.get("seconds").propertyNames()).containsExactly("read", "check", "verdict");
        assertThat(json.get("seconds").get("read").isFloatingPointNumber()).isTrue();
        assertThat(json.get("seconds").get("check").isFloatingPointNumber()).isTrue();
        assertThat(json.get("exit").intValue()).isZero();
    }

    @Test
    void ofAViolation() {
        JsonNode json = check(GOLDEN.resolve("bad").resolve("lost-update.jsonl"));

        assertThat(json.get("verdict").stringValue()).isEqualTo("NOT_LINEARIZABLE");
        assertThat(json.get("first-bad-op").isIntegralNumber()).isTrue();
        assertThat(json.get("bad-keys").get(0).stringValue()).isEqualTo("x");
        JsonNode counterexample = json.get("counterexample");
        assertThat(counterexample.get("key").stringValue()).isEqualTo("x");
        assertThat(counterexample.get("first-bad-op")).isEqualTo(json.get("first-bad-op"));
        assertThat(counterexample.get("operation").stringValue()).startsWith("put '");
        assertThat(counterexample.get("core")).hasSize(2);
        assertThat(counterexample.get("evidence").size()).isPositive();
        JsonNode evidence = counterexample.get("evidence").get(0);
        assertThat(evidence.get("index").isIntegralNumber()).isTrue();
        assertThat(evidence.get("operation").stringValue()).startsWith("put '");
        assertThat(evidence.get("shows").stringValue()).isNotBlank();
        assertThat(json.get("exit").intValue()).isEqualTo(1);
    }

    /** From the return of the put that overwrote it, 2 ms, to the call of the get, 5.5 ms. */
    @Test
    void saysHowStaleTheWorstReadWas(@TempDir Path folder) throws IOException {
        String history = """
                {"index":0,"time":1000000,"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"a","version":0}}
                {"index":1,"time":2000000,"process":0,"type":"ok","f":"put","key":"k","value":{"value":"a","version":1}}
                {"index":2,"time":5500000,"process":1,"type":"invoke","f":"get","key":"k"}
                {"index":3,"time":6000000,"process":1,"type":"ok","f":"get","key":"k","value":null}
                """;
        JsonNode stalest = stalest(Files.writeString(folder.resolve("times.jsonl"), history));
        assertThat(stalest.propertyNames()).containsExactly("index", "versions", "milliseconds");
        assertThat(stalest.get("index").intValue()).isEqualTo(2);
        assertThat(stalest.get("versions").intValue()).isEqualTo(1);
        assertThat(stalest.get("milliseconds").doubleValue()).isEqualTo(3.5);
        String without = history.replaceAll("\"time\":\\d+,", "");
        assertThat(stalest(Files.writeString(folder.resolve("without.jsonl"), without))
                        .get("milliseconds")
                        .isNull())
                .isTrue();
    }

    private static JsonNode stalest(Path history) {
        return check(history).get("counterexample").get("promises").get("stalest-read");
    }

    @Test
    void ofAFalseRecovery() {
        JsonNode json = check(GOLDEN.resolve("bad").resolve("claim-that-another-clients-write-makes-wrong.jsonl"));

        assertThat(json.get("verdict").stringValue()).isEqualTo("LINEARIZABLE");
        assertThat(json.get("claims").get("false").intValue()).isEqualTo(1);
        JsonNode claim = json.get("false-recoveries").get(0);
        assertThat(claim.propertyNames()).containsExactly("index", "key", "client", "attempts", "evidence");
        assertThat(claim.get("attempts").get(0).isIntegralNumber()).isTrue();
        assertThat(json.get("exit").intValue()).isEqualTo(1);
    }

    /** Null, and not the text "null", which is the name of a key. */
    @Test
    void ofAViolationWhereOperationsNameNoKey(@TempDir Path folder) throws IOException {
        String history = """
                {"process":0,"type":"invoke","f":"write","value":1}
                {"process":0,"type":"ok","f":"write","value":1}
                {"process":1,"type":"invoke","f":"read"}
                {"process":1,"type":"ok","f":"read","value":2}
                """;
        Path file = Files.writeString(folder.resolve("h.jsonl"), history);
        JsonNode json = checkAs("register", file);
        assertThat(json.get("bad-keys")).hasSize(1);
        assertThat(json.get("bad-keys").get(0).isNull()).isTrue();
        assertThat(json.get("counterexample").get("key").isNull()).isTrue();

        Files.writeString(
                file,
                history.replace("\"value\"", "\"key\":\"null\",\"value\"")
                        .replace("\"read\"}", "\"read\",\"key\":\"null\"}"));
        JsonNode named = checkAs("register", file);
        assertThat(named.get("bad-keys").get(0).stringValue()).isEqualTo("null");
        assertThat(named.get("counterexample").get("key").stringValue()).isEqualTo("null");
    }

    /** What could not be judged has the same fields, null where nothing is known. */
    @Test
    void ofWhatCannotBeRead() {
        JsonNode json =
                check(Path.of("..", "checker", "src", "test", "resources", "malformed", "unknown-function.jsonl"));

        assertThat(json.get("verdict").stringValue()).isEqualTo("UNKNOWN");
        assertThat(json.get("unknown-reason").stringValue()).contains("unknown-function.jsonl:3: ");
        assertThat(json.get("operations").isNull()).isTrue();
        assertThat(json.get("claims").isNull()).isTrue();
        assertThat(json.get("unknown-outcomes").isNull()).isTrue();
        assertThat(json.get("answered").isNull()).isTrue();
        assertThat(json.get("first-bad-known").booleanValue()).isFalse();
        assertThat(json.get("failed").stringValue()).isEqualTo("cannot be read");
        assertThat(json.get("bad-keys").isArray()).isTrue();
        assertThat(json.get("exit").intValue()).isEqualTo(65);
    }

    @Test
    void printsOneObjectForEachHistoryAndNothingElse() {
        Invocation check = Invocation.of("check", "--format", "json", GOLDEN);

        assertThat(check.outLines())
                .hasSizeGreaterThan(50)
                .allSatisfy(
                        line -> assertThat(JsonMapper.shared().readTree(line).isObject())
                                .isTrue());
        assertThat(check.exit()).isEqualTo(1);
    }
}
