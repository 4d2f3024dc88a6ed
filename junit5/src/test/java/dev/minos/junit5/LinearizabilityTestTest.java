package dev.minos.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.RegisterModel;
import dev.minos.junit5.campaign.Answer;
import dev.minos.junit5.campaign.Attempt;
import dev.minos.junit5.campaign.CampaignException;
import dev.minos.junit5.campaign.CampaignRun;
import dev.minos.junit5.campaign.MessageFault;
import dev.minos.junit5.campaign.Request;
import dev.minos.junit5.campaign.Service;
import dev.minos.junit5.campaign.Services;
import dev.minos.junit5.campaign.Session;
import dev.minos.junit5.campaign.Workload;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Runs classes of tests as a build does, and looks at what they report. */
final class LinearizabilityTestTest {
    @TempDir
    Path directory;

    private EngineExecutionResults execute(Class<?> tests, String... parameters) {
        return new EngineRun(directory).of(tests, parameters);
    }

    private static List<Throwable> thrown(EngineExecutionResults results) {
        return EngineRun.thrown(results);
    }

    private String failure(Class<?> tests, String... parameters) {
        return new EngineRun(directory).failure(tests, parameters);
    }

    private static String firstLine(String message) {
        return EngineRun.firstLine(message);
    }

    private List<Path> histories() throws IOException {
        return new EngineRun(directory).histories();
    }

    static final class Register implements Service {
        private final Service service = Services.correct("register");

        @Override
        public Session open(int client) throws Exception {
            return service.open(client);
        }
    }

    static final class WrongRegister implements Service {
        private final Service service = Services.wrong("register");

        @Override
        public Session open(int client) throws Exception {
            return service.open(client);
        }
    }

    static final class Passing {
        static final List<Object> GIVEN = new ArrayList<>();

        @LinearizabilityTest(
                service = Register.class,
                model = "register",
                seed = 42,
                faults =
                        @Faults(
                                dropRequests = 2,
                                dropResponses = 5,
                                delayRequests = 2,
                                delayResponses = 2,
                                delayAtMost = "1ms"))
        void isLinearizable(History history, CheckResult result, CampaignRun run) {
            GIVEN.clear();
            GIVEN.addAll(List.of(history, result, run));
        }
    }

    @Test
    void passesAndGivesTheBodyWhatCameOfIt() throws Exception {
        execute(Passing.class)
                .testEvents()
                .assertStatistics(stats -> stats.started(1).succeeded(1));
        CheckResult result = (CheckResult) Passing.GIVEN.get(1);
        CampaignRun run = (CampaignRun) Passing.GIVEN.get(2);

        assertThat(((History) Passing.GIVEN.get(0)).size()).isEqualTo(1_000);
        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(run.faults())
                .isEqualTo(
                        Map.of("drop-request", 20L, "drop-response", 50L, "delay-request", 19L, "delay-response", 19L));
        assertThat(run.directory()).isEqualTo(directory.resolve(Passing.class.getName() + "/isLinearizable/42"));
        assertThat(histories()).containsExactly(run.history());
    }

    static final class Failing {
        static boolean bodyRan;

        @LinearizabilityTest(service = WrongRegister.class, model = "register", seed = 42)
        void isLinearizable() {
            bodyRan = true;
        }
    }

    @Test
    void failsWithTheCoreTheProofThePathAndTheSeed() throws Exception {
        String message = failure(Failing.class);

        assertThat(firstLine(message))
                .matches(
                        "NOT LINEARIZABLE: (first bad operation at|the first bad operation is not known; bad at the latest by) index \\d+.*");
        assertThat(message)
                .containsPattern(
                        "These cannot all be true, whatever the other operations answered and whenever [^\n]+:\n  - ");
        assertThat(message).containsPattern("\n  - read -> \\d+ \\(client_\\d, index \\d+ to \\d+\\)");
        assertThat(message).contains("\nModel register, 5 clients, 1,000 operations, 0 of unknown outcome\n");
        Matcher seed = Pattern.compile(
                        "Seed: (\\d+)\\. .*@LinearizabilityTest\\(seed = \\1\\), or -Dminos\\.seed=\\1\\. ")
                .matcher(message);
        assertThat(seed.find()).isTrue();
        Path history =
                directory.resolve(Failing.class.getName() + "/isLinearizable/" + seed.group(1) + "/history.jsonl");
        assertThat(message).contains("\nHistory: " + history + " (saved before it was judged)\n");
        assertThat(histories()).containsExactly(history);
        assertThat(Files.readAllLines(history)).hasSize(2_000);
        assertThat(Failing.bodyRan).isFalse();
    }

