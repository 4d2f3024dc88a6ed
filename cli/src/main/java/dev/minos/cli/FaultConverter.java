package dev.minos.cli;

import dev.minos.harness.config.FaultRuleText;
import dev.minos.server.fault.FaultRule;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a server's fault in one line, {@code delay-response put 1% 50ms}. */
final class FaultConverter implements ITypeConverter<FaultRule> {
    @Override
    public FaultRule convert(String text) {
        try {
            return FaultRuleText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
