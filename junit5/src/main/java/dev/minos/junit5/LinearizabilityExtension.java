package dev.minos.junit5;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes of each {@link LinearizabilityTest} as many tests as it has runs. Stateless. */
final class LinearizabilityExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), LinearizabilityTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        LinearizabilityTest test = AnnotationSupport.findAnnotation(context.getTestMethod(), LinearizabilityTest.class)
                .orElseThrow();
        int runs = Math.max(1, test.runs()); // fewer are refused by the one that there is
        return IntStream.range(0, runs).mapToObj(run -> new Invocation(test, run, runs));
    }

    private record Invocation(LinearizabilityTest test, int run, int runs) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return "run " + invocationIndex + " of " + runs;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new CampaignTest(test, run));
        }
    }
}
