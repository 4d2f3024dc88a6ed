package dev.minos.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of memory with its unit, {@code 512m} or {@code 2g}, as bytes; more than zero. */
final class BytesConverter implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([kmg])b?");

    @Override
    public Long convert(String text) {
        Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (form.matches() && Long.parseLong(form.group(1)) > 0) {
            int shift = switch (form.group(2)) {
                case "k" -> 10;
                case "m" -> 20;
                default -> 30;
            };
            return Long.parseLong(form.group(1)) << shift;
        }
        throw new TypeConversionException("must be an amount of memory such as 512m or 2g, got '" + text + "'");
    }
}
