package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.minos.faults.Attempt;
import io.grpc.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallMetadataTest {
    @Test
    void givesBackAttemptThatItCarries() {
        Attempt attempt = new Attempt("client_2", 17, 3);

        assertThat(CallMetadata.from(CallMetadata.of(attempt))).contains(attempt);
    }

    @Test
    void findsNoAttemptWhereOneEntryIsMissing() {
        Metadata metadata = CallMetadata.of(new Attempt("client_2", 17, 3));
        metadata.removeAll(CallMetadata.OP);

        assertThat(CallMetadata.from(metadata)).isEmpty();
        assertThat(CallMetadata.from(new Metadata())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"client_1,x,1", "client_1,1,", "client_1,-1,1", "client_1,1,99999999999", "'',1,1"})
    void findsNoAttemptWhereAnEntryIsNotOne(String client, String op, String attempt) {
        Metadata metadata = new Metadata();
        metadata.put(CallMetadata.CLIENT, client);
        metadata.put(CallMetadata.OP, op);
        metadata.put(CallMetadata.ATTEMPT, attempt == null ? "" : attempt);

        assertThat(CallMetadata.from(metadata)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " client", "client ", "klientė", "a\nb"})
    void rejectsClientNameThatMetadataWouldMangle(String client) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attempt(client, 1, 1))
                .withMessage("client must be printable ASCII without a space at either end, got '" + client + "'");
    }

    @Test
    void rejectsNegativeNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attempt("client_1", -1, 1))
                .withMessage("op must be >= 0, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attempt("client_1", 1, -1))
                .withMessage("attempt must be >= 0, got -1");
    }
}
