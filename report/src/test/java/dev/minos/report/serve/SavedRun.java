package dev.minos.report.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run's directory, made by hand. */
record SavedRun(Path directory) {
    /** Makes {@code <folder>/<id>} with a run.json: a name, a start and a seed. */
    static SavedRun of(Path folder, String id, String name, String start, long seed) throws IOException {
        SavedRun run = new SavedRun(Files.createDirectories(folder.resolve(id)));
        run.write("run.json", """
                {"name": %s, "model": "versioned-kv", "outcome": "completed", "start": "%s", "end": "%s", "seed": %d,
                 "rerun": "scripts/minos run --seed %d", "system": {"kind": "embedded", "address": "127.0.0.1:1"},
                 "config": {"storage": "memory", "test_duration_seconds": 30, "recovery": "read-back"},
                 "counts": {"attempts": 120, "claims": 3, "faults": {"drop-response": 5, "pause": 2}}}
                """.formatted(quoted(name), start, start.replace(":00Z", ":30Z"), seed, seed));
        return run;
    }

    /** Adds results.json. */
    SavedRun judged(String verdict, int exit, int falseClaims) {
        return write("results.json", """
                {"verdict": "%s", "engine": "chain+search", "operations": 120, "keys": 2, "bad-keys": %s,
                 "claims": {"total": 3, "proved": %d, "undecided": 0, "false": %d}, "exit": %d}
                """.formatted(
                verdict, verdict.equals("NOT_LINEARIZABLE") ? "[\"x\"]" : "[]", 3 - falseClaims, falseClaims, exit));
    }

    SavedRun write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
