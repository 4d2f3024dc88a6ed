package dev.minos.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A main class of ours in a JVM of its own, which says one line when it is ready or done.
 *
 * <p>The child ends when its standard input does. So it is gone when it is closed here, and also when this JVM is killed
 * without a chance to close anything.
 */
final class ChildJvm implements Closeable {
    private static final int STOP_SECONDS = 10;

    /** Warns, with a page of stack, of each answer that a round's end has cut off; which is how every round ends. */
    private static final Logger CUT_OFF = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    private final String name;
    private final Process process;
    private final CompletableFuture<String> firstLine = new CompletableFuture<>();

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread reader = new Thread(this::read, "child-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts the class with the java and the class path of this JVM.
     *
     * @param options of the JVM
     * @throws IOException if no process can be started
     */
    static ChildJvm start(Class<?> main, List<String> options, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ChildJvm(main.getSimpleName(), process);
    }

    /**
     * Waits for the first line that the child prints.
     *
     * @throws IOException if it ends without one, or takes longer than the patience
     * @throws InterruptedException if the waiting thread is interrupted
     */
    String awaitLine(Duration patience) throws IOException, InterruptedException {
        try {
            return firstLine.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(name + " ended without a word; what it said to standard error stands above", e);
        } catch (TimeoutException e) {
            throw new IOException(name + " did not answer within " + patience.toSeconds() + " s", e);
        }
    }

    /**
     * For a service in the child: says where it listens, and serves until the parent lets go or is gone.
     *
     * @throws IOException if standard input cannot be read
     */
    static void serve(String address) throws IOException {
        CUT_OFF.setLevel(Level.SEVERE);
        System.out.println(address);
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    /** Reads to the end, so that the child never waits for room in the pipe. */
    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                firstLine.complete(line);
            }
            firstLine.completeExceptionally(new IOException(name + " closed its output"));
        } catch (IOException e) {
            firstLine.completeExceptionally(e);
        }
    }

    /** Ends the child, and kills it when it does not end by itself. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.toHandle().destroyForcibly();
            }
        } catch (IOException e) {
            process.toHandle().destroyForcibly();
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