    static final class BrokenWorkload implements Workload {
        @Override
        public Model<?> model() {
            return new UnfinishedModel();
        }

        @Override
        public Requests requests(int client, int clients) {
            return turn -> Request.of("write", turn.unique());
        }
    }

    static final class Unknown {
        @LinearizabilityTest(service = Register.class, workload = BrokenWorkload.class)
        void isUnknown() {}
    }

    @Test
    void unknownIsNoPassAndSaysWhy() {
        assertThat(firstLine(failure(Unknown.class)))
                .startsWith("UNKNOWN: ")
                .contains("not written yet")
                .contains("not a pass");
    }

    static final class NothingAcknowledged {
        Service down() {
            return client -> request -> {
                throw new ConnectException("Connection refused");
            };
        }

        @LinearizabilityTest(serviceFrom = "down", model = "register", operations = 50)
        void isVacuous() {}
    }

    static final class NoFault {
        @LinearizabilityTest(service = Register.class, model = "register", faults = @Faults(duplicates = 50))
        void isVacuous() {}
    }

    static final class NoConcurrency {
        @LinearizabilityTest(service = Register.class, model = "register", operations = 1)
        void isVacuous() {}
    }

    @Test
    void vacuousFailsAndSaysWhatWasMissing() throws Exception {
        assertThat(firstLine(failure(NothingAcknowledged.class)))
                .startsWith(
                        "VACUOUS: no operation that changes the state was acknowledged: 50 of 50 failed or were of unknown"
                                + " outcome, most of them with java.net.ConnectException: Connection refused");
        assertThat(firstLine(failure(NoFault.class)))
                .startsWith("VACUOUS: no duplicate ever struck, though it was to.");
        assertThat(firstLine(failure(NoConcurrency.class)))
                .startsWith("VACUOUS: ")
                .contains("no two operations were ever under way at once");
        assertThat(histories()).hasSize(3);
    }

    static final class PortInUse implements Service {
        PortInUse() throws IOException {
            throw new java.net.BindException("Address already in use");
        }

        @Override
        public Session open(int client) {
            throw new AssertionError();
        }
    }

    static final class CannotBeMade {
        @LinearizabilityTest(service = PortInUse.class, model = "register")
        void cannotRun() {}
    }

    static final class CannotBeCalled {
        Service unreachable() {
            return client -> {
                throw new ConnectException("Connection refused");
            };
        }

        @LinearizabilityTest(serviceFrom = "unreachable", model = "register")
        void cannotRun() {}
    }

    static final class FactoryThrows {
        @SuppressWarnings("DoNotCallSuggester") // called by its name
        Service broken() throws IOException {
            throw new IOException("no docker here");
        }

        @LinearizabilityTest(serviceFrom = "broken", model = "register")
        void cannotRun() {}
    }

    static final class NoService {
        @LinearizabilityTest(model = "register")
        void cannotRun() {}
    }

    static final class NoSuchMember {
        @LinearizabilityTest(serviceFrom = "sevrice", model = "register")
        void cannotRun() {}
    }

    static final class NoModel {
        @LinearizabilityTest(service = Register.class)
        void cannotRun() {}
    }

    static final class NoSuchModel {
        @LinearizabilityTest(service = Register.class, model = "registre")
        void cannotRun() {}
    }

    static final class OneClient {
        @LinearizabilityTest(service = Register.class, model = "register", clients = 1)
        void cannotRun() {}
    }

    static final class NoDuration {
        @LinearizabilityTest(service = Register.class, model = "register", duration = "5 seconds")
        void cannotRun() {}
    }

    static final class TooMuch {
        @LinearizabilityTest(service = Register.class, model = "register", faults = @Faults(dropResponses = 101))
        void cannotRun() {}
    }

    static final class NoInitial {
        @LinearizabilityTest(service = Register.class, model = "register", initial = "{")
        void cannotRun() {}
    }

    static final class BareWord {
        @LinearizabilityTest(service = Register.class, model = "register", initial = "foo")
        void cannotRun() {}
    }

    static final class TwoInitials {
        @LinearizabilityTest(service = Register.class, model = "register", initial = "1,\"x\":2")
        void cannotRun() {}
    }

    static final class NothingExpected {
        @LinearizabilityTest(service = Register.class, model = "register", expected = Verdict.UNKNOWN)
        void cannotRun() {}
    }

    static final class NoRuns {
        @LinearizabilityTest(service = Register.class, model = "register", runs = 0)
        void cannotRun() {}
    }

