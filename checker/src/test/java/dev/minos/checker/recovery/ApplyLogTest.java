package dev.minos.checker.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.JudgedClaim.LogWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server says it applied, beside a history in which c1's put is lost and claimed. */
class ApplyLogTest {
    private static final String HISTORY = """
            {"index":0,"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"a","version":0},"client":"c1","op":1,"attempt":1}
            {"index":1,"process":0,"type":"info","f":"put","key":"k","value":{"value":"a","version":0},"error":"deadline-exceeded","client":"c1","op":1,"attempt":1}
            {"index":2,"process":"recovery","type":"info","f":"recovered","key":"k","value":{"attempts":[0],"version":1},"client":"c1","op":1}
            """;

    private static final String APPLIED =
            "{\"incarnation\":\"i1\",\"sequence\":1,\"key\":\"k\",\"value\":\"a\",\"version\":1,\"client\":\"c1\",\"op\":1,\"attempt\":1}\n";
    private static final String OTHER =
            "{\"incarnation\":\"i1\",\"sequence\":1,\"key\":\"k\",\"value\":\"z\",\"version\":1,\"client\":\"c9\",\"op\":1,\"attempt\":1}\n";
    private static final String END = "{\"incarnation\":\"i1\",\"end\":true,\"applied\":1}\n";

    @TempDir
    Path folder;

    @Test
    void confirmsAClaimByPresenceEvenInALogThatWasCut() throws IOException {
        CheckResult result = check(HISTORY, APPLIED);
        assertThat(result.recovery().confirmed()).isEqualTo(1);
        assertThat(result.recovery().undecided()).isEqualTo(1);
        assertThat(result.recovery().falseClaims()).isEmpty();
    }

