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
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.MutexModel;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.io.IOException;
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
        Certificate.write(result, history, false, null, certificate);
        List<String> lines = Files.readAllLines(certificate);
        assertThat(lines.get(1)).contains("{\"key\":null,");
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.verify(HistoryReader.read(history), new RegisterModel()))
                .isNull();
        Files.write(certificate, List.of(lines.get(0), lines.get(1).replace("null", "\"null\"")));
        assertThat(CertificateVerifier.read(certificate).verify(HistoryReader.read(history), new RegisterModel()))
                .isEqualTo("expected \"key\" to be that of the operations, null, for they name none, got 'null'");
    }

    /** Nearly every core is so small that all its orders are gone through, and no engine is believed. */
    @Test
    void trustsNoEngineWithASmallCore() throws IOException {
        Path certificate = certify(copy("bad/stale-read.jsonl", "h.jsonl"), EngineChoice.AUTO);
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.verify(HistoryReader.read(verifier.history()), new VersionedKvModel()))
                .isNull();
        assertThat(verifier.means()).isEqualTo("every order of its core of 2 was tried");
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
        Certificate.write(result, history, false, null, certificate);
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.verify(HistoryReader.read(history), new MutexModel()))
                .isNull();
        assertThat(verifier.means()).isEqualTo("the argument against its core of 3 was made anew");
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
        Certificate.write(result, history, false, null, certificate);
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
        Certificate.write(result, history, true, null, certificate);
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
            Certificate.write(result, history, false, from ? "{\"value\":\"x\",\"version\":3}" : null, certificate);
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
        assertThatThrownBy(() -> Certificate.write(result, history, false, null, history))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("overwrite the history");
        assertThat(history).hasSameBinaryContentAs(GOLDEN.resolve("ok/create-update-read.jsonl"));
    }

    @Test
    void isNotWrittenForAnUnknownVerdict() throws IOException {
        Path history = copy("ok/create-update-read.jsonl", "h.jsonl");
        CheckResult result = check(history, EngineChoice.AUTO);
        CheckResult unknown = result.undecided("time ran out");
        assertThatThrownBy(() -> Certificate.write(unknown, history, false, null, folder.resolve("c")))
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
        Certificate.write(check(history, engine), history, false, null, certificate);
        return certificate;
    }

    private static @Nullable String problem(Path certificate) throws IOException {
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.compareBytes()).isNull();
        return verifier.verify(HistoryReader.read(verifier.history()), new VersionedKvModel());
    }
}