    static final class Foreign {
        Workload strange() {
            return Workload.of(new RegisterModel(), turn -> Request.of("increment"));
        }

        @LinearizabilityTest(service = Register.class, workloadFrom = "strange")
        void cannotRun() {}
    }

    @SuppressWarnings("ClassCanBeStatic") // one that nobody can make without the outer
    final class Inner implements Service {
        @Override
        public Session open(int client) {
            return request -> Answer.ok();
        }
    }

    static final class NotInstantiable {
        @LinearizabilityTest(service = Inner.class, model = "register")
        void cannotRun() {}
    }

    @Test
    void aCampaignThatCannotBeginSaysWhyInTheFirstLine() throws Exception {
        Map<Class<?>, String> reasons = Map.ofEntries(
                Map.entry(CannotBeMade.class, "could not be made: java.net.BindException: Address already in use"),
                Map.entry(CannotBeCalled.class, "client_1 could not open its session: java.net.ConnectException: "),
                Map.entry(FactoryThrows.class, "the method broken threw java.io.IOException: no docker here"),
                Map.entry(NoService.class, "expected one of service and serviceFrom, got none"),
                Map.entry(NoSuchMember.class, "serviceFrom must name a method without parameters or a field of "),
                Map.entry(NoModel.class, "expected one of model, workload and workloadFrom, got none"),
                Map.entry(NoSuchModel.class, "none for 'registre'"),
                Map.entry(OneClient.class, "clients must be at least 2"),
                Map.entry(NoDuration.class, "duration must be a duration such as 500ms, 5s or 1m, got '5 seconds'"),
                Map.entry(
                        TooMuch.class,
                        "the percentage of drop-response must be more than 0 and at most 100, got 101.0"),
                Map.entry(NoInitial.class, "initial must be JSON"),
                Map.entry(BareWord.class, "initial must be JSON"),
                Map.entry(TwoInitials.class, "initial must be JSON"),
                Map.entry(NothingExpected.class, "expected must be LINEARIZABLE or NOT_LINEARIZABLE, got UNKNOWN"),
                Map.entry(NoRuns.class, "runs must be at least 1, got 0"),
                Map.entry(
                        NotInstantiable.class,
                        "must be a class, not an inner one, with a constructor without parameters"));
        reasons.forEach((tests, reason) ->
                assertThat(firstLine(failure(tests))).startsWith("CANNOT RUN: ").contains(reason));
        assertThat(histories()).isEmpty();
        assertThat(thrown(execute(CannotBeMade.class)).get(0))
                .isInstanceOf(CampaignException.class)
                .hasCauseInstanceOf(java.net.BindException.class);
        assertThat(firstLine(failure(OneClient.class, "minos.seed", "many")))
                .isEqualTo("CANNOT RUN: minos.seed must be a whole number, got 'many'");
    }

    @Test
    void whatTheModelDoesNotKnowCannotBeJudged() {
        assertThat(firstLine(failure(Foreign.class)))
                .startsWith("CANNOT RUN: what was recorded is nothing that the model register can judge: ")
                .contains("history.jsonl:1: expected f to be")
                .contains("got increment");
    }

    static final class Caught {
        @LinearizabilityTest(service = WrongRegister.class, model = "register", expected = Verdict.NOT_LINEARIZABLE)
        void catchesTheWrongRegister() {}
    }

    static final class NotCaught {
        @LinearizabilityTest(service = Register.class, model = "register", expected = Verdict.NOT_LINEARIZABLE)
        void catchesNothing() {}
    }

    @Test
    void aBrokenServiceCanBeExpectedToBeCaught() {
        execute(Caught.class).testEvents().assertStatistics(stats -> stats.succeeded(1));
        assertThat(firstLine(failure(NotCaught.class)))
                .isEqualTo("LINEARIZABLE, though NOT_LINEARIZABLE was expected: nothing was caught");
    }

    static final class ManyRuns {
        static final Set<Long> SEEDS = ConcurrentHashMap.newKeySet();

        @LinearizabilityTest(service = Register.class, model = "register", operations = 100, seed = 7, runs = 3)
        void isLinearizable(CampaignRun run) {
            SEEDS.add(run.settings().seed());
        }
    }