    @Test
    void refutesAClaimByAbsenceFromAClosedLog() throws IOException {
        CheckResult result = check(HISTORY, OTHER + END);
        assertThat(result.recovery().refuted()).isEqualTo(1);
        assertThat(result.recovery().falseClaims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.evidence()).contains("apply log"));
        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
    }

    /**
     * <pre>
     * c1  put(a, 0) lost        put(a, 1) lost    claim of either
     * c2                 get a@1                                   get a@2
     * </pre>
     *
     * The second request may have arrived after the claim: until somebody sees version 2 before it, the claim may be true.
     */
    @Test
    void refutesAClaimByTwoAttemptsInTheLogOnlyWhereBothWereAppliedBefore() throws IOException {
        String both =
                APPLIED + APPLIED.replace("\"version\":1", "\"version\":2").replace("\"attempt\":1", "\"attempt\":2");
        List<String> first = List.of(
                event(1, "invoke", "put", "a", 0, 1),
                event(1, "info", "put", "a", 0, 1),
                event(2, "invoke", "get", null, 0, 0),
                event(2, "ok", "get", "a", 1, 0),
                event(3, "invoke", "put", "a", 1, 2),
                event(3, "info", "put", "a", 1, 2),
                event(4, "invoke", "get", null, 0, 0));
        String seen = event(4, "ok", "get", "a", 2, 0);

        CheckResult late = check(history(first, List.of(claim(0, 4), seen)), both);
        assertThat(late.recovery().claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.fromApplyLog()).isNull());
        assertThat(late.recovery().falseClaims()).isEmpty();

        CheckResult early = check(history(first, List.of(seen, claim(0, 4))), both);
        assertThat(early.recovery().falseClaims()).singleElement().satisfies(claim -> {
            assertThat(claim.fromApplyLog()).isEqualTo(LogWord.REFUTED);
            assertThat(claim.fromHistory()).isEqualTo(Judgement.FALSE);
        });
    }

    /** Version 1 is absent after the claim: what the log has of the attempt came later. */
    @Test
    void doesNotConfirmAClaimOfWhatWasAppliedLater() throws IOException {
        List<String> first = List.of(event(1, "invoke", "put", "a", 0, 1), event(1, "info", "put", "a", 0, 1));
        List<String> absent = List.of(event(2, "invoke", "get", null, 0, 0), event(2, "ok", "get", null, 0, 0));
        CheckResult later = check(history(first, List.of(claim(0)), absent), APPLIED);
        assertThat(later.recovery().refuted()).isEqualTo(1);
        CheckResult before = check(history(first, absent, List.of(claim(0))), APPLIED);
        assertThat(before.recovery().confirmed()).isEqualTo(1);
    }

    @Test
    void saysNothingByAbsenceFromALogWithoutItsEnd() throws IOException {
        CheckResult result = check(HISTORY, OTHER);
        assertThat(result.recovery().refuted()).isZero();
        assertThat(result.recovery().falseClaims()).isEmpty();
    }

    @Test
    void saysNothingByAbsenceWhenAnotherIncarnationHasNoEnd() throws IOException {
        CheckResult result = check(HISTORY, OTHER + END + OTHER.replace("i1", "i2"));
        assertThat(result.recovery().refuted()).isZero();
    }

    @Test
    void saysNothingByAbsenceWhenALaterIncarnationOnlySaysThatItBegan() throws IOException {
        CheckResult begun = check(HISTORY, OTHER + END + "{\"incarnation\":\"i2\",\"begin\":true}\n");
        assertThat(begun.recovery().refuted()).isZero();
        CheckResult cut = check(HISTORY, OTHER + END + "{\"incarnation\":\"i2\",\"sequ");
        assertThat(cut.recovery().refuted()).isZero();
    }

    @Test
    void accusesAStoreThatAppliedAPutToAnotherKey() throws IOException {
        assertThat(check(HISTORY, APPLIED.replace("\"key\":\"k\"", "\"key\":\"z\""))
                        .recovery()
                        .storeFaults())
                .singleElement()
                .asString()
                .contains("on key 'k' was applied to key 'z'");
    }

    @Test
    void doesNotTrustAnEndThatCountsOtherwise() throws IOException {
        CheckResult result = check(HISTORY, OTHER + END.replace("\"applied\":1", "\"applied\":2"));
        assertThat(result.recovery().refuted()).isZero();
        assertThat(result.recovery().warnings()).singleElement().asString().contains("counts as not closed");
    }

    @Test
    void accusesAStoreThatAppliedAnAttemptTwice() throws IOException {
        CheckResult result = check(HISTORY, APPLIED + APPLIED.replace("\"version\":1", "\"version\":2"));
        assertThat(result.recovery().storeFaults())
                .singleElement()
                .asString()
                .contains("was applied 2 times, as versions [1, 2]");
    }

    @Test
    void accusesAStoreThatAcknowledgedAnotherVersionThanItApplied() throws IOException {
        String acknowledged = HISTORY.replace(
                "\"type\":\"info\",\"f\":\"put\",\"key\":\"k\",\"value\":{\"value\":\"a\",\"version\":0},\"error\":\"deadline-exceeded\"",
                "\"type\":\"ok\",\"f\":\"put\",\"key\":\"k\",\"value\":{\"value\":\"a\",\"version\":1}");
        assertThat(check(acknowledged, APPLIED).recovery().storeFaults()).isEmpty();
        assertThat(check(acknowledged, APPLIED.replace("\"version\":1", "\"version\":7"))
                        .recovery()
                        .storeFaults())
                .singleElement()
                .asString()
                .contains("was acknowledged as version 1 of 'a', but was applied as version 7");
    }

    @Test
    void accusesAStoreThatRefusedWhatItApplied() throws IOException {
        String refused = HISTORY.replace("\"type\":\"info\",\"f\":\"put\"", "\"type\":\"fail\",\"f\":\"put\"")
                .replace("deadline-exceeded", "key-exists");
        CheckResult result = check(refused, APPLIED);
        assertThat(result.recovery().storeFaults())
                .singleElement()
                .asString()
                .contains("was refused with key-exists, but was applied as version 1");
    }

    @Test
    void dropsACutLastLineWithAWarningAndRefusesABrokenOne() throws IOException {
        CheckResult result = check(HISTORY, APPLIED + "{\"incarnation\":\"i1\",\"sequ");
        assertThat(result.recovery().warnings()).singleElement().asString().contains("cut");
        assertThatThrownBy(() -> check(HISTORY, "{\"incarnation\":\"i1\",\"sequ\n" + APPLIED))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("apply-log.jsonl:1:");
    }

    /** An event of c1 if it is an attempt, else of somebody whom the log does not name. */
    private static String event(int process, String type, String f, @Nullable String value, long version, int attempt) {
        String fields = "\"process\":%d,\"type\":\"%s\",\"f\":\"%s\",\"key\":\"k\"".formatted(process, type, f);
        if (value != null || type.equals("ok")) {
            fields += value == null
                    ? ",\"value\":null"
                    : ",\"value\":{\"value\":\"%s\",\"version\":%d}".formatted(value, version);
        }
        return attempt == 0 ? fields : fields + ",\"client\":\"c1\",\"op\":1,\"attempt\":" + attempt;
    }

    private static String claim(Integer... attempts) {
        return "\"process\":\"recovery\",\"type\":\"info\",\"f\":\"recovered\",\"key\":\"k\",\"value\":{\"attempts\":"
                + List.of(attempts) + ",\"version\":1}";
    }

    @SafeVarargs
    private static String history(List<String>... events) {
        StringBuilder lines = new StringBuilder();
        int index = 0;
        for (List<String> some : events) {
            for (String event : some) {
                lines.append("{\"index\":")
                        .append(index++)
                        .append(',')
                        .append(event)
                        .append("}\n");
            }
        }
        return lines.toString();
    }

    private CheckResult check(String history, String log) throws IOException {
        Path historyFile = Files.writeString(folder.resolve("history.jsonl"), history);
        Path logFile = Files.writeString(folder.resolve("apply-log.jsonl"), log);
        return new Checker(CheckOptions.defaults())
                .check(HistoryReader.read(historyFile), new VersionedKvModel(), ApplyLog.read(logFile));
    }
}
