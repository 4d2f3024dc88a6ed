package dev.minos.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate in percent, {@code 3} or {@code 3%} or {@code 0.5%}, from 0 to 100. */
final class PercentConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
        double percent;
        try {
            percent = Double.parseDouble(number.trim());
        } catch (NumberFormatException e) {
            percent = Double.NaN;
        }
        if (!(percent >= 0 && percent <= 100)) {
            throw new TypeConversionException("must be a rate from 0% to 100%, got '" + text + "'");
        }
        return percent;
    }
}