    @Test
    void eachRunIsATestOfItsOwnWithTheNextSeed() {
        ManyRuns.SEEDS.clear();
        EngineExecutionResults results = execute(ManyRuns.class);

        results.testEvents().assertStatistics(stats -> stats.succeeded(3));
        assertThat(ManyRuns.SEEDS).containsExactlyInAnyOrder(7L, 8L, 9L);
        assertThat(results.testEvents().started().stream()
                        .map(event -> event.getTestDescriptor().getDisplayName()))
                .containsExactly("run 1 of 3", "run 2 of 3", "run 3 of 3");

        ManyRuns.SEEDS.clear();
        execute(ManyRuns.class, "minos.seed", "100");
        assertThat(ManyRuns.SEEDS).containsExactlyInAnyOrder(100L, 101L, 102L);

        ManyRuns.SEEDS.clear();
        execute(ManyRuns.class, "minos.seed", "-1"); // 0 would be chosen anew
        assertThat(ManyRuns.SEEDS).containsExactlyInAnyOrder(-1L, 1L, 2L);
    }

    /** The annotation on another one. */
    @LinearizabilityTest(service = Register.class, model = "register", operations = 200)
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface RegisterTest {}

    @Execution(ExecutionMode.CONCURRENT)
    static final class Parallel {
        @RegisterTest
        void one() {}

        @RegisterTest
        void two() {}

        @LinearizabilityTest(service = Register.class, model = "register", operations = 200, runs = 6)
        void more() {}

        @LinearizabilityTest(service = WrongRegister.class, model = "register", expected = Verdict.NOT_LINEARIZABLE)
        void wrong() {}
    }

