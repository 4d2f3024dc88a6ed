package dev.minos.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.harness.config.ConfigException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Plans as people write and read them. */
final class PlanFileTest {
    private static final String CONFIG = "\"config\": {\"clients\": [{\"name\": \"c1\", \"keys\": [\"k\"]}]}";

    private static String plan(String parts) {
        return "{\"seed\": 3, " + parts + ", " + CONFIG + "}";
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> PlanFile.parse("p.json", json))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void writesWhatItReads() throws Exception {
        String json = plan(
                "\"operations\": [{\"client\": \"c1\", \"op\": 2, \"at_ms\": 1.5, \"put\": \"k\", \"on\": \"stale\"},"
                        + " {\"client\": \"c1\", \"op\": 4, \"get\": \"k\"}],"
                        + " \"faults\": [{\"fault\": \"late-delivery\", \"client\": \"c1\", \"op\": 2, \"put\": 1},"
                        + " {\"fault\": \"drop-request\", \"client\": \"c1\", \"op\": 4, \"get\": 1}],"
                        + " \"server_faults\": [{\"fault\": \"crash\", \"at_ms\": 2, \"for_ms\": 0.25}]");
        Plan plan = PlanFile.parse("p.json", json);

        assertThat(PlanFile.format(plan))
                .isEqualTo(PlanFile.format(PlanFile.parse("p.json", PlanFile.format(plan))))
                .contains(
                        "{\"client\":\"c1\",\"op\":2,\"at_ms\":1.5,\"put\":\"k\",\"on\":\"stale\"}",
                        "{\"client\":\"c1\",\"op\":4,\"at_ms\":0,\"get\":\"k\"}",
                        "{\"fault\":\"late-delivery\",\"client\":\"c1\",\"op\":2,\"put\":1}",
                        "{\"fault\":\"drop-request\",\"client\":\"c1\",\"op\":4,\"get\":1}",
                        "{\"fault\":\"crash\",\"at_ms\":2,\"for_ms\":0.25}");
        assertThat(plan.serverFaults()).containsExactly(new ServerFault(ServerFault.Kind.CRASH, 2_000_000, 250_000));
    }

    @Test
    void refusesWhatIsNoPlanAndSaysWhere() {
        refused("[]", "p.json: must be a JSON object, got []");
        refused("{\"seed\": 3}", "p.json: config is missing");
        refused(plan("\"operation\": []"), "p.json: operation is not known; known here are config, faults, operations");
        refused(
                plan("\"operations\": [{\"client\": \"c1\", \"op\": 0, \"get\": \"k\"}]"),
                "operations[0].op must be a whole");
        refused(
                plan("\"operations\": [{\"client\": \"c1\", \"op\": 1, \"get\": \"k\", \"put\": \"k\"}]"),
                "operations[0] must have a key as put or as get");
        refused(
                plan("\"operations\": [{\"client\": \"c2\", \"op\": 1, \"get\": \"k\"}]"),
                "operations must be of clients of the config, got one of c2");
        refused(
                plan("\"operations\": [{\"client\": \"c1\", \"op\": 2, \"get\": \"k\"},"
                        + " {\"client\": \"c1\", \"op\": 2, \"get\": \"k\"}]"),
                "operations of c1 must have growing numbers from 1, got 2 after 2");
        refused(
                plan("\"faults\": [{\"fault\": \"drop\", \"client\": \"c1\", \"op\": 1, \"put\": 1}]"),
                "faults[0].fault must be drop-request or drop-response or");
        refused(
                plan("\"faults\": [{\"fault\": \"out-of-order\", \"client\": \"c1\", \"op\": 1, \"put\": 1}]"),
                "or duplicate or late-delivery, got \"out-of-order\"");
        refused(
                plan("\"server_faults\": [{\"fault\": \"crash\", \"at_ms\": 1, \"for_ms\": 2},"
                        + " {\"fault\": \"pause\", \"at_ms\": 2, \"for_ms\": 2}]"),
                "faults of the server must follow each other");
        refused(
                plan("\"server_faults\": [{\"fault\": \"crash\", \"at_ms\": -1, \"for_ms\": 2}]"),
                "server_faults[0].at_ms");
        refused("{\"seed\": 3, \"config\": {\"clients\": []}}", "p.json: config: clients must name");
        assertThatThrownBy(() -> PlanFile.read(Path.of("no-such-plan.json")))
                .hasMessage("no-such-plan.json: there is no such file: no-such-plan.json");
    }
}
