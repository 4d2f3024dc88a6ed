package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The program in a JVM of its own, as signals and shells see it. Closing it ends it and whatever it has started. */
final class MinosProcess implements AutoCloseable {
    static final Duration BOUND = Duration.ofMinutes(2);

    private final Process process;
    private final Path directory;

    private MinosProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** The command line that starts {@code minos} with these arguments. */
    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Minos.class.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Starts {@code minos}; what it prints is kept in the directory. */
    static MinosProcess start(Path directory, Object... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        return launch(directory, command(words));
    }

    /** Starts a command line. */
    static MinosProcess launch(Path directory, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("stdout").toFile())
                .redirectError(directory.resolve("stderr").toFile())
                .start();
        return new MinosProcess(process, directory);
    }

    String out() throws IOException {
        return Files.readString(directory.resolve("stdout"));
    }

    String err() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }

    String lastLine() throws IOException {
        List<String> lines = out().lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    /** Those that the program has started and that still live. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** Waits for a state that the program must reach before it ends by itself. */
    void await(Callable<Boolean> state) throws IOException {
        Awaitility.await().atMost(BOUND).until(() -> !process.isAlive() || state.call());
        if (!process.isAlive()) {
            fail("ended before that with exit code %s:%n%s%n%s", process.exitValue(), out(), err());
        }
    }

    /** Whether the program was born deaf to Ctrl-C, as children of a shell's background jobs are. */
    boolean ignoresInterrupt() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & 0b10) != 0);
    }

    /** Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        assertThat(kill.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        exit();
    }

    /** Waits for the end; the exit code. */
    int exit() throws InterruptedException {
        assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        children().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }
}
