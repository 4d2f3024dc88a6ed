package dev.minos.junit5;

import dev.minos.checker.Verdict;
import dev.minos.junit5.campaign.Service;
import dev.minos.junit5.campaign.Workload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that lets clients call a service at the same time, records what they saw, and fails unless the recording is
 * linearizable.
 *
 * <pre>{@code
 * class RegisterTest {
 *     @LinearizabilityTest(service = MyRegister.class, model = "register", faults = @Faults(dropResponses = 5))
 *     void isLinearizable() {}
 * }
 * }</pre>
 *
 * <p>The campaign runs before the body of the test, behind everything that is done before each test, so what other extensions and
 * {@code @BeforeEach} have started is there. The body runs where the verdict is the expected one; parameters of the types {@link
 * dev.minos.checker.history.History}, {@link dev.minos.checker.CheckResult} and {@link
 * dev.minos.junit5.campaign.CampaignRun} are given to it.
 *
 * <p>The recording is complete on disk before it is judged, in {@code <class>/<method>/<seed>/} below {@code target/minos} ({@code
 * build/minos} in a build of Gradle's), or below what the configuration parameter or system property {@code minos.directory}
 * names. The parameter {@code minos.seed} repeats a run.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(LinearizabilityExtension.class)
public @interface LinearizabilityTest {
    /** The system under test: a class with a constructor without parameters. Made and closed for each run. */
    Class<? extends Service> service() default Service.class;

    /**
     * Instead of {@link #service}: the name of a method without parameters, or of a field, of the test class or one around it,
     * that gives the system under test. What a method gives is closed when the run is over; what a field holds is not. Either
     * serves one run only, since its state would accuse it in the next: a method makes a new one each time.
     */
    String serviceFrom() default "";

    /** The name of a model that Minos has a workload for: {@link dev.minos.junit5.campaign.Workloads}. */
    String model() default "";

    /** What the model's object holds at first, as JSON; empty for the model's own. */
    String initial() default "";

    /** How many objects the workload of a model's name asks for; 0 for one that has no key. */
    int keys() default 0;

    /**
     * A text before the name of every object, in which {@code {run}} stands for one that no other run has: {@code "{run}-"} gives
     * each run on a store that is kept objects of its own. The keys of all requests must be texts then.
     */
    String keyPrefix() default "";

    /** Instead of {@link #model}: a workload of one's own, a class with a constructor without parameters. */
    Class<? extends Workload> workload() default Workload.class;

    /** Instead of {@link #workload}: the name of a method or field that gives it. */
    String workloadFrom() default "";

    /** How many clients call at the same time, at least 2. */
    int clients() default 5;

    /** How many operations there are in all; 0 for as many as fit into the {@link #duration}, or a thousand without one. */
    int operations() default 0;

    /** How long clients go on, such as {@code 5s}, {@code 500ms}, {@code 1m}; empty for as long as the operations take. */
    String duration() default "";

    /** What the system is put through. */
    Faults faults() default @Faults;

    /**
     * Repeats which calls are struck and what clients ask, where that does not depend on what they were answered; 0 for another one
     * each time, which every failure names.
     */
    long seed() default 0;

    /** How often, each time with the next seed and as a test of its own. */
    int runs() default 1;

    /** How long the verdict on the recording may take; what is not decided by then is UNKNOWN, which fails. */
    String timeout() default "60s";

    /** How long, behind the verdict, it may take to find the first bad operation, a core and an argument. */
    String explainTimeout() default "30s";

    /** After what time a service that answers nobody is given up, and how long each read at the end is tried. */
    String patience() default "10s";

    /** LINEARIZABLE; or NOT_LINEARIZABLE, for the test that a broken service is caught. */
    Verdict expected() default Verdict.LINEARIZABLE;
}
