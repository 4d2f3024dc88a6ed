package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made to exhaust a reader, each of some hundred megabytes once unfolded, in a JVM whose heap holds none of them. */
class HostileFilesTest {
    private static final int MEGABYTES = 200;

    @TempDir
    Path directory;

    @Test
    void refusesEachWithItsPlaceAndInLittleMemory() throws IOException, InterruptedException {
        String lines = "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n";
        String maps = "{:process 0, :type :invoke, :f :read}\n";
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put(bomb("line.jsonl.gz", lines + "{\"process\":0,\"type\":\"", "x"), ":2: expected lines of at most");
        reasons.put(
                bomb("object.json.gz", "[" + lines.strip() + ",\n{\"value\":[", "1,"),
                ":2: expected events of at most");
        reasons.put(bomb("form.edn.gz", maps + "{:value [", "1 "), ":2: expected events of at most");
        reasons.put(bomb("string.edn.gz", maps + "{:value \"", "x"), ":2: expected events of at most");
        reasons.put(bomb("comment.edn.gz", maps + ";", "x"), ":2: expected events of at most");
        reasons.put(
                bomb("line.txt.gz", "0\t:invoke\t:read\tnil\n0\t:ok\t:read\t\"", "x"), ":2: expected lines of at most");
        reasons.put(
                bomb("line.log.gz", "INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  ", "x"),
                ":2: expected lines of at most");
        reasons.put(bomb("deep.jsonl.gz", lines + "{\"value\":", "["), ":2: expected");
        reasons.put(bomb("deep.json.gz", "[" + lines.strip() + ",\n{\"value\":", "["), ":2: expected");
        reasons.put(bomb("deep.edn.gz", maps + "{:value ", "["), ":2: forms are nested more than 1000 deep");
        reasons.put(bomb("tags.edn.gz", maps + "{:value ", "#a "), ":2: ");
        reasons.put(bomb("discards.edn.gz", maps, "#_ "), ":2: forms are nested more than 1000 deep");
        reasons.put(bomb("blank.jsonl.zst", lines, " \n"), ": its first ");
        reasons.put(bomb("blank.edn.zst", maps, " \n"), ": its first ");
        reasons.put(bomb("number.jsonl.gz", lines + "{\"value\":", "7"), ":2: expected lines of at most");

        List<String> command = new ArrayList<>(MinosProcess.command(List.of("check", "--model", "register")));
        command.replaceAll(option -> option.equals("-Xmx512m") ? "-Xmx160m" : option);
        reasons.keySet().forEach(name -> command.add(directory.resolve(name).toString()));
        try (MinosProcess minos = MinosProcess.launch(directory, command)) {
            assertThat(minos.exit()).as(minos.err()).isEqualTo(ExitCode.UNREADABLE.code());
            List<String> said = minos.err().lines().toList();
            reasons.forEach((name, reason) ->
                    assertThat(said).as(name).anyMatch(line -> line.contains(directory.resolve(name) + reason)));
            assertThat(minos.out().lines()).hasSize(reasons.size()).allMatch(line -> line.startsWith("UNKNOWN\t"));
        }
    }

    /** Returns the name of the file, which unfolds to a beginning and ever the same behind it. */
    private String bomb(String name, String beginning, String more) throws IOException {
        byte[] megabyte = more.repeat((1 << 20) / more.length()).getBytes(StandardCharsets.UTF_8);
        try (OutputStream file = Files.newOutputStream(directory.resolve(name));
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : new ZstdOutputStream(file)) {
            out.write(beginning.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < MEGABYTES; i++) {
                out.write(megabyte);
            }
        }
        return name;
    }
}
