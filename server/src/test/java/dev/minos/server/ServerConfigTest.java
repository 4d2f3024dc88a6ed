package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ServerConfigTest {
    @Test
    void listensOnLoopbackWithoutFaultsByDefault() {
        ServerConfig config = ServerConfig.loopback();

        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isZero();
        assertThat(config.faults()).isEmpty();
        assertThat(config.bug()).isNull();
    }

    @Test
    void rejectsEachImpossiblePart() {
        assertRejected(builder -> builder.host(" "), "host must be an address or a name, got ' '");
        assertRejected(builder -> builder.port(65_536), "port must be from 0 to 65535, got 65536");
        assertRejected(builder -> builder.port(-1), "port must be from 0 to 65535, got -1");
        assertRejected(
                builder -> builder.dropResponsesPercent(100.5),
                "drop-response: percent must be from 0 to 100, got 100.5");
        assertRejected(
                builder -> builder.dropResponsesPercent(Double.NaN),
                "drop-response: percent must be from 0 to 100, got NaN");
        assertRejected(builder -> builder.maxKeyBytes(0), "maxKeyBytes must be from 1 to 536870912, got 0");
        assertRejected(builder -> builder.maxValueBytes(-1), "maxValueBytes must be from 0 to 536870912, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerConfig.builder().bug("none").build())
                .withMessageStartingWith("bug must be one of lost-update, ")
                .withMessageEndingWith(", got none");
        assertRejected(
                builder -> builder.applyLog(Path.of("log")).faultLog(Path.of("./log")),
                "applyLog and faultLog must be two files, got log for both");
    }

    private static void assertRejected(Consumer<ServerConfig.Builder> part, String message) {
        ServerConfig.Builder builder = ServerConfig.builder();
        part.accept(builder);
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
    }
}
