package dev.minos.cli;

import dev.minos.faults.FaultRule;
import dev.minos.faults.FaultRuleText;
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