    @Test
    void runsInParallel() throws Exception {
        execute(
                        Parallel.class,
                        "junit.jupiter.execution.parallel.enabled",
                        "true",
                        "junit.jupiter.execution.parallel.config.strategy",
                        "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism",
                        "4")
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(9).failed(0));
        assertThat(histories()).hasSize(9);
    }

    /** Of one name and seed, as in the invocations of a parameterized class. */
    @Test
    void twoTestsNeverRecordIntoOneFile() {
        Path parent = directory.resolve("parent");
        assertThat(RunDirectories.of(parent, 42)).isEqualTo(parent.resolve("42"));
        assertThat(RunDirectories.of(parent, 42)).isEqualTo(parent.resolve("42-2"));
        assertThat(RunDirectories.of(parent, 43)).isEqualTo(parent.resolve("43"));
        assertThat(RunDirectories.of(parent, 42)).isEqualTo(parent.resolve("42-3"));
    }

    /** Another extension, with a parameter of its own. */
    static final class Greeting implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == String.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return "hello";
        }
    }

    @ExtendWith(Greeting.class)
    static final class BesideOthers {
        static final List<Object> GIVEN = new ArrayList<>();

        Service service = client -> {
            throw new IllegalStateException("not started");
        };

        @BeforeEach
        void start(@TempDir Path data) {
            assertThat(data).isEmptyDirectory();
            service = Services.correct("register");
        }

        @LinearizabilityTest(serviceFrom = "service", model = "register", operations = 100)
        void isLinearizable(String greeting, History history, @TempDir Path path) {
            GIVEN.clear();
            GIVEN.addAll(List.of(greeting, history, path));
        }

        @Nested
        class Deeper {
            @LinearizabilityTest(serviceFrom = "service", model = "register", operations = 100)
            void isLinearizableToo(CheckResult result, String greeting) {
                assertThat(greeting).isEqualTo("hello");
                assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
            }
        }
    }

    @Test
    void worksBesideOtherExtensionsAndInNestedClasses() {
        execute(BesideOthers.class)
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(2).failed(0));

        assertThat(BesideOthers.GIVEN).first().isEqualTo("hello");
        assertThat(((History) BesideOthers.GIVEN.get(1)).size()).isEqualTo(100);
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static final class PerClass {
        final Service kept = Services.correct("register");

        Service fresh() {
            return Services.correct("register");
        }

        @LinearizabilityTest(serviceFrom = "fresh", model = "register", operations = 100, runs = 3)
        void freshEachTime() {}
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static final class GivenTwice {
        final Service kept = Services.correct("register");

        Service same() {
            return kept;
        }

        @LinearizabilityTest(serviceFrom = "same", model = "register", operations = 100, runs = 2)
        void isLinearizable() {}
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static final class UsedTwice {
        final Service kept = Services.correct("register");

        @LinearizabilityTest(serviceFrom = "kept", model = "register", operations = 100, runs = 2)
        void isLinearizable() {}
    }

    /** The second run would read what the first has written, and accuse a correct service. */
    @Test
    void aServiceThatIsKeptServesOneRunOnly() {
        execute(PerClass.class).testEvents().assertStatistics(stats -> stats.succeeded(3));

        EngineExecutionResults given = execute(GivenTwice.class);
        given.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(1));
        assertThat(thrown(given).get(0))
                .hasMessageStartingWith("CANNOT RUN: the service that the method same gives has served an earlier run");

        EngineExecutionResults results = execute(UsedTwice.class);
        results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(1));
        assertThat(thrown(results).get(0))
                .hasMessage(
                        "CANNOT RUN: the service in the field kept has served an earlier run, and what that left in it would"
                                + " accuse it: give a method that makes a new one");
    }

    static final class Closing {
        static final List<String> DONE = new ArrayList<>();

        Service made() {
            return closing("made");
        }

        final Service kept = closing("kept");

        static Service closing(String name) {
            Service service = Services.correct("register");
            return new Service() {
                @Override
                public Session open(int client) throws Exception {
                    return service.open(client);
                }

                @Override
                public void close() {
                    DONE.add(name);
                }
            };
        }

        @LinearizabilityTest(serviceFrom = "made", model = "register", operations = 100)
        void one() {}

        @LinearizabilityTest(serviceFrom = "kept", model = "register", operations = 100)
        void two() {}
    }

    @Test
    void closesTheServicesThatItHadMade() {
        Closing.DONE.clear();
        execute(Closing.class).testEvents().assertStatistics(stats -> stats.succeeded(2));

        assertThat(Closing.DONE).containsExactly("made");
    }

    static final class NotClosing {
        Service right() {
            return notClosing(Services.correct("register"));
        }

        Service wrong() {
            return notClosing(Services.wrong("register"));
        }

        private static Service notClosing(Service service) {
            return new Service() {
                @Override
                public Session open(int client) throws Exception {
                    return service.open(client);
                }

                @Override
                public void close() throws IOException {
                    throw new IOException("still busy");
                }
            };
        }

        @LinearizabilityTest(serviceFrom = "right", model = "register")
        void one() {}

        @LinearizabilityTest(serviceFrom = "wrong", model = "register")
        void two() {}
    }

    /** It was judged before: what is wrong with a service is not hidden by how it ends. */
    @Test
    void aServiceThatDoesNotCloseIsJudgedAllTheSame() {
        List<String> messages = thrown(execute(NotClosing.class)).stream()
                .map(thrown -> String.valueOf(thrown.getMessage()))
                .toList();

        assertThat(messages)
                .hasSize(2)
                .anyMatch(message -> message.equals("INCOMPLETE: the service could not be closed: java.io.IOException:"
                        + " still busy. What was recorded is as expected: LINEARIZABLE"))
                .anyMatch(message -> message.startsWith("NOT LINEARIZABLE: ")
                        && message.endsWith("And the service could not be closed: java.io.IOException: still busy"));
    }

    /** A fault of one's own that lies: it calls a lost answer a refusal. */
    static final class Liar implements MessageFault {
        @Override
        public String name() {
            return "lie";
        }

        @Override
        public double percent() {
            return 10;
        }

        @Override
        public Answer strike(Attempt attempt) throws Exception {
            attempt.send();
            attempt.struck();
            return Answer.refused("said so");
        }
    }

    static final class OwnFault {
        @LinearizabilityTest(
                service = Register.class,
                model = "register",
                faults = @Faults(own = Liar.class),
                expected = Verdict.NOT_LINEARIZABLE)
        void strikes(CampaignRun run) {
            assertThat(run.faults()).containsExactly(Map.entry("lie", 100L));
        }
    }

    @Test
    void faultsOfOnesOwnStrike() {
        execute(OwnFault.class).testEvents().assertStatistics(stats -> stats.succeeded(1));
    }

    static final class Initial {
        Service fromZero() throws Exception {
            Service service = Services.correct("register");
            service.open(0).call(Request.of("write", 0));
            return service;
        }

        /** What comes first of all is a read, for nobody writes who has not read. */
        Workload readFirst() {
            return Workload.of(
                    new RegisterModel(),
                    turn -> turn.operation() == 0 ? Request.of("read") : Request.of("write", turn.unique()));
        }

        @LinearizabilityTest(serviceFrom = "fromZero", workloadFrom = "readFirst", initial = "0", operations = 200)
        void startsAtZero() {}

        @LinearizabilityTest(
                serviceFrom = "fromZero",
                workloadFrom = "readFirst",
                initial = "1",
                operations = 200,
                expected = Verdict.NOT_LINEARIZABLE)
        void doesNotStartAtOne() {}
    }

    @Test
    void theModelStartsWhereItIsTold() {
        execute(Initial.class).testEvents().assertStatistics(stats -> stats.succeeded(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"500ms", "5s", "1m", " 2 s "})
    void readsDurations(String text) {
        assertThat(TestSettings.duration("it", text)).isPositive();
    }
}
