package dev.minos.harness.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.json.JsonMapper;

final class JsonBufferProperties {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static byte[] bytes(JsonBuffer buffer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        buffer.drainTo(out);
        return out.toByteArray();
    }

    @Property
    void everyStringIsReadBackAsItWas(@ForAll String text) throws IOException {
        byte[] json = bytes(new JsonBuffer().string(text));

        assertThat(JSON.readValue(json, String.class)).isEqualTo(text);
        assertThat(json).doesNotContain((byte) '\n');
    }

    @Property
    void everyNumberIsWrittenInDigits(@ForAll long number) throws IOException {
        assertThat(bytes(new JsonBuffer().number(number)))
                .isEqualTo(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }
}
