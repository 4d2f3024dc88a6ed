package dev.minos.checker.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.Prefixes;
import dev.minos.checker.Verdict;
import dev.minos.checker.argument.Argument;
import dev.minos.checker.certificate.Certificate;
import dev.minos.checker.certificate.CertificateVerifier;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Replay;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who owns a lock: which scheme says so, and what follows where nobody does. */
class LockOwnersTest {
    private static final int ENOUGH = 3_000;

    @TempDir
    private Path folder;

    /**
     * The oracle gives every operation of unknown owner each owner there is, and one that nobody else is: what is linearizable for one
     * choice of owners is linearizable.
     */
    @ParameterizedTest
    @ValueSource(strings = {"owner-mutex", "reentrant-mutex", "held at most twice"})
    void anUnknownOwnerIsAnyOwnerThatFits(String lock) {
        OwnedMutexModel named = plain(lock);
        OwnedMutexModel unnamed = ModelHistories.withClients(named);
        Slice slice = Slice.of(LockOwnersTest.class, lock, ENOUGH);
        AtomicInteger linearizable = new AtomicInteger();
        AtomicInteger argued = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = ModelHistories.next(random, unnamed, 6);
            boolean truth = someOwnersFit(named, unnamed, operations);
            linearizable.addAndGet(truth ? 1 : 0);
            assertThat(BruteForce.of(unnamed, operations).isLinearizable())
                    .as("%s", operations)
                    .isEqualTo(truth);
            Search search = WingGongLoweSearch.search(unnamed, operations, Budget.of(Duration.ofMinutes(1), 1 << 28));
            assertThat(search instanceof Search.Linearizable)
                    .as("%s", operations)
                    .isEqualTo(truth);
            if (search instanceof Search.Linearizable found) {
                assertThat(Replay.verify(unnamed, operations, found.linearization()))
                        .isNull();
            }
            List<Operation> prefix = Prefixes.prefix(unnamed, operations, random.nextInt(12));
            assertThat(BruteForce.of(unnamed, prefix).isLinearizable())
                    .as("%s", prefix)
                    .isEqualTo(someOwnersFit(named, unnamed, prefix));
            Argument argument = Argument.against(unnamed, operations);
            if (argument != null) {
                argued.incrementAndGet();
                List<Operation> core = Prefixes.relaxed(unnamed, operations, Set.copyOf(argument.core()));
                assertThat(someOwnersFit(named, unnamed, core))
                        .as("%s against %s", argument, operations)
                        .isFalse();
            }
        });
        assertThat(linearizable.get()).isBetween(slice.histories() / 10, slice.histories() / 10 * 9);
        assertThat(argued.get()).isPositive();
    }

    private static OwnedMutexModel plain(String lock) {
        return switch (lock) {
            case "owner-mutex" -> OwnedMutexModel.ownerMutex();
            case "reentrant-mutex" -> OwnedMutexModel.reentrantMutex();
            default -> (OwnedMutexModel) OwnedMutexModel.reentrantMutex().startingAt(2L);
        };
    }

    private static boolean someOwnersFit(OwnedMutexModel named, OwnedMutexModel unnamed, List<Operation> operations) {
        for (int n = 0; n < operations.size(); n++) {
            Operation operation = operations.get(n);
            if (operation.outcome() != Outcome.FAIL && unnamed.owner(operation) == null) {
                // The owner of this one is p, q, one of those made up for earlier ones, or somebody else.
                List<Object> owners = new ArrayList<>(List.of("p", "q"));
                for (int earlier = 0; earlier <= n; earlier++) {
                    owners.add("somebody " + earlier);
                }
                for (Object owner : owners) {
                    List<Operation> chosen = new ArrayList<>(operations);
                    chosen.set(n, with(operation, Map.of("client", owner)));
                    if (someOwnersFit(named, unnamed, chosen)) {
                        return true;
                    }
                }
                return false;
            }
        }
        return BruteForce.of(named, operations).isLinearizable();
    }

    private static Operation with(Operation o, Object input) {
        return new Operation(
                o.id(), o.process(), o.f(), o.key(), input, o.outcome(), null, o.error(), o.invoked(), o.returned());
    }

    /** The answers name clients, so nobody knows whom the lock was taken for. */
    @Test
    void aLockThatWasPerhapsTakenMayBeReleasedByAnybody() throws IOException {
        String history = """
                {"process":0,"type":"invoke","f":"acquire","value":"call-1"}
                {"process":0,"type":"info","f":"acquire","value":"call-1","error":"timeout"}
                {"process":5,"type":"invoke","f":"release","value":"call-2"}
                {"process":5,"type":"ok","f":"release","value":{"client":"c1","call":"call-2"}}
                {"process":1,"type":"invoke","f":"acquire","value":"call-3"}
                {"process":1,"type":"ok","f":"acquire","value":{"client":"c2","call":"call-3"}}
                """;
        for (OwnedMutexModel lock : List.of(OwnedMutexModel.ownerMutex(), OwnedMutexModel.reentrantMutex())) {
            CheckResult result = check(history, lock);
            assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
            assertThat(result.extent().warnings())
                    .singleElement()
                    .asString()
                    .contains("the answers name the owner by a field \"client\"")
                    .endsWith("operations that name none (1 of unknown outcome) may be of any owner");
        }
        // But it was taken once, and given back once.
        assertThat(check(history + """
                {"process":1,"type":"invoke","f":"release"}
                {"process":1,"type":"ok","f":"release","value":{"client":"c1"}}
                """, OwnedMutexModel.ownerMutex()).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void anInfoMayNameTheOwnerItself() throws IOException {
        String taken = """
                {"process":0,"type":"invoke","f":"acquire","value":null}
                {"process":0,"type":"info","f":"acquire","value":{"client":"c1"},"error":"timeout"}
                {"process":5,"type":"invoke","f":"release","value":null}
                """;
        String released = "{\"process\":5,\"type\":\"ok\",\"f\":\"release\",\"value\":{\"client\":\"%s\"}}\n";
        for (OwnedMutexModel lock : List.of(OwnedMutexModel.ownerMutex(), OwnedMutexModel.reentrantMutex())) {
            assertThat(check(taken + released.formatted("c1"), lock).verdict()).isEqualTo(Verdict.LINEARIZABLE);
            assertThat(check(taken + released.formatted("c2"), lock).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        }
    }

    @Test
    void anInfoMayNameTheOwnerBehindItsKey() throws IOException {
        String taken = """
                {"process":0,"type":"invoke","f":"acquire","value":["k",null]}
                {"process":0,"type":"info","f":"acquire","value":["k",{"client":"c1"}]}
                {"process":5,"type":"invoke","f":"release","value":["k",null]}
                """;
        String released = "{\"process\":5,\"type\":\"ok\",\"f\":\"release\",\"value\":[\"k\",{\"client\":\"%s\"}]}\n";
        assertThat(check(taken + released.formatted("c1"), OwnedMutexModel.ownerMutex())
                        .verdict())
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(check(taken + released.formatted("c2"), OwnedMutexModel.ownerMutex())
                        .verdict())
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void anInvokeCountsBeforeAnInfoThatNamesAnotherClient() throws IOException {
        CheckResult result = check("""
                {"process":0,"type":"invoke","f":"acquire","value":{"client":"c1"}}
                {"process":0,"type":"info","f":"acquire","value":{"client":"c2"}}
                {"process":5,"type":"invoke","f":"release"}
                {"process":5,"type":"ok","f":"release","value":{"client":"c1"}}
                """, OwnedMutexModel.ownerMutex());
        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(result.extent().warnings().get(0))
                .contains(":2: this info names the client c2, its invoke (line 1) the client c1; the invoke's counts");
    }

    /** Where the process or the value is the owner everybody knows whose an operation is, also of unknown outcome. */
    @Test
    void nothingIsUnknownUnderTheOtherSchemes() throws IOException {
        String byProcess = """
                {"process":0,"type":"invoke","f":"acquire"}
                {"process":0,"type":"info","f":"acquire"}
                {"process":1,"type":"invoke","f":"release"}
                {"process":1,"type":"ok","f":"release"}
                """;
        String byValue = """
                {"process":0,"type":"invoke","f":"acquire","value":"p0"}
                {"process":0,"type":"info","f":"acquire","value":"p0"}
                {"process":1,"type":"invoke","f":"release","value":"p1"}
                {"process":1,"type":"ok","f":"release","value":"p1"}
                """;
        // No answer names a client, so what an info says of one counts as little as before.
        String infoAlone =
                byProcess.replace("\"info\",\"f\":\"acquire\"", "\"info\",\"f\":\"acquire\",\"value\":{\"client\":1}");
        for (OwnedMutexModel lock : List.of(OwnedMutexModel.ownerMutex(), OwnedMutexModel.reentrantMutex())) {
            for (String history : List.of(byProcess, byValue, infoAlone)) {
                assertThat(check(history, lock).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
            }
            assertThat(check(byProcess.replace("\"process\":1", "\"process\":0"), lock)
                            .verdict())
                    .isEqualTo(Verdict.LINEARIZABLE);
            assertThat(check(byValue.replace("p1", "p0"), lock).verdict()).isEqualTo(Verdict.LINEARIZABLE);
            assertThat(check(byProcess, lock).extent().warnings().get(0)).contains("the process is the owner");
            assertThat(check(byValue, lock).extent().warnings().get(0))
                    .contains("the value of an operation is the owner");
        }
    }

    @Test
    void eachKeyHasAScheme() throws IOException {
        String history = """
                {"process":0,"type":"invoke","f":"acquire","key":"a"}
                {"process":0,"type":"info","f":"acquire","key":"a"}
                {"process":1,"type":"invoke","f":"release","key":"a"}
                {"process":1,"type":"ok","f":"release","key":"a","value":{"client":"c"}}
                {"process":2,"type":"invoke","f":"acquire","key":"b"}
                {"process":2,"type":"ok","f":"acquire","key":"b"}
                """;
        CheckResult result = check(history, OwnedMutexModel.ownerMutex());
        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(result.extent().warnings())
                .anyMatch(note -> note.contains("by a field \"client\" on key a; "))
                .anyMatch(note -> note.endsWith("no value of an answer names one on key b"));
        assertThat(check(history + """
                {"process":3,"type":"invoke","f":"release","key":"b"}
                {"process":3,"type":"ok","f":"release","key":"b"}
                """, OwnedMutexModel.ownerMutex()).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    /** Of answers on one key some name a client and some do not: those may be anybody's, and it is said how many they are. */
    @Test
    void anAnswerThatNamesNoClientAmongThoseThatDoMayBeAnybodys() throws IOException {
        String history = """
                {"process":0,"type":"invoke","f":"acquire"}
                {"process":0,"type":"ok","f":"acquire","value":{"client":"c1"}}
                {"process":0,"type":"invoke","f":"release"}
                {"process":0,"type":"ok","f":"release"}
                """;
        CheckResult result = check(history, OwnedMutexModel.ownerMutex());
        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(result.extent().warnings().get(0)).contains("(1 that was answered) may be of any owner");
        String twice = history.substring(history.indexOf("{", history.indexOf("c1\"}}")));
        assertThat(check(history + twice, OwnedMutexModel.ownerMutex()).verdict())
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(check(history + twice, OwnedMutexModel.reentrantMutex()).verdict())
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    /** The verifier reads the history itself, and infers the owners once more. */
    @Test
    void aCertificateHoldsForALockOfUnknownOwner() throws IOException {
        String history = """
                {"process":0,"type":"invoke","f":"acquire"}
                {"process":0,"type":"info","f":"acquire"}
                {"process":1,"type":"invoke","f":"release"}
                {"process":1,"type":"ok","f":"release","value":{"client":"c1"}}
                """;
        assertThat(certified(history)).contains("every linearization was replayed");
        assertThat(certified(history + """
                {"process":1,"type":"invoke","f":"release"}
                {"process":1,"type":"ok","f":"release","value":{"client":"c2"}}
                """)).contains("the argument against its core");
    }

    private String certified(String text) throws IOException {
        Path history = Files.writeString(folder.resolve("h.jsonl"), text);
        OwnedMutexModel lock = OwnedMutexModel.reentrantMutex();
        CheckResult result = new Checker(CheckOptions.defaults().withKeepLinearizations(true))
                .check(HistoryReader.read(history), lock);
        Path certificate = folder.resolve("c");
        Certificate.write(result, history, lock, false, null, certificate);
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        assertThat(verifier.verify(HistoryReader.read(history), lock)).isNull();
        return verifier.means();
    }

    private CheckResult check(String text, OwnedMutexModel lock) throws IOException {
        History history = HistoryReader.read(Files.writeString(folder.resolve("h.jsonl"), text));
        return new Checker(CheckOptions.defaults()).check(history, lock);
    }
}
