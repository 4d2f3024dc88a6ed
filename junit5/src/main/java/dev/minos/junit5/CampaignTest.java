package dev.minos.junit5;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.junit5.campaign.Campaign;
import dev.minos.junit5.campaign.CampaignException;
import dev.minos.junit5.campaign.CampaignRun;
import dev.minos.junit5.campaign.Judgement;
import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.AssertionFailedError;

/** Carries out one run of a {@link LinearizabilityTest} right before its body, and gives the body what came of it. */
final class CampaignTest implements BeforeTestExecutionCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(CampaignTest.class);

    private final LinearizabilityTest test;
    private final int run;

    /** @param run its number among the runs of the test, from 0 */
    CampaignTest(LinearizabilityTest test, int run) {
        this.test = test;
        this.run = run;
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) throws Exception {
        Judged judged = judged(context);
        Judgement judgement = judged.judgement;
        context.getStore(NAMESPACE).put(Judgement.class, judgement);
        long seed = judgement.run().settings().seed();
        context.publishReportEntry(
                Map.of("minos.history", judgement.run().history().toString(), "minos.seed", String.valueOf(seed)));
        if (!judgement.is(test.expected())) {
            String repeat = "@LinearizabilityTest(seed = " + seed + "), or -Dminos.seed=" + seed;
            String message = judgement.message(test.expected(), repeat);
            if (judged.notClosed == null) {
                throw new AssertionFailedError(message, judgement.cause());
            }
            throw new AssertionFailedError(
                    message + "\nAnd " + judged.notClosed.getMessage(),
                    judgement.cause() == null ? judged.notClosed : judgement.cause());
        }
        if (judged.notClosed != null) {
            throw new AssertionFailedError(
                    "INCOMPLETE: " + judged.notClosed.getMessage() + ". What was recorded is as expected: "
                            + test.expected(),
                    judged.notClosed);
        }
    }

    /** @param notClosed why the service could not be closed behind the run, null if it was */
    private record Judged(Judgement judgement, @Nullable CampaignException notClosed) {}

    private Judged judged(ExtensionContext context) throws CampaignException, InterruptedException {
        try {
            if (test.expected() == Verdict.UNKNOWN) {
                throw new CampaignException("expected must be LINEARIZABLE or NOT_LINEARIZABLE, got UNKNOWN");
            }
            if (test.runs() < 1) {
                throw new CampaignException("runs must be at least 1, got " + test.runs());
            }
            CheckOptions options = CheckOptions.defaults()
                    .withTimeout(TestSettings.duration("timeout", test.timeout()))
                    .withExplainWithin(TestSettings.duration("explainTimeout", test.explainTimeout()));
            long seed = TestSettings.seed(context, test, run);
            TestSettings.Source source = TestSettings.source(context, test);
            CampaignRun recorded;
            CampaignException notClosed;
            try {
                Campaign campaign = TestSettings.campaign(test, source.service(), TestSettings.workload(context, test));
                recorded = campaign.seed(seed).run(RunDirectories.of(context, seed));
            } finally {
                notClosed = source.closed();
            }
            return new Judged(Judgement.of(recorded, options), notClosed);
        } catch (CampaignException e) {
            throw new CampaignException("CANNOT RUN: " + e.getMessage(), e.getCause());
        } catch (IllegalArgumentException e) {
            throw new CampaignException("CANNOT RUN: @LinearizabilityTest: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return parameter.getDeclaringExecutable() instanceof Method method
                && context.getTestMethod().filter(method::equals).isPresent()
                && (type == History.class || type == CheckResult.class || type == CampaignRun.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Judgement judgement = context.getStore(NAMESPACE).get(Judgement.class, Judgement.class);
        if (judgement == null) {
            throw new ParameterResolutionException("the campaign of this test has not run");
        }
        Class<?> type = parameter.getParameter().getType();
        if (type == History.class) {
            return judgement.history();
        }
        return type == CheckResult.class ? judgement.result() : judgement.run();
    }
}
