package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.storage.Call;
import dev.minos.server.storage.SequentialMap;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KvServerPropertyTest {
    @Property(tries = 150)
    void agreesWithSequentialMapThroughRealSocket(@ForAll("sequences") List<Call> calls) throws IOException {
        SequentialMap expected = new SequentialMap();
        try (KvServer server = KvServer.start(ServerConfig.loopback());
                TestClient client = new TestClient(server)) {
            for (Call call : calls) {
                if (call instanceof Call.Put put) {
                    assertThat(client.put(put.key(), put.value(), put.expectedVersion()))
                            .isEqualTo(expected.put(put.key(), put.value(), put.expectedVersion()));
                } else {
                    assertThat(client.get(call.key())).isEqualTo(expected.get(call.key()));
                }
            }
            assertThat(server.snapshot()).isEqualTo(expected.contents());
        }
    }

    @Provide
    Arbitrary<List<Call>> sequences() {
        return Call.sequences();
    }
}
