package dev.minos.cli;

import dev.minos.harness.detect.Acquitted;
import dev.minos.harness.detect.Caught;
import dev.minos.harness.detect.Detection;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The results of {@code minos detect} as one JSON object a line. Fields are added and never renamed.
 *
 * <pre>
 * {"bug":"stale-read","side":"server","on":"simulation","trials":3,"caught":3,"evidence":{"not linearizable":3},"operations":858,"seconds":0.163,"wall":0.061}
 * {"storage":"file","on":"process","runs":1,"operations":4711,"false-alarms":[],"undecided":0,"missing":[]}
 * </pre>
 */
final class DetectJson implements Detection.Listener {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Consumer<String> out;

    DetectJson(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void tried(Caught caught) {
        ObjectNode json = JSON.createObjectNode();
        json.put("bug", caught.bug().bugName());
        json.put("side", caught.bug().side().word());
        json.put("on", caught.where().word());
        json.put("trials", caught.trials());
        json.put("caught", caught.caught());
        ObjectNode evidence = json.putObject("evidence");
        caught.evidence().forEach((kind, times) -> evidence.put(kind.words(), times));
        json.put("operations", caught.operations());
        json.put("seconds", seconds(caught.elapsed()));
        json.put("wall", seconds(caught.wall()));
        out.accept(JSON.writeValueAsString(json));
    }

    @Override
    public void cleared(Acquitted acquitted) {
        ObjectNode json = JSON.createObjectNode();
        json.put("storage", acquitted.name());
        json.put("on", acquitted.where().word());
        json.put("runs", acquitted.runs());
        json.put("operations", acquitted.operations());
        ArrayNode alarms = json.putArray("false-alarms");
        acquitted.falseAlarms().forEach(alarms::add);
        json.put("undecided", acquitted.undecided());
        ArrayNode missing = json.putArray("missing");
        acquitted.missing().forEach(missing::add);
        out.accept(JSON.writeValueAsString(json));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
