package dev.minos.checker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.minos.checker.json.JsonLine.NotJsonException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonDocumentTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":1,\"a\":[true,null,\"x\\n\\\"é\"]}",
                "[1.50,1.0,1E+5,-0.5,9223372036854775808]",
                "{}",
                "null"
            })
    void writesWhatItReadsAsItWasWritten(String json) throws NotJsonException {
        assertThat(JsonDocument.compact(JsonDocument.read(json))).isEqualTo(json);
    }

    @Test
    void writesALineForEachFieldOfAnObject() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("none", null);
        object.put("list", Arrays.asList(1, 2L, 0.5));
        object.put("object", Map.of("empty", List.of()));

        assertThat(JsonDocument.pretty(object)).isEqualToNormalizingNewlines("""
                {
                  "none" : null,
                  "list" : [ 1, 2, 0.5 ],
                  "object" : {
                    "empty" : [ ]
                  }
                }""");
    }

    @Test
    void refusesToWriteWhatIsNoPlainDatum() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonDocument.compact(List.of('c')))
                .withMessage("no plain datum: c of java.lang.Character");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1 | 1 | 8 | Unexpected end-of-input: expected close marker for Object",
                "[1, oops] | 1 | 5 | Unrecognized token 'oops': was expecting (JSON String, Number, Array, Object or token"
                        + " 'null', 'true' or 'false')",
                "{\"a\": 1, \"a\": 2} | 1 | 13 | Duplicate Object property \"a\"",
                "{} [] | 1 | 4 | expected one datum, got another behind it",
                "`  ` | 0 | 0 | expected a datum, got nothing",
                "1e99999999999 | 0 | 0 | a number has an exponent of more than 31 bits",
            })
    void saysWhereATextIsNoJson(String text, long line, long column, String message) {
        NotJsonException e = catchThrowableOfType(NotJsonException.class, () -> JsonDocument.read(text));

        assertThat(e).as(text).hasMessage(message);
        assertThat(List.of(e.line(), e.column())).containsExactly(line, column);
    }
}
