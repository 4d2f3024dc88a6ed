package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A recorded history as the tests read it: with a parser of their own, and every rule of the format checked. */
final class RecordedRun {
    private final List<JsonNode> events = new ArrayList<>();

    static RecordedRun read(Path directory) throws IOException {
        RecordedRun run = new RecordedRun();
        for (String line : Files.readAllLines(directory.resolve("history.jsonl"))) {
            run.events.add(JsonMapper.shared().readTree(line));
        }
        return run;
    }

    JsonNode at(long index) {
        return events.get((int) index);
    }

    List<JsonNode> where(String field, String text) {
        return events.stream()
                .filter(e -> e.get(field) != null && e.get(field).asString().equals(text))
                .toList();
    }

    static boolean isPut(JsonNode event) {
        return event.get("f").asString().equals("put");
    }

    /** Indexes run from 0 without a gap, and time never goes back. */
    RecordedRun assertSequenceWithoutGap() {
        long time = 0;
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).get("index").longValue()).isEqualTo(i);
            assertThat(events.get(i).get("time").longValue()).isGreaterThanOrEqualTo(time);
            time = events.get(i).get("time").longValue();
        }
        return this;
    }

    /** Every invoke has a completion, no process does two things at once, and none goes on after an unknown outcome. */
    RecordedRun assertProcessesAreSequential(int clients) {
        Map<Long, JsonNode> open = new HashMap<>();
        Map<String, Long> lastProcess = new HashMap<>();
        Map<Long, Boolean> retired = new HashMap<>();
        for (JsonNode event : events) {
            if (!event.get("process").isIntegralNumber()) {
                continue;
            }
            long process = event.get("process").longValue();
            if (event.get("type").asString().equals("invoke")) {
                assertThat(open.put(process, event)).as("open before %s", event).isNull();
                assertThat(retired).as("retired before %s", event).doesNotContainKey(process);
                Long before = lastProcess.put(event.get("client").asString(), process);
                assertThat(before == null ? process % clients : before % clients)
                        .isEqualTo(process % clients);
            } else {
                JsonNode invoke = open.remove(process);
                if (invoke == null) {
                    throw new AssertionError("no invoke for " + event);
                }
                for (String field : List.of("f", "key", "client", "op")) {
                    assertThat(event.get(field)).isEqualTo(invoke.get(field));
                }
                if (event.get("type").asString().equals("info")) {
                    retired.put(process, true);
                }
            }
        }
        assertThat(open).isEmpty();
        return this;
    }

    /** Every fault points at the invoke of an operation on its key. */
    RecordedRun assertFaultsPointAtInvokes() {
        for (JsonNode fault : where("process", "fault")) {
            JsonNode invoke = at(fault.get("value").get("invoke").longValue());
            assertThat(invoke.get("type").asString()).isEqualTo("invoke");
            assertThat(invoke.get("key")).isEqualTo(fault.get("key"));
            assertThat(invoke.get("index").longValue())
                    .isLessThan(fault.get("index").longValue());
        }
        return this;
    }

    /** Every claim names earlier put attempts of its own operation. */
    RecordedRun assertClaimsNameAttempts() {
        for (JsonNode claim : where("process", "recovery")) {
            JsonNode attempts = claim.get("value").get("attempts");
            assertThat(attempts.size()).isPositive();
            for (JsonNode attempt : attempts) {
                JsonNode invoke = at(attempt.longValue());
                assertThat(isPut(invoke)).isTrue();
                assertThat(invoke.get("type").asString()).isEqualTo("invoke");
                for (String field : List.of("key", "client", "op")) {
                    assertThat(invoke.get(field)).isEqualTo(claim.get(field));
                }
                assertThat(invoke.get("value").get("version").longValue() + 1)
                        .isEqualTo(claim.get("value").get("version").longValue());
            }
        }
        return this;
    }
}
