package dev.minos.server.storage;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Puts until it is killed, from several threads, and says of each put when it was acknowledged. */
public final class KilledMain {
    private static final int THREADS = 3;

    private KilledMain() {}

    /** {@code NAME DIRECTORY FSYNC}; prints {@code ready}, and then a line {@code KEY VERSION VALUE} a put. */
    public static void main(String[] args) throws Exception {
        Storage storage = new StorageChoice(args[0], Path.of(args[1]), Fsync.named(args[2])).open();
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        out.println("ready");
        out.flush();
        long run = ProcessHandle.current().pid();
        for (int thread = 0; thread < THREADS; thread++) {
            String key = "key" + thread % 2;
            int number = thread;
            new Thread(() -> {
                        for (int i = 0; ; i++) {
                            long version = storage.get(key)
                                    .map(VersionedValue::version)
                                    .orElse(0L);
                            String value = run + "-" + number + "-" + i;
                            if (storage.put(key, value, version, AppliedListener.NONE)
                                    instanceof PutResult.Applied success) {
                                synchronized (out) {
                                    out.println(key + " " + success.version() + " " + value);
                                    out.flush();
                                }
                            }
                        }
                    })
                    .start();
        }
    }
}
