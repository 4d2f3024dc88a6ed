package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history that does not fit into the heap is judged all the same, and rightly, in a JVM of its own that has so little. */
class SmallHeapTest {
    private static final String HEAP = "-Xmx32m";
    private static final int OPERATIONS = 300_000;
    private static final int KEYS = 500;
    /** On one key, late in the file: an answer that had been overwritten long before. */
    private static final int STALE = OPERATIONS - KEYS / 2;

    @TempDir
    Path directory;

    @Test
    void judgesInPartsWhatIsLinearizable() throws IOException, InterruptedException {
        Path history = write("good.jsonl", -1);
        assertThat(check(history)).isZero();
        assertThat(out())
                .startsWith("LINEARIZABLE\t" + history + "\t" + OPERATIONS + " operations, " + KEYS + " keys, ");
    }

    @Test
    void convictsInPartsWhatIsNot() throws IOException, InterruptedException {
        Path history = write("bad.jsonl", STALE);
        assertThat(check(history)).isEqualTo(ExitCode.VIOLATION.code());
        assertThat(out())
                .contains("NOT LINEARIZABLE: key 'k" + STALE % KEYS + "', first bad operation at index "
                        + (2 * STALE + 1))
                .contains("\nNOT_LINEARIZABLE\t" + history + "\t" + OPERATIONS + " operations, " + KEYS + " keys, ");
    }

    /** Or the others would show nothing: a certificate is of the whole, and the whole does not fit. */
    @Test
    void hasNoRoomForTheWhole() throws IOException, InterruptedException {
        Path history = write("good.jsonl", -1);
        assertThat(check(history, "--certificate", directory.resolve("certificate")))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(Files.readString(directory.resolve("stderr")))
                .contains("no certificate was written", "did not fit into memory and was decided in parts");
    }

    private int check(Path history, Object... options) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("check", history.toString()));
        for (Object option : options) {
            words.add(option.toString());
        }
        List<String> command = new ArrayList<>(MinosProcess.command(words));
        command.replaceAll(word -> word.startsWith("-Xmx") ? HEAP : word);
        assertThat(command).contains(HEAP);
        try (MinosProcess minos = MinosProcess.launch(directory, command)) {
            return minos.exit();
        }
    }

    private String out() throws IOException {
        return Files.readString(directory.resolve("stdout"));
    }

    /** Every key is overwritten and read in turn, one operation at a time. */
    private Path write(String name, int stale) throws IOException {
        Path file = directory.resolve(name);
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (int n = 0; n < OPERATIONS; n++) {
                int round = n / KEYS;
                boolean put = round % 2 == 0;
                int version = round / 2 + (put ? 0 : 1);
                int seen = n == stale ? version - 1 : version;
                String event = "{\"process\":" + n % 7 + ",\"f\":\"" + (put ? "put" : "get") + "\",\"key\":\"k"
                        + n % KEYS + '"';
                lines.write(event + (put ? value(n % KEYS, version + 1, version) : "") + ",\"type\":\"invoke\"}\n");
                lines.write(event
                        + (put ? value(n % KEYS, version + 1, version + 1) : value(n % KEYS, seen, seen))
                        + ",\"type\":\"ok\"}\n");
            }
        }
        return file;
    }

    private static String value(int key, int made, int version) {
        return ",\"value\":{\"value\":\"v" + key + "-" + made + "\",\"version\":" + version + "}";
    }
}
