package dev.minos.checker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.Resolutions.Counts;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.Slice;
import dev.minos.checker.testing.SmallHistories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolutionsTest {
    /**
     * Four puts of unknown outcome and a get that sees the first:
     *
     * <pre>
     *   c1  put a on 0 |--- lost      (read later: applied)
     *   c2  put b on 0 |--- lost      (a made that version: not applied)
     *   c3  put c on 1 |--- timeout   (nobody looks: open)
     *   c4  get                |-- a, version 1
     *   c5  get                          |--- timeout: no put
     * </pre>
     */
    private static final String HISTORY = """
            {"index":0,"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"a","version":0},"client":"c1","op":1,"attempt":1}
            {"index":1,"process":0,"type":"info","f":"put","key":"k","value":{"value":"a","version":0},"error":"request-lost","client":"c1","op":1,"attempt":1}
            {"index":2,"process":1,"type":"invoke","f":"put","key":"k","value":{"value":"b","version":0},"client":"c2","op":1,"attempt":1}
            {"index":3,"process":1,"type":"info","f":"put","key":"k","value":{"value":"b","version":0},"error":"request-lost","client":"c2","op":1,"attempt":1}
            {"index":4,"process":2,"type":"invoke","f":"put","key":"k","value":{"value":"c","version":1},"client":"c3","op":1,"attempt":1}
            {"index":5,"process":2,"type":"info","f":"put","key":"k","value":{"value":"c","version":1},"error":"deadline-exceeded","client":"c3","op":1,"attempt":1}
            {"index":6,"process":3,"type":"invoke","f":"get","key":"k","client":"c4","op":1}
            {"index":7,"process":3,"type":"ok","f":"get","key":"k","value":{"value":"a","version":1},"client":"c4","op":1}
            {"index":8,"process":4,"type":"invoke","f":"get","key":"k","client":"c5","op":1}
            {"index":9,"process":4,"type":"info","f":"get","key":"k","error":"deadline-exceeded","client":"c5","op":1}
            """;

    @TempDir
    Path folder;

    private Resolutions resolutions(@Nullable String applied) throws IOException {
        Path file = Files.writeString(folder.resolve("history.jsonl"), HISTORY);
        ApplyLog log =
                applied == null ? null : ApplyLog.read(Files.writeString(folder.resolve("apply-log.jsonl"), applied));
        return new Checker(CheckOptions.defaults())
                .check(HistoryReader.read(file), new VersionedKvModel(), log)
                .recovery()
                .resolutions();
    }

    private static String applied(long sequence, String client, String value, long version) {
        return String.format(
                "{\"incarnation\":\"i\",\"sequence\":%d,\"key\":\"k\",\"value\":\"%s\",\"version\":%d,\"client\":\"%s\","
                        + "\"op\":1,\"attempt\":1}%n",
                sequence, value, version, client);
    }

    @Test
    void concludesFromTheHistory() throws IOException {
        assertThat(resolutions(null).byReason())
                .isEqualTo(Map.of("request-lost", new Counts(1, 1, 0), "deadline-exceeded", new Counts(0, 0, 1)));
    }

    @Test
    void believesTheApplyLogWhereItSpeaks() throws IOException {
        String a = applied(1, "c1", "a", 1);
        String c = applied(2, "c3", "c", 2);

        assertThat(resolutions(a + c).all()).as("cut, but it has the put").isEqualTo(new Counts(2, 1, 0));
        assertThat(resolutions(a + "{\"incarnation\":\"i\",\"end\":true,\"applied\":1}\n")
                        .all())
                .as("complete, and without it")
                .isEqualTo(new Counts(1, 2, 0));
        assertThat(resolutions(a).all()).as("cut, and silent").isEqualTo(new Counts(1, 1, 1));
    }

    /** What is said of a put from the history alone is what all linearizations of it say. */
    @Test
    void agreesWithAllLinearizationsOfRandomHistories() {
        Slice slice = Slice.of(ResolutionsTest.class, 4_000);
        long[] seen = new long[3];
        slice.forEach(random -> {
            VersionedKvModel model = SmallHistories.startingAnywhere(random);
            History history = SmallHistories.nextWithClaim(random, 6, model);
            if (history == null) {
                return;
            }
            Chain chain = Chain.solve(VersionedOps.of(history, 0, model));
            Counts said = new Checker(CheckOptions.defaults())
                    .check(history, model)
                    .recovery()
                    .resolutions()
                    .all();
            if (chain.isLinearizable()) {
                chain.fates((fate, op) -> assertThat(fate).isEqualTo(chain.fate(op)));
            }
            Counts truth = Counts.NONE;
            for (Operation put : history.operationsOfKey(0)) {
                if (put.outcome() == Outcome.INFO && put.f().equals(VersionedKvModel.PUT)) {
                    truth = truth.plus(truth(model, history.operationsOfKey(0), put));
                }
            }
            assertThat(said).as("%s", history.operationsOfKey(0)).isEqualTo(truth);
            seen[0] += said.applied();
            seen[1] += said.notApplied();
            seen[2] += said.open();
        });
        assertThat(seen).doesNotContain(0);
    }

    private static Counts truth(VersionedKvModel model, List<Operation> operations, Operation put) {
        List<Operation> without = new ArrayList<>(operations);
        without.remove(put);
        boolean never = BruteForce.of(model, without).isLinearizable();
        Versioned input = (Versioned) Objects.requireNonNull(put.input());
        List<Operation> with = new ArrayList<>(without);
        with.add(new Operation(
                put.id(),
                put.process(),
                put.f(),
                put.key(),
                put.input(),
                Outcome.OK,
                new Versioned(input.value(), input.version() + 1),
                put.error(),
                put.invoked(),
                Operation.NEVER));
        boolean ever = BruteForce.of(model, with).isLinearizable();
        return ever == never ? new Counts(0, 0, 1) : ever ? new Counts(1, 0, 0) : new Counts(0, 1, 0);
    }

    @Test
    void addsUp() {
        Resolutions one = new Resolutions(new TreeMap<>(Map.of("a", new Counts(1, 2, 3))));
        Resolutions other = new Resolutions(new TreeMap<>(Map.of("a", new Counts(1, 0, 0), "b", new Counts(0, 1, 0))));

        assertThat(one.plus(other).all()).isEqualTo(new Counts(2, 3, 3));
        assertThat(one.plus(other).all().total()).isEqualTo(8);
    }

    @Test
    void saysNothingOfAKeyThatIsNotLinearizable() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.jsonl"), HISTORY + """
                {"index":10,"process":5,"type":"invoke","f":"get","key":"k","client":"c6","op":1}
                {"index":11,"process":5,"type":"ok","f":"get","key":"k","value":null,"client":"c6","op":1}
                """);
        var result = new Checker(CheckOptions.defaults()).check(HistoryReader.read(file), new VersionedKvModel());

        assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(result.recovery().resolutions().all()).isEqualTo(new Counts(0, 0, 3));
    }
}
