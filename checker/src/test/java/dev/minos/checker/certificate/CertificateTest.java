package dev.minos.checker.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.EngineChoice;
import dev.minos.checker.Prefixes;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.MutexModel;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates hold as they were written, and no more once anything in them or in the history was touched. */
class CertificateTest {
    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = EngineChoice.class,
            names = {"CHAIN", "SEARCH"})
    void holdForEveryGoldenHistoryWhoeverDecided(EngineChoice engine) throws IOException {
        int written = 0;
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
                Path history = Files.copy(file, folder.resolve(engine + "-" + file.getFileName()));
                Path certificate = certify(history, engine);
                assertThat(problem(certificate)).as("%s", file).isNull();
                written++;
            }
        }
        assertThat(written).isGreaterThan(50);
    }

    @Test
    void noticesAnOrderThatWasChanged() throws IOException {
        Path certificate = certify(copy("ok/create-update-read.jsonl", "h.jsonl"), EngineChoice.AUTO);
        List<String> lines = Files.readAllLines(certificate);
        String order = lines.get(1);
        assertThat(order).contains("\"order\":[0,2");
        Files.write(certificate, List.of(lines.get(0), order.replace("[0,2", "[2,0")));
        assertThat(problem(certificate)).isNotNull();
        Files.write(certificate, List.of(lines.get(0), order.replaceAll(",\\d+\\]", "]")));
        assertThat(problem(certificate)).contains("not linearized");
        Files.write(certificate, List.of(lines.get(0)));
        assertThat(problem(certificate)).contains("nothing proves it");
        Files.write(certificate, List.of(lines.get(0), order.replace("[0,2", "[0,99999")));
        assertThat(problem(certificate)).contains("no operation of the history");
    }

    @Test
    void noticesAHistoryThatWasChanged() throws IOException {
        Path history = copy("ok/create-update-read.jsonl", "h.jsonl");
        Path certificate = certify(history, EngineChoice.AUTO);
        Files.writeString(history, Files.readString(history).replaceFirst("\"client_1\"", "\"client_7\""));
        assertThat(CertificateVerifier.read(certificate).compareBytes()).contains("is not the one that was judged");
    }

    @Test
    void noticesACoreThatIsNone() throws IOException {
        Path certificate = certify(copy("bad/stale-read.jsonl", "h.jsonl"), EngineChoice.AUTO);
        List<String> lines = Files.readAllLines(certificate);
        String core = lines.get(1);
        Files.write(certificate, List.of(lines.get(0), core.replaceAll("\"core\":\\[(\\d+).*\\]", "\"core\":[$1]")));
        assertThat(problem(certificate)).contains("the core can be true");
    }

    @Test
    void noticesAKeyThatIsNotTheOperations() throws IOException {
        for (String file : List.of("ok/create-update-read.jsonl", "bad/stale-read.jsonl")) {
            Path certificate = certify(copy(file, file.replace('/', '-')), EngineChoice.AUTO);
            List<String> lines = Files.readAllLines(certificate);
            assertThat(lines.get(1)).contains("\"key\":\"x\"");
            Files.write(certificate, List.of(lines.get(0), lines.get(1).replace("\"x\"", "\"y\"")));
            assertThat(problem(certificate)).isEqualTo("expected \"key\" to be that of the operations, 'x', got 'y'");
            Files.write(certificate, List.of(lines.get(0), lines.get(1).replace("\"x\"", "null")));
            assertThat(problem(certificate)).contains("'x', got null");
            Files.write(certificate, List.of(lines.get(0), lines.get(1).replace("\"key\":\"x\",", "")));
            assertThat(problem(certificate)).contains("'x', got none");
            Files.write(certificate, List.of(lines.get(0).replace("\"keys\":1", "\"keys\":2"), lines.get(1)));
            assertThat(problem(certificate)).isEqualTo("the number of keys is 1, the certificate is for 2");
        }
    }

    @Test
    void refusesFieldsThatNobodyLooksAt() throws IOException {
        for (String file : List.of("ok/create-update-read.jsonl", "bad/stale-read.jsonl")) {
            Path certificate = certify(copy(file, file.replace('/', '-')), EngineChoice.AUTO);
            List<String> lines = Files.readAllLines(certificate);
            for (int line = 0; line < 2; line++) {
                List<String> more = new ArrayList<>(lines);
                more.set(line, lines.get(line).replaceFirst("\\{", "{\"approved\":true,"));
                Files.write(certificate, more);
                assertThatThrownBy(() -> problem(certificate))
                        .isInstanceOf(MalformedHistoryException.class)
                        .hasMessageContaining(":" + (line + 1) + ": expected no fields but ")
                        .hasMessageEndingWith(", got 'approved'");
            }
        }
    }

    /** A key that is called null is another than none. */
    @Test
    void namesNoKeyWhereThereIsNone() throws IOException {
        Path history = Files.writeString(folder.resolve("h.jsonl"), """
                {"process":0,"type":"invoke","f":"write","value":1}
                {"process":0,"type":"ok","f":"write","value":1}
                {"process":1,"type":"invoke","f":"read"}
                {"process":1,"type":"ok","f":"read","value":2}
                """);
        CheckResult result =
                new Checker(CheckOptions.defaults()).check(HistoryReader.read(history), new RegisterModel());
        Path certificate = folder.resolve("c");
        Certificate.write(result, history, new RegisterModel(), false, null, certificate);
        List<String> lines = Files.readAllLines(certificate);
        assertThat(lines.get(1)).contains("{\"key\":null,");
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.verify(HistoryReader.read(history), new RegisterModel()))
                .isNull();
        Files.write(certificate, List.of(lines.get(0), lines.get(1).replace("null", "\"null\"")));
        assertThat(CertificateVerifier.read(certificate).verify(HistoryReader.read(history), new RegisterModel()))
                .isEqualTo("expected \"key\" to be that of the operations, null, for they name none, got 'null'");
    }

    /** Key a is bad at position 5, and again at 9; key b is bad at 13. */
    private static final String BAD_AGAIN_AND_AGAIN = """
            {"process":0,"type":"invoke","f":"write","key":"a","value":1}
            {"process":0,"type":"ok","f":"write","key":"a","value":1}
            {"process":0,"type":"invoke","f":"write","key":"b","value":1}
            {"process":0,"type":"ok","f":"write","key":"b","value":1}
            {"process":1,"type":"invoke","f":"read","key":"a"}
            {"process":1,"type":"ok","f":"read","key":"a","value":7}
            {"process":1,"type":"invoke","f":"read","key":"a"}
            {"process":1,"type":"ok","f":"read","key":"a","value":1}
            {"process":1,"type":"invoke","f":"read","key":"a"}
            {"process":1,"type":"ok","f":"read","key":"a","value":8}
            {"process":1,"type":"invoke","f":"read","key":"b"}
            {"process":1,"type":"ok","f":"read","key":"b","value":1}
            {"process":1,"type":"invoke","f":"read","key":"b"}
            {"process":1,"type":"ok","f":"read","key":"b","value":9}
            """;

    private String verified(List<String> lines) throws IOException {
        Path certificate = Files.write(folder.resolve("c"), lines);
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        String problem = verifier.verify(HistoryReader.read(verifier.history()), new RegisterModel());
        return problem == null ? "holds: " + verifier.means() : problem;
    }

    @Test
    void showsThatTheFirstBadOperationIsTheFirst() throws IOException {
        Path history = Files.writeString(folder.resolve("h.jsonl"), BAD_AGAIN_AND_AGAIN);
        CheckResult result =
                new Checker(CheckOptions.defaults()).check(HistoryReader.read(history), new RegisterModel());
        Path certificate = folder.resolve("c");
        Certificate.write(result, history, new RegisterModel(), false, null, certificate);
        List<String> lines = Files.readAllLines(certificate);
        assertThat(lines.subList(1, 3))
                .extracting(String::strip)
                .containsExactly(
                        "{\"key\":\"a\",\"first-bad\":5,\"core\":[4],\"before\":[0]}",
                        "{\"key\":\"b\",\"before\":[2]}");
        assertThat(verified(lines))
                .isEqualTo("holds: every order of its core of 1 was tried, and what came before was replayed");
    }

    @Test
    void noticesAFirstBadOperationThatIsNotTheFirst() throws IOException {
        showsThatTheFirstBadOperationIsTheFirst();
        List<String> lines = Files.readAllLines(folder.resolve("c"));
        String first = lines.get(0);
        String other = lines.get(2);
        // Later on its own key, whatever is said to have come before.
        for (String before : List.of("[0]", "[0,4]", "[0,4,6]", "[0,6]", "[6,0]", "[]")) {
            assertThat(verified(List.of(
                            first,
                            "{\"key\":\"a\",\"first-bad\":9,\"core\":[8],\"before\":" + before + "}",
                            "{\"key\":\"b\",\"before\":[2]}")))
                    .contains("before position 9 is no linearization of it");
        }
        // On another key, which was bad later than this one.
        String later = "{\"key\":\"b\",\"first-bad\":13,\"core\":[12],\"before\":[2,10]}";
        for (String before : List.of("[0]", "[0,4,6,8]", "[0,6]")) {
            assertThat(verified(List.of(first, later, "{\"key\":\"a\",\"before\":" + before + "}")))
                    .startsWith("key 'a': what is said to have come before position 13 is no linearization of it");
        }
        assertThat(verified(List.of(first, later)))
                .isEqualTo(
                        "holds: every order of its core of 1 was tried, and what came before on its key was replayed;"
                                + " that it is the first of all keys is not shown");
        // Earlier than it was bad.
        assertThat(verified(List.of(first, "{\"key\":\"a\",\"first-bad\":1,\"core\":[0],\"before\":[]}", other)))
                .isEqualTo("the core can be true: its operations have a legal order");
    }

    @Test
    void noticesAnOrderBeforeThatIsNone() throws IOException {
        showsThatTheFirstBadOperationIsTheFirst();
        List<String> lines = Files.readAllLines(folder.resolve("c"));
        String first = lines.get(0);
        String bad = lines.get(1);
        for (String before : List.of("[99]", "7", "null", "[\"0\"]")) {
            assertThat(verified(List.of(first, bad.replace("[0]", before), lines.get(2))))
                    .contains("expected \"before\" to name operations of the key");
        }
        assertThat(verified(List.of(first, bad.replace("[0]", "[2]"), lines.get(2))))
                .contains("expected \"key\" to be that of the operations");
        assertThat(verified(List.of(first, bad.replace("[0]", "[0,2]"), lines.get(2))))
                .contains("is none of the key's");
        assertThat(verified(List.of(first, bad.replace("[0]", "[0,0]"), lines.get(2))))
                .contains("linearized twice");
        // The read is open then, and one of unknown outcome may have seen anything.
        assertThat(verified(List.of(first, bad.replace("[0]", "[0,4]"), lines.get(2))))
                .startsWith("holds: ");
        assertThat(verified(List.of(first, bad.replace("[0]", "[]"), lines.get(2))))
                .contains("no linearization of it: operation 0 is not linearized");
        assertThat(verified(List.of(first, bad, lines.get(2), lines.get(2)))).contains("named twice");
        assertThat(verified(List.of(first, bad, "{\"key\":\"b\"}"))).contains("expected \"before\"");
        assertThat(verified(List.of(first, bad, "{\"key\":\"c\",\"before\":[]}")))
                .contains("expected \"before\"");
        assertThat(verified(List.of(first, bad.replace(",\"before\":[0]", ""), lines.get(2))))
                .isEqualTo("holds: every order of its core of 1 was tried, that it is the first is not shown");
        assertThatThrownBy(() -> verified(List.of(first, bad, "{\"key\":\"b\",\"before\":[2],\"core\":[2]}")))
                .isInstanceOf(MalformedHistoryException.class);
    }

    @Test
    void readsFormat1AndSaysWhatItDoesNotShow() throws IOException {
        showsThatTheFirstBadOperationIsTheFirst();
        List<String> lines = Files.readAllLines(folder.resolve("c"));
        String first = lines.get(0).replace("\"minos-certificate\":2", "\"minos-certificate\":1");
        String later = "{\"key\":\"a\",\"first-bad\":9,\"core\":[8]}";
        assertThat(verified(List.of(first, later)))
                .isEqualTo("holds: every order of its core of 1 was tried, that it is the first is not shown");
        assertThat(verified(List.of(first, later.replace("[8]", "[6]")))).contains("the core can be true");
        assertThat(verified(List.of(first, later, "{\"key\":\"b\"}"))).contains("expected one core");
        assertThatThrownBy(() -> verified(List.of(first, lines.get(1))))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("got 'before'");
        assertThatThrownBy(() -> verified(List.of(lines.get(0).replace("certificate\":2", "certificate\":3"), later)))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("format 1 to 2");
    }

    /** On random histories of every model: what check certifies verify replays, and no later place is taken for the first. */
    @Test
    void replaysWhatCameBeforeOfEveryModel() throws IOException {
        Path history = folder.resolve("r.jsonl");
        for (String name : List.of("register", "cas-register", "mutex", "fifo-queue", "unordered-queue")) {
            Model<?> model = Objects.requireNonNull(Models.named(name));
            AtomicInteger bad = new AtomicInteger();
            Slice.of(CertificateTest.class, "before " + name, 60).forEach(random -> {
                try {
                    Files.write(history, lines(ModelHistories.next(random, model, 6)));
                    CheckResult result = new Checker(CheckOptions.defaults()).check(HistoryReader.read(history), model);
                    if (result.verdict() == Verdict.NOT_LINEARIZABLE) {
                        bad.incrementAndGet();
                        Path certificate = folder.resolve("r");
                        Certificate.write(result, history, model, false, null, certificate);
                        CertificateVerifier verifier = CertificateVerifier.read(certificate);
                        assertThat(verifier.verify(HistoryReader.read(history), model))
                                .as("%s", Files.readAllLines(history))
                                .isNull();
                        assertThat(verifier.means()).endsWith(", and what came before was replayed");
                        isNotMovedTo(history, certificate, model, result);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(bad.get()).as(name).isPositive();
        }
    }

    private static void isNotMovedTo(Path history, Path certificate, Model<?> model, CheckResult result)
            throws IOException {
        List<String> lines = Files.readAllLines(certificate);
        int first = result.badKeys().get(0).firstBad().returned();
        for (Operation each : result.history().operationsOfKey(0)) {
            if (each.outcome() == Outcome.OK && each.returned() > first) {
                Files.write(
                        certificate,
                        List.of(
                                lines.get(0),
                                lines.get(1).replace("\"first-bad\":" + first, "\"first-bad\":" + each.returned())));
                assertThat(CertificateVerifier.read(certificate).verify(HistoryReader.read(history), model))
                        .isNotNull();
            }
        }
    }

    /** The operations as events; of events at one position the calls come first. */
    private static List<String> lines(List<Operation> operations) {
        List<String> lines = new ArrayList<>();
        for (int position = 0; position <= 100; position++) {
            for (Operation each : operations) {
                if (each.invoked() == position) {
                    lines.add(line(each, "invoke", each.input()));
                }
            }
            for (Operation each : operations) {
                if (each.returned() == position) {
                    boolean ok = each.outcome() == Outcome.OK;
                    lines.add(line(each, ok ? "ok" : "fail", ok ? each.output() : null));
                }
            }
        }
        return lines;
    }

    private static String line(Operation operation, String type, @Nullable Object value) {
        return "{\"process\":" + operation.id() + ",\"type\":\"" + type + "\",\"f\":\"" + operation.f()
                + "\",\"value\":" + json(value) + "}";
    }

    /** A keyword stands in JSON as a text. */
    private static @Nullable Object json(@Nullable Object value) {
        return value instanceof String || value instanceof Keyword ? "\"" + Recorded.name(value) + "\"" : value;
    }

    /** Nearly every core is so small that all its orders are gone through, and no engine is believed. */
    @Test
    void trustsNoEngineWithASmallCore() throws IOException {
        Path certificate = certify(copy("bad/stale-read.jsonl", "h.jsonl"), EngineChoice.AUTO);
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.verify(HistoryReader.read(verifier.history()), new VersionedKvModel()))
                .isNull();
        assertThat(verifier.means())
                .isEqualTo("every order of its core of 2 was tried, and what came before was replayed");
    }

    /** A lock is taken three times: that a release took effect any number of times would excuse it, so others must speak. */
    @Test
    void saysWhereItMadeAnArgument() throws IOException {
        Path history = Files.writeString(folder.resolve("h.jsonl"), """
                {"process":0,"type":"invoke","f":"acquire"}
                {"process":0,"type":"ok","f":"acquire"}
                {"process":9,"type":"invoke","f":"release"}
                {"process":9,"type":"info","f":"release"}
                {"process":1,"type":"invoke","f":"acquire"}
                {"process":1,"type":"ok","f":"acquire"}
                {"process":2,"type":"invoke","f":"acquire"}
                {"process":2,"type":"ok","f":"acquire"}
                """);
        CheckResult result = new Checker(CheckOptions.defaults()).check(HistoryReader.read(history), new MutexModel());
        Path certificate = folder.resolve("c");
        Certificate.write(result, history, new MutexModel(), false, null, certificate);
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.verify(HistoryReader.read(history), new MutexModel()))
                .isNull();
        assertThat(verifier.means())
                .isEqualTo("the argument against its core of 3 was made anew, and what came before was replayed");
    }

    /** A user's stack, which no argument knows, gave one element twice: that it was put there any number of times would excuse it. */
    @Test
    void saysWhereItHadToAskTheEngine() throws IOException {
        Path history = Files.writeString(folder.resolve("h.jsonl"), """
                {"process":0,"type":"invoke","f":"push","value":1}
                {"process":0,"type":"ok","f":"push","value":1}
                {"process":1,"type":"invoke","f":"pop"}
                {"process":1,"type":"ok","f":"pop","value":1}
                {"process":2,"type":"invoke","f":"pop"}
                {"process":2,"type":"ok","f":"pop","value":1}
                """);
        CheckResult result = new Checker(CheckOptions.defaults()).check(HistoryReader.read(history), new Stack());
        Path certificate = folder.resolve("c");
        Certificate.write(result, history, new Stack(), false, null, certificate);
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.verify(HistoryReader.read(history), new Stack())).isNull();
        assertThat(verifier.means()).startsWith("its core of 2 was searched anew");
    }

    private static final class Stack implements Model<List<Object>> {
        @Override
        public String name() {
            return "stack";
        }

        @Override
        public List<Object> initial() {
            return List.of();
        }

        @Override
        public Step<List<Object>> step(List<Object> stack, Operation operation) {
            if (operation.f().equals("push")) {
                List<Object> higher = new ArrayList<>(stack);
                higher.add(Objects.requireNonNull(operation.input()));
                return Step.next(List.copyOf(higher));
            }
            int top = stack.size() - 1;
            return top >= 0 && stack.get(top).equals(operation.output())
                    ? Step.next(stack.subList(0, top))
                    : Step.illegal(() -> "not on top");
        }

        @Override
        public boolean mutates(Operation operation) {
            return true;
        }
    }

    /** On random histories of every kind the enumeration refutes nothing that is legal, and most of what is not. */
    @Test
    void refutesOnlyWhatIsBad() {
        for (String name : List.of("register", "cas-register", "mutex", "multi-register", "set", "fifo-queue")) {
            Model<?> model = Objects.requireNonNull(Models.named(name));
            AtomicInteger bad = new AtomicInteger();
            AtomicInteger refuted = new AtomicInteger();
            Slice.of(CertificateTest.class, name, 3_000).forEach(random -> {
                List<Operation> operations = ModelHistories.next(random, model, 6);
                Set<Integer> kept = new HashSet<>();
                operations.stream().filter(o -> random.nextInt(4) > 0).forEach(o -> kept.add(o.id()));
                List<Operation> relaxed = Prefixes.relaxed(model, operations, kept);
                boolean isBad = !BruteForce.of(model, relaxed).isLinearizable();
                boolean isRefuted = CoreEnumeration.refutes(model, relaxed, kept);
                assertThat(!isRefuted || isBad).as("%s of %s", kept, operations).isTrue();
                bad.addAndGet(isBad ? 1 : 0);
                refuted.addAndGet(isRefuted ? 1 : 0);
            });
            assertThat(refuted.get()).as(name).isGreaterThan(bad.get() / 2).isPositive();
        }
    }

    @Test
    void refusesAFileThatIsNoCertificate() throws IOException {
        assertThatThrownBy(() -> CertificateVerifier.read(GOLDEN.resolve("ok/create-update-read.jsonl")))
                .isInstanceOf(MalformedHistoryException.class)
                .hasMessageContaining("expected a certificate");
        Path cut = Files.writeString(folder.resolve("cut"), "{\"minos-certificate\":1,\"verd");
        assertThatThrownBy(() -> CertificateVerifier.read(cut)).isInstanceOf(MalformedHistoryException.class);
    }

    @Test
    void holdsForAHistoryThatWasReadWithIndependentKeys() throws IOException {
        Path history = Files.writeString(folder.resolve("h.jsonl"), """
                {"process":0,"type":"invoke","f":"write","value":["a",1]}
                {"process":0,"type":"ok","f":"write","value":["a",1]}
                {"process":0,"type":"invoke","f":"read","value":["b",null]}
                {"process":0,"type":"ok","f":"read","value":["b",null]}
                """);
        ReadOptions independent = ReadOptions.defaults().withIndependent(ReadOptions.Independent.ALWAYS);
        CheckResult result = new Checker(CheckOptions.defaults().withKeepLinearizations(true))
                .check(HistoryReader.read(history, independent), new RegisterModel());
        assertThat(result.history().keys()).hasSize(2);
        Path certificate = folder.resolve("c");
        Certificate.write(result, history, new RegisterModel(), true, null, certificate);
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.independent()).isTrue();
        assertThat(verifier.verify(HistoryReader.read(history, independent), new RegisterModel()))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = EngineChoice.class,
            names = {"CHAIN", "SEARCH"})
    void holdsOnlyFromTheInitialStateThatWasJudged(EngineChoice engine) throws IOException {
        Path history = Files.writeString(folder.resolve("h.jsonl"), """
                {"process":0,"type":"invoke","f":"get","key":"k"}
                {"process":0,"type":"ok","f":"get","key":"k","value":{"value":"x","version":3}}
                {"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"y","version":3}}
                {"process":0,"type":"ok","f":"put","key":"k","value":{"value":"y","version":4}}
                """);
        VersionedKvModel fromThree = new VersionedKvModel().startingAt(new Versioned("x", 3));
        VersionedKvModel onlyThisKeyFromThree = new VersionedKvModel().startingAt(Map.of("k", new Versioned("x", 3)));
        for (VersionedKvModel judged : List.of(fromThree, new VersionedKvModel())) {
            CheckResult result = new Checker(
                            CheckOptions.defaults().withEngine(engine).withKeepLinearizations(true))
                    .check(HistoryReader.read(history), judged);
            boolean from = judged == fromThree;
            assertThat(result.verdict()).isEqualTo(from ? Verdict.LINEARIZABLE : Verdict.NOT_LINEARIZABLE);
            Path certificate = folder.resolve("c" + from);
            Certificate.write(
                    result, history, judged, false, from ? "{\"value\":\"x\",\"version\":3}" : null, certificate);
            CertificateVerifier verifier = CertificateVerifier.read(certificate);
            assertThat(verifier.initial() != null).isEqualTo(from);
            assertThat(verifier.verify(HistoryReader.read(history), judged)).isNull();
            List<VersionedKvModel> others =
                    from ? List.of(new VersionedKvModel()) : List.of(fromThree, onlyThisKeyFromThree);
            for (VersionedKvModel other : others) {
                assertThat(verifier.verify(HistoryReader.read(history), other)).isNotNull();
            }
        }
    }

    @Test
    void isNotWrittenOverItsHistory() throws IOException {
        Path history = copy("ok/create-update-read.jsonl", "h.jsonl");
        CheckResult result = check(history, EngineChoice.AUTO);
        assertThatThrownBy(() -> Certificate.write(result, history, new VersionedKvModel(), false, null, history))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("overwrite the history");
        assertThat(history).hasSameBinaryContentAs(GOLDEN.resolve("ok/create-update-read.jsonl"));
    }

    @Test
    void isNotWrittenForAnUnknownVerdict() throws IOException {
        Path history = copy("ok/create-update-read.jsonl", "h.jsonl");
        CheckResult result = check(history, EngineChoice.AUTO);
        CheckResult unknown = result.undecided("time ran out");
        assertThatThrownBy(() ->
                        Certificate.write(unknown, history, new VersionedKvModel(), false, null, folder.resolve("c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time ran out");
    }

    private Path copy(String golden, String name) throws IOException {
        return Files.copy(GOLDEN.resolve(golden), folder.resolve(name));
    }

    private static CheckResult check(Path history, EngineChoice engine) throws IOException {
        return new Checker(CheckOptions.defaults().withEngine(engine).withKeepLinearizations(true))
                .check(HistoryReader.read(history), new VersionedKvModel());
    }

    private static Path certify(Path history, EngineChoice engine) throws IOException {
        Path certificate = history.resolveSibling(history.getFileName() + ".certificate");
        Certificate.write(check(history, engine), history, new VersionedKvModel(), false, null, certificate);
        return certificate;
    }

    private static @Nullable String problem(Path certificate) throws IOException {
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.compareBytes()).isNull();
        return verifier.verify(HistoryReader.read(verifier.history()), new VersionedKvModel());
    }
}
