package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.JsonLine.NotJsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON has one kind of number: what counts is its value, however it is written. */
class JsonNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "1e3, 1000",
        "-0.0, 0",
        "-0, 0",
        "0e5, 0",
        "100e-2, 1",
        "9007199254740993.0, 9007199254740993",
        "9223372036854775807.0, 9223372036854775807",
        "-9223372036854775808e0, -9223372036854775808",
        "10.50, 10.5",
        "1.05e1, 10.5",
        "1e-7, 0.0000001"
    })
    void readsANumberByItsValue(String one, String other) {
        assertThat(datum(one)).isEqualTo(datum(other));
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.5",
        "1e-400, 0",
        "0.99999999999999999999, 1",
        "9007199254740992.5, 9007199254740992",
        "1e400, 1e500",
        "1e999999999, 1e999999998",
        "\"1\", 1"
    })
    void tellsOtherValuesApart(String one, String other) {
        assertThat(datum(one)).isNotEqualTo(datum(other));
    }

    @Test
    void keepsWholeNumbersBeyond64Bits() {
        BigInteger huge = BigInteger.TWO.pow(200).negate();
        assertThat(datum(huge + ".000")).isEqualTo(huge);
        assertThat(datum("1e30")).isEqualTo(BigInteger.TEN.pow(30));
    }

    /** A few bytes must not become a number of a gigabyte. */
    @Test
    void doesNotWriteOutWhatHasTooManyDigits() {
        assertThat(datum("10e2147483")).isEqualTo(new BigDecimal("1e2147484")).isEqualTo(datum("1e2147484"));
    }

    @Test
    void readsNumbersWithinValuesAlike() {
        assertThat(datum("[1.0,{\"a\":[2e0]}]")).isEqualTo(datum("[1,{\"a\":[2]}]"));
    }

    @Property
    void aWholeNumberIsTheSameWithZerosBehindItsPoint(@ForAll long number) {
        assertThat(datum(number + ".0")).isEqualTo(number);
        assertThat(datum(new BigDecimal(number).setScale(3).toString())).isEqualTo(number);
    }

    @Property
    void aDoubleIsReadByItsValue(@ForAll double number) {
        BigDecimal exact = new BigDecimal(Double.toString(number));
        Object read = datum(Double.toString(number));
        assertThat(new BigDecimal(read.toString()).compareTo(exact)).isZero();
        assertThat(read instanceof Double).isEqualTo(exact.stripTrailingZeros().scale() > 0);
    }

    @Test
    void takesProcessesVersionsKeysAndIndexesSo() throws IOException {
        History history = HistoryReader.read(new ByteArrayInputStream("""
                {"index":0.0,"process":1.0,"type":"invoke","f":"put","key":2.0,"value":{"value":"a","version":0.0}}
                {"index":1,"process":1,"type":"ok","f":"put","key":2,"value":{"value":"a","version":1e0}}
                """.getBytes(StandardCharsets.UTF_8)), "text");
        assertThat(history.keys()).isEqualTo(List.of(2L));
        assertThat(history.operation(0).process()).isEqualTo(1L);
        assertThat(history.operation(0).input()).isEqualTo(new Versioned("a", 0));
        assertThat(history.operation(0).output()).isEqualTo(new Versioned("a", 1));
    }

    private static Object datum(String json) {
        byte[] line = ("{\"a\":" + json + "}").getBytes(StandardCharsets.UTF_8);
        try {
            Map<String, @Nullable Object> fields = JsonLine.read(line, 0, line.length, UnaryOperator.identity());
            Object datum = fields.get("a");
            if (datum == null) {
                throw new AssertionError(json);
            }
            return datum;
        } catch (NotJsonException e) {
            throw new AssertionError(json, e);
        }
    }
}
