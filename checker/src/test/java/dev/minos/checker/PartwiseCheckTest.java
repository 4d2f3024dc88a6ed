package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryParts;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.ReadOptions.Independent;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.JudgedClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartwiseCheckTest {
    private static final int KEYS = 40;
    private static final int ROUNDS = 600;
    /** So little that the histories here take several parts. */
    private static final long SMALL_MEMORY = 400_000;

    @TempDir
    Path folder;

    @Test
    void readsEveryOperationOnceInParts() throws IOException {
        Path file = write(lines(new Random(1)));
        History whole = HistoryReader.read(file);
        HistoryParts parts = new HistoryParts(file, ReadOptions.defaults().withMemoryBytes(SMALL_MEMORY));
        Set<Object> keys = new HashSet<>();
        int operations = 0;
        int count = 0;
        for (History part = parts.next(); part != null; part = parts.next()) {
            count++;
            operations += part.size();
            for (Object key : part.keys()) {
                assertThat(keys.add(Objects.requireNonNull(key)))
                        .as("key " + key)
                        .isTrue();
            }
            assertThat(part.keys()).as("a part").hasSizeLessThan(KEYS);
        }
        assertThat(parts.isWhole()).isFalse();
        assertThat(count).isGreaterThan(2);
        assertThat(operations).isEqualTo(whole.size());
        assertThat(keys).containsExactlyInAnyOrderElementsOf(whole.keys());
    }

    @Test
    void saysOfPartsWhatItSaysOfTheWhole() throws IOException {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            List<String> lines = lines(random);
            if (seed % 3 == 1) {
                breakReads(lines, random);
            }
            if (seed % 4 == 2) {
                claimWhatIsFalse(lines);
            }
            Path file = write(lines);
            CheckResult whole = check(file, Long.MAX_VALUE);
            CheckResult parts = check(file, SMALL_MEMORY);
            assertThat(parts.verdict()).isEqualTo(whole.verdict());
            assertThat(parts.extent()).isEqualTo(whole.extent());
            assertThat(parts.firstBadIndex()).isEqualTo(whole.firstBadIndex());
            assertThat(parts.badKeys().stream().map(BadKey::key))
                    .isEqualTo(whole.badKeys().stream().map(BadKey::key).toList());
            assertThat(judgements(parts)).isEqualTo(judgements(whole));
            assertThat(parts.recovery().falseClaims())
                    .hasSameSizeAs(whole.recovery().falseClaims());
            assertThat(whole.verdict()).isEqualTo(seed % 3 == 1 ? Verdict.NOT_LINEARIZABLE : Verdict.LINEARIZABLE);
            assertThat(whole.recovery().falseClaims()).hasSize(seed % 4 == 2 ? 1 : 0);
        }
    }

    @Test
    void findsWhatIsMalformedInWhicheverPartItIs() throws IOException {
        List<String> lines = lines(new Random(3));
        String busy = lines.get(lines.size() - 2);
        assertThat(busy).contains("\"invoke\"");
        lines.add(lines.size() - 1, busy.replaceAll("key\\d+", "key0").replaceAll("\"index\":\\d+,", ""));
        Path file = write(lines);
        assertThatThrownBy(() -> check(file, SMALL_MEMORY))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining(":" + (lines.size() - 1) + ": process")
                .hasMessageContaining("still open");
    }

    @Test
    void refusesAClaimOfNoKeyWhereKeysAreReadApart() throws IOException {
        List<String> lines = lines(new Random(4));
        lines.add("{\"process\":\"recovery\",\"type\":\"info\",\"f\":\"recovered\",\"value\":{\"attempts\":[0]}}");
        Path file = write(lines);
        assertThat(check(file, Long.MAX_VALUE).recovery().claims()).isNotEmpty();
        assertThatThrownBy(() -> check(file, SMALL_MEMORY))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("expected a recovery claim to name its key");
    }

    /** Where only some events name a key, a pair is a value, also in the part that holds none of the keys. */
    @Test
    void takesNoValueApartThatTheWholeWouldNot() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int round = 0; round < 3_000; round++) {
            String key = round % 4 == 0 ? "" : "\"key\":" + (round % 2 == 0 ? "7" : "\"k" + round % 8 + "\"") + ",";
            String event = "{\"process\":0," + key + "\"f\":\"write\",\"value\":[7,null],\"type\":\"";
            lines.add(event + "invoke\"}");
            lines.add(event + "ok\"}");
        }
        Path file = write(lines);
        for (long memory : new long[] {Long.MAX_VALUE, 10_000}) {
            CheckResult result = new Checker(CheckOptions.defaults())
                    .check(
                            new HistoryParts(file, ReadOptions.defaults().withMemoryBytes(memory)),
                            history -> new RegisterModel(),
                            null);
            assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
            assertThat(result.extent().operations()).isEqualTo(3_000);
            assertThat(result.extent().keys()).isEqualTo(6);
        }
    }

    /** Jepsen's independent keys: {@code [k v]}, in any format. */
    @ParameterizedTest
    @EnumSource(
            value = Independent.class,
            names = {"AUTO", "ALWAYS"})
    void takesKeysOutOfValuesInPartsAsInTheWhole(Independent independent) throws IOException {
        for (boolean broken : new boolean[] {false, true}) {
            List<String> lines = pairs(new Random(9));
            if (broken) {
                lines.set(lines.size() - 3, lines.get(lines.size() - 3).replaceAll(",-?\\d+\\]", ",-1]"));
            }
            Path file = write(lines);
            ReadOptions options = ReadOptions.defaults().withIndependent(independent);
            CheckResult whole = checkRegisters(new HistoryParts(file, options));
            HistoryParts inParts = new HistoryParts(file, options.withMemoryBytes(SMALL_MEMORY));
            CheckResult parts = checkRegisters(inParts);
            assertThat(inParts.isWhole()).isFalse();
            assertThat(whole.verdict()).isEqualTo(broken ? Verdict.NOT_LINEARIZABLE : Verdict.LINEARIZABLE);
            assertThat(parts.verdict()).isEqualTo(whole.verdict());
            assertThat(parts.firstBadIndex()).isEqualTo(whole.firstBadIndex());
            assertThat(parts.badKeys().stream().map(BadKey::key))
                    .isEqualTo(whole.badKeys().stream().map(BadKey::key).toList());
            assertThat(parts.extent().operations()).isEqualTo(whole.extent().operations());
            assertThat(parts.extent().unknownOutcomes())
                    .isEqualTo(whole.extent().unknownOutcomes())
                    .isPositive();
            assertThat(parts.extent().keys()).isEqualTo(KEYS);
            assertThat(parts.extent().warnings())
                    .containsExactly(
                            file + ": every value is [key value]; they were read as independent keys, some at a time");
        }
    }

    /** The last event says that pairs are values after all, or nothing: of a part it is what it is of the whole. */
    @Test
    void takesNoPairApartThatALaterEventShowsToBeAValue() throws IOException {
        for (String field : List.of("\"value\":5", "\"key\":\"k\",\"value\":[\"key1\",5]")) {
            List<String> lines = pairs(new Random(10));
            String event = "{\"process\":0,\"f\":\"write\"," + field + ",\"type\":\"";
            lines.addAll(List.of(event + "invoke\"}", event + "ok\"}"));
            Path file = write(lines);
            CheckResult whole = checkRegisters(new HistoryParts(file, ReadOptions.defaults()));
            CheckResult parts =
                    checkRegisters(new HistoryParts(file, ReadOptions.defaults().withMemoryBytes(SMALL_MEMORY)));
            assertThat(whole.extent().keys()).isEqualTo(field.contains("key\"") ? 2 : 1);
            assertThat(parts.extent()).isEqualTo(whole.extent());
            assertThat(parts.verdict()).isEqualTo(whole.verdict());
        }
    }

    @Test
    void refusesWhatIsNoPairWhereKeysAreToBeTakenOut() throws IOException {
        List<String> lines = pairs(new Random(11));
        lines.add("{\"process\":0,\"f\":\"write\",\"value\":5,\"type\":\"invoke\"}");
        Path file = write(lines);
        for (long memory : new long[] {Long.MAX_VALUE, SMALL_MEMORY}) {
            ReadOptions options =
                    ReadOptions.defaults().withIndependent(Independent.ALWAYS).withMemoryBytes(memory);
            assertThatThrownBy(() -> checkRegisters(new HistoryParts(file, options)))
                    .isInstanceOf(MalformedHistoryException.class)
                    .hasMessage(file + ":" + lines.size() + ": expected the value of write to be [key value], got 5");
        }
    }

    private static CheckResult checkRegisters(HistoryParts parts) throws IOException {
        return new Checker(CheckOptions.defaults()).check(parts, history -> new RegisterModel(), null);
    }

    /** Writes and reads of one register a key, one at a time; some writes are answered by nobody. */
    private static List<String> pairs(Random random) {
        List<String> lines = new ArrayList<>();
        int[] values = new int[KEYS];
        for (int round = 0; round < 4_000; round++) {
            int key = random.nextInt(KEYS);
            boolean write = random.nextInt(3) == 0;
            boolean lost = write && random.nextInt(10) == 0;
            values[key] = write ? round : values[key];
            String event = "{\"process\":" + round + ",\"f\":\"" + (write ? "write" : "read") + "\",\"value\":[\"key"
                    + key + "\",";
            String value = write || values[key] > 0 ? values[key] + "]" : "null]";
            lines.add(event + (write ? value : "null]") + ",\"type\":\"invoke\"}");
            lines.add(event + value + ",\"type\":\"" + (lost ? "info" : "ok") + "\"}");
            if (lost) {
                // So that it is needed.
                String read = "{\"process\":-1,\"f\":\"read\",\"value\":[\"key" + key + "\",";
                lines.add(read + "null],\"type\":\"invoke\"}");
                lines.add(read + value + ",\"type\":\"ok\"}");
            }
        }
        String last = "{\"process\":0,\"f\":\"read\",\"value\":[\"key0\",";
        lines.add(last + "null],\"type\":\"invoke\"}");
        lines.add(last + (values[0] > 0 ? values[0] : "null") + "],\"type\":\"ok\"}");
        lines.add("{\"process\":\"nemesis\",\"f\":\"heal\",\"type\":\"info\"}");
        lines.add("{\"process\":\"nemesis\",\"f\":\"heal\",\"type\":\"info\"}");
        return lines;
    }

    /** What is said in the end is of few keys, whatever the number of bad ones; every one is named. */
    @Test
    void namesAllBadKeysThoughNotAllAreLookedAtAgain() throws IOException {
        List<String> lines = lines(new Random(6));
        lines.replaceAll(line -> line.contains("\"ok\"") && line.contains("\"get\"")
                ? line.replaceAll("\"version\":\\d+", "\"version\":100000")
                : line);
        Path file = write(lines);
        CheckResult whole = check(file, Long.MAX_VALUE);
        CheckResult parts = check(file, SMALL_MEMORY);
        assertThat(whole.badKeys()).hasSize(KEYS);
        assertThat(parts.badKeys().stream().map(BadKey::key))
                .containsExactlyInAnyOrderElementsOf(
                        whole.badKeys().stream().map(BadKey::key).toList());
        assertThat(parts.firstBadIndex()).isEqualTo(whole.firstBadIndex());
        assertThat(parts.badKeys().get(0).isAtHand()).isTrue();
        assertThat(parts.badKeys().get(KEYS - 1).isAtHand()).isFalse();
        assertThat(Explanation.of(parts).get(0)).isEqualTo(Explanation.of(whole).get(0));
    }

    @Test
    void readsAgainInHalvesWhatFoundNoMemoryToBeDecided() throws IOException {
        Path file = write(lines(new Random(8)));
        CheckResult whole = check(file, Long.MAX_VALUE);
        AtomicInteger refused = new AtomicInteger();
        CheckResult halves = new Checker(CheckOptions.defaults())
                .check(
                        new HistoryParts(file, ReadOptions.defaults()),
                        history -> {
                            if (history.keys().size() > KEYS / 2) {
                                refused.incrementAndGet();
                                throw new OutOfMemoryError("as if");
                            }
                            return new VersionedKvModel();
                        },
                        null);
        assertThat(refused.get()).isPositive();
        assertThat(halves.verdict()).isEqualTo(whole.verdict());
        assertThat(halves.extent()).isEqualTo(whole.extent());
        assertThat(judgements(halves)).isEqualTo(judgements(whole));
        assertThatThrownBy(() -> new Checker(CheckOptions.defaults())
                        .check(
                                new HistoryParts(file, ReadOptions.defaults()),
                                history -> {
                                    throw new OutOfMemoryError("always");
                                },
                                null))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void readsOneLargeKeyWhole() throws IOException {
        List<String> lines = lines(new Random(5));
        lines.replaceAll(line -> line.replaceAll("key\\d+", "key0").replaceAll("\"version\":\\d+", "\"version\":0"));
        lines.removeIf(line -> line.contains("\"ok\""));
        List<String> open = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            open.add(lines.get(i).replaceFirst("\"process\":\\d+", "\"process\":" + i));
        }
        Path file = write(open);
        HistoryParts parts = new HistoryParts(file, ReadOptions.defaults().withMemoryBytes(1_000));
        assertThat(Objects.requireNonNull(parts.next()).size()).isEqualTo((int)
                open.stream().filter(line -> line.contains("\"invoke\"")).count());
        assertThat(parts.isWhole()).isTrue();
        assertThat(parts.next()).isNull();
    }

    private static CheckResult check(Path file, long memory) throws IOException {
        return new Checker(CheckOptions.defaults())
                .check(
                        new HistoryParts(file, ReadOptions.defaults().withMemoryBytes(memory)),
                        history -> new VersionedKvModel(),
                        null);
    }

    private static List<Object> judgements(CheckResult result) {
        List<Object> judgements = new ArrayList<>();
        for (JudgedClaim claim : result.recovery().claims()) {
            judgements.add(List.of(claim.claim().index(), claim.fromHistory()));
        }
        return judgements;
    }

    /** Every client in turn creates or overwrites a value and reads it; some of the puts are answered by nobody. */
    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        int[] versions = new int[KEYS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int process = 0; process < 10; process++) {
                int key = random.nextInt(KEYS);
                String at = ",\"process\":" + (round * 10 + process) + ",\"type\":\"";
                String put = "\",\"f\":\"put\",\"key\":\"key" + key + "\",\"value\":{\"value\":\"v" + lines.size()
                        + "\",\"version\":";
                int invoke = lines.size();
                lines.add("{\"index\":" + invoke + at + "invoke" + put + versions[key] + "}}");
                versions[key]++;
                if (random.nextInt(10) == 0) {
                    lines.add("{\"index\":" + lines.size() + at + "info" + put + (versions[key] - 1)
                            + "},\"error\":\"timeout\"}");
                    lines.add(read(lines.size(), round * 10 + process, "invoke", key, "null"));
                    lines.add(read(
                            lines.size(),
                            round * 10 + process,
                            "ok",
                            key,
                            "{\"value\":\"v" + invoke + "\",\"version\":" + versions[key] + "}"));
                    lines.add(claim(lines.size(), key, invoke));
                } else {
                    lines.add("{\"index\":" + lines.size() + at + "ok" + put + versions[key] + "}}");
                }
            }
        }
        return lines;
    }

    private static String read(int index, int process, String type, int key, String value) {
        return "{\"index\":" + index + ",\"process\":" + process + ",\"type\":\"" + type
                + "\",\"f\":\"get\",\"key\":\"key" + key + "\",\"value\":" + value + "}";
    }

    private static String claim(int index, int key, int attempt) {
        return "{\"index\":" + index + ",\"process\":\"recovery\",\"type\":\"info\",\"f\":\"recovered\",\"key\":\"key"
                + key + "\",\"value\":{\"attempts\":[" + attempt + "]}}";
    }

    private static void breakReads(List<String> lines, Random random) {
        for (int broken = 0; broken < 3; ) {
            int line = random.nextInt(lines.size());
            String text = lines.get(line);
            if (text.contains("\"ok\"") && text.contains("\"get\"")) {
                lines.set(line, text.replaceAll("\"version\":\\d+", "\"version\":100000"));
                broken++;
            }
        }
    }

    /** An attempt that nobody saw is said to have been applied, though another put made that version. */
    private static void claimWhatIsFalse(List<String> lines) {
        int index = lines.size();
        String late = "\",\"f\":\"put\",\"key\":\"key0\",\"value\":{\"value\":\"never seen\",\"version\":0}";
        lines.add("{\"index\":" + index + ",\"process\":900001,\"type\":\"invoke" + late + "}");
        lines.add(
                "{\"index\":" + (index + 1) + ",\"process\":900001,\"type\":\"info" + late + ",\"error\":\"timeout\"}");
        lines.add(claim(index + 2, 0, index));
    }

    private Path write(List<String> lines) throws IOException {
        return Files.write(Files.createTempFile(folder, "history", ".jsonl"), lines);
    }
}
