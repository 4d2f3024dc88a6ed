package dev.minos.harness.netns;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs {@code ip} and {@code nft}. Each call waits until it is done, but not for ever. Thread-safe.
 *
 * @param ip where the one is
 * @param nft where the other is
 */
record NetworkTools(Path ip, Path nft) {
    private static final int PATIENCE_SECONDS = 10;

    /** Where an administrator's programs are, which the path of a root made by su or cron may leave out. */
    static final String FURTHER_PLACES = ":/usr/sbin:/sbin";

    /** Deaf to what Ctrl-C sends to all processes of a terminal: a fault that is being undone then must be undone. */
    private static final List<String> DEAF = List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh");

    /** The end of a message that says what to do. */
    static final String INSTEAD = ", or leave \"links\" out of the config: proxies need none of this";

    /**
     * Finds the programs, and sees whether they are of use here.
     *
     * @param os the operating system's name, as the system property {@code os.name} has it
     * @param user the id of the user that this process belongs to; 0 is root
     * @param path the directories with programs, as the environment's {@code PATH} has them
     * @throws IOException if links cannot be struck by nftables here; the message says what is in the way and what to do
     */
    static NetworkTools find(String os, int user, String path) throws IOException {
        if (!os.equals("Linux")) {
            throw new IOException("links by nftables need Linux, and this is " + os + ": run it there" + INSTEAD);
        }
        if (user != 0) {
            throw new IOException("links by nftables need root, for a network namespace, and this is user " + user
                    + ": become root" + INSTEAD);
        }
        return new NetworkTools(find("ip", "iproute2", path), find("nft", "nftables", path));
    }

    private static Path find(String program, String debianPackage, String path) throws IOException {
        Optional<Path> found = Stream.of(path.split(File.pathSeparator))
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(() -> new IOException("links by nftables need the program " + program
                + ", which is not here: install it (apt-get install " + debianPackage + ")" + INSTEAD));
    }

    /** Does one thing with {@code ip}. */
    void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ip.toString()));
        command.addAll(List.of(arguments));
        run(command, "");
    }

    /** Does several things with {@code ip}, a line each, up to the first that fails. */
    void ipBatch(String lines) throws IOException, InterruptedException {
        run(List.of(ip.toString(), "-batch", "-"), lines);
    }

    /** The same inside a namespace. */
    void ipBatch(String namespace, String lines) throws IOException, InterruptedException {
        run(List.of(ip.toString(), "-n", namespace, "-batch", "-"), lines);
    }

    /** Has {@code nft} carry out a script in a namespace: all of it, or, where it fails, nothing. */
    void nft(String namespace, String script) throws IOException, InterruptedException {
        run(inside(namespace, List.of(nft.toString(), "-f", "-")), script);
    }

    /** Returns how to run a command in a namespace. The process keeps its id: {@code ip} becomes the command. */
    List<String> inside(String namespace, List<String> command) {
        return Stream.concat(Stream.of(ip.toString(), "netns", "exec", namespace), command.stream())
                .toList();
    }

    private static void run(List<String> command, String input) throws IOException, InterruptedException {
        List<String> deaf = Stream.concat(DEAF.stream(), command.stream()).toList();
        Process process = new ProcessBuilder(deaf).redirectErrorStream(true).start();
        boolean ended = false;
        try {
            give(process, input);
            ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            if (!ended) {
                process.destroyForcibly();
            }
        }
        String what = String.join(" ", command);
        if (!ended) {
            throw new IOException(what + " did not end within " + PATIENCE_SECONDS + " s and was killed");
        }
        if (process.exitValue() != 0) {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            throw new IOException(what + " ended with exit code " + process.exitValue()
                    + (said.isEmpty() ? "" : ": " + said.replace('\n', ' ')));
        }
    }

    private static void give(Process process, String input) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended without reading on, and its exit code says more.
        }
    }
}
