package dev.minos.cli;

import dev.minos.checker.CheckOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what follows a verdict, and how long it may take. */
final class ExplainOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--explain-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "How long the first bad operation, the operations that cannot all be true, the argument and what"
                            + " weaker promises are kept may take, all together and behind a verdict NOT_LINEARIZABLE (default: 30s)."
                            + " What is not known by then is left out, and is said to be.")
    private @Nullable Duration explainTimeout;

    @Option(
            names = "--verdict-only",
            description =
                    "The verdict and nothing else, as early as it is known: neither the first bad operation nor an"
                            + " argument.")
    private boolean verdictOnly;

    CheckOptions applyTo(CheckOptions options) {
        if (verdictOnly && explainTimeout != null) {
            throw new ParameterException(
                    command.commandLine(), "--verdict-only leaves nothing to explain: no --explain-timeout beside it");
        }
        if (verdictOnly) {
            return options.withVerdictOnly();
        }
        return explainTimeout == null ? options : options.withExplainWithin(explainTimeout);
    }

    boolean verdictOnly() {
        return verdictOnly;
    }
}
