package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What is taken apart in place means what Jackson reads, on whatever lines. */
class EventLineProperties {
    private static final List<String> STRINGS = List.of(
            "a",
            "",
            "value_123",
            "client_2-17-1",
            "k1",
            "k2",
            "x y",
            "a\\\"b",
            "\\u00e9",
            "é",
            "日本",
            "\\\\",
            "\\n",
            "a,b",
            "}",
            "{\\\"",
            "a longer string that takes more than two words",
            "\\ud83d\\ude00",
            "😀",
            "12345678",
            "1234567");
    private static final List<String> NUMBERS = List.of(
            "0", "1", "2", "3", "17", "007", "-1", "1.0", "1e3", "999999999999999999", "9999999999999999999", "00");

    @Property(tries = 20_000)
    void readsLinesAsJacksonDoes(@ForAll Random random) {
        String text = history(random, false);
        assertReadAlike(text);
    }

    @Property(tries = 5_000)
    void readsOrdinaryHistoriesAsJacksonDoes(@ForAll Random random) {
        String text = history(random, true);
        assertReadAlike(text);
    }

    @Property(tries = 2_000)
    void takesEveryOrdinaryLineApart(@ForAll Random random) throws IOException {
        LineReader lines = new LineReader(
                new ByteArrayInputStream(history(random, true).getBytes(StandardCharsets.UTF_8)), "text");
        while (lines.next()) {
            assertThat(new EventLine().scan(lines.buffer(), lines.start(), lines.end()))
                    .as(new String(lines.buffer(), lines.start(), lines.end() - lines.start(), StandardCharsets.UTF_8))
                    .isTrue();
        }
    }

    private static String history(Random random, boolean ordinary) {
        StringBuilder text = new StringBuilder();
        int processes = 3;
        String[] open = new String[processes];
        int lines = random.nextInt(12);
        for (int index = 0; index < lines; index++) {
            int process = random.nextInt(processes);
            boolean invoke = open[process] == null;
            String f = invoke ? (random.nextBoolean() ? "put" : "get") : String.valueOf(open[process]);
            String type = invoke ? "invoke" : List.of("ok", "fail", "info").get(random.nextInt(3));
            open[process] = invoke ? f : null;
            List<String> fields = new ArrayList<>(List.of(
                    "\"index\":" + (ordinary ? index : any(random, NUMBERS, String.valueOf(index))),
                    "\"time\":" + (ordinary ? 1000 + index : any(random, NUMBERS, "5")),
                    "\"process\":"
                            + (ordinary ? process : any(random, List.of("\"fault\"", "\"p\"", "-1"), "" + process)),
                    "\"type\":\"" + (ordinary ? type : any(random, List.of("INFO", ":ok", "x"), type)) + "\"",
                    "\"f\":\"" + (ordinary ? f : any(random, STRINGS, f)) + "\"",
                    "\"key\":" + (ordinary ? "\"k\"" : any(random, List.of("null", "1", "\"k2\"", "[1]"), "\"k\""))));
            if (random.nextInt(4) > 0) {
                fields.add("\"value\":" + value(random, ordinary));
            }
            if (type.equals("fail") || type.equals("info")) {
                fields.add("\"error\":" + error(random, ordinary));
            }
            if (random.nextBoolean()) {
                fields.add("\"client\":\"client_" + process + "\"");
                fields.add("\"op\":" + random.nextInt(20));
                fields.add("\"attempt\":" + (ordinary ? 1 : any(random, List.of("3000000000", "-1"), "1")));
            }
            if (!ordinary && random.nextInt(20) == 0) {
                fields.add(any(
                        random,
                        List.of("\"op\":3", "\"extra\":{\"a\":[1,2]}", "\"f\":\"put\"", "\"op_id\":7"),
                        "\"x\":1"));
            }
            if (random.nextInt(3) == 0) {
                Collections.shuffle(fields, random);
            }
            String comma = random.nextInt(4) == 0 ? ", " : ",";
            String line = "{" + String.join(comma, fields) + "}";
            if (random.nextInt(4) == 0) {
                line = line.replace("\":", "\": ");
            }
            if (!ordinary && random.nextInt(30) == 0) {
                line = line.substring(0, random.nextInt(line.length()));
            }
            text.append(line);
            text.append(!ordinary && random.nextInt(20) == 0 ? "\r\n\n" : "\n");
        }
        if (!ordinary && random.nextInt(5) == 0 && text.length() > 0) {
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }

    private static String value(Random random, boolean ordinary) {
        String text = "\"" + (ordinary ? "v" + random.nextInt(100) : any(random, STRINGS, "v")) + "\"";
        String version = ordinary ? String.valueOf(random.nextInt(1000)) : any(random, NUMBERS, "3");
        return switch (random.nextInt(ordinary ? 4 : 8)) {
            case 0 -> "null";
            case 1 -> text;
            case 2 -> ordinary ? "7" : any(random, NUMBERS, "7");
            case 3 -> "{\"value\":" + text + ",\"version\":" + version + "}";
            case 4 -> "{\"version\":" + version + ",\"value\":" + text + "}";
            case 5 -> "{\"value\":null,\"version\":" + version + "}";
            case 6 -> "[" + text + "," + version + "]";
            default -> "{\"value\":" + text + ",\"version\":" + version + ",\"more\":true}";
        };
    }

    private static String error(Random random, boolean ordinary) {
        String version = ordinary ? "4" : any(random, NUMBERS, "4");
        return switch (random.nextInt(ordinary ? 2 : 4)) {
            case 0 -> "\"key-exists\"";
            case 1 -> "[\"version-mismatch\"," + version + "]";
            case 2 -> "null";
            default -> "{\"message\":\"x\"}";
        };
    }

    /** Nearly always the ordinary one, so that histories go on for a while. */
    private static String any(Random random, List<String> odd, String ordinary) {
        return random.nextInt(25) == 0 ? odd.get(random.nextInt(odd.size())) : ordinary;
    }

    private static void assertReadAlike(String text) {
        assertThat(events(text)).as(text).isEqualTo(events(forJackson(text)));
        assertThat(described(text)).as(text).isEqualTo(described(forJackson(text)));
    }

    /** The same lines, none of which is taken apart in place. */
    private static String forJackson(String text) {
        return text.replace("}\n", "} \n");
    }

    private static String described(String text) {
        HistoryBuilder builder = new HistoryBuilder("text");
        String refused = read(text, builder);
        return refused == null ? Histories.described(builder.build()) : refused;
    }

    /** Events and warnings, one by one, and last what the text is refused with. */
    private static List<Object> events(String text) {
        List<Object> said = new ArrayList<>();
        String refused = read(text, new EventSink() {
            @Override
            public void add(Event event) {
                said.add(event);
            }

            @Override
            public void warn(long line, String message) {
                said.add(line + ": " + message);
            }
        });
        said.add(String.valueOf(refused));
        return said;
    }

    /** What is wrong with the text, without the columns, which differ by a blank; null if nothing is. */
    private static @Nullable String read(String text, EventSink sink) {
        try {
            new JsonLinesFormat()
                    .read(
                            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                            "text",
                            ReadOptions.defaults(),
                            sink);
            return null;
        } catch (MalformedHistoryException e) {
            return String.valueOf(e.getMessage()).replaceAll("column [0-9]+", "some column");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
