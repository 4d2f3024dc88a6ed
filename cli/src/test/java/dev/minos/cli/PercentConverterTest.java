package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PercentConverterTest {
    @ParameterizedTest
    @CsvSource({"3%, 3", "3, 3", "0.5%, 0.5", "0, 0", "100%, 100"})
    void readsRateWithAndWithoutSign(String text, double percent) {
        assertThat(new PercentConverter().convert(text)).isEqualTo(percent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "three", "-1%", "100.1%", "NaN", "3%%"})
    void rejectsWhatIsNoRate(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new PercentConverter().convert(text))
                .withMessage("must be a rate from 0% to 100%, got '" + text + "'");
    }
}
