package dev.minos.harness.system;

import dev.minos.checker.history.Versioned;
import dev.minos.harness.nemesis.Guardian;
import dev.minos.server.ServerListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A child process that runs the server: started, listened to, ended. Thread-safe.
 *
 * <p>An end that was asked for here, by {@link #close} or {@link #killNow}, is no event. Any other end of a server that had come
 * to listen is told to the {@link SystemListener}, and so is every complaint of the server about itself.
 */
final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 90;
    /** A clean shutdown takes at most two seconds; a busy machine gets some more. */
    private static final int STOP_SECONDS = 10;

    /** The same when this JVM is being shut down, and somebody waits for that. */
    private static final int HASTY_STOP_SECONDS = 3;

    private static final int SIGNAL_SECONDS = 10;
    /** How long this JVM is given to be shut down by a signal that has already ended its child. */
    private static final int SAME_SIGNAL_SECONDS = 2;

    private static final int LOOK_MILLIS = 20;
    private static final int LAST_WORDS_LINES = 10;

    /** Added to the number of the signal that has ended a process. */
    private static final int SIGNALLED = 128;

    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 9, "SIGKILL", 11, "SIGSEGV",
            15, "SIGTERM", 25, "SIGXFSZ");

    private static final Pattern LISTENING = Pattern.compile("KV Server listening on (\\S+:\\d+)");
    private static final Pattern STORED = Pattern.compile("  '(.*)' -> value='(.*)', version=(\\d+)");
    private static final String STATE_BEGINS = "=== Final Storage State ===";
    private static final Pattern STATE_ENDS = Pattern.compile("=+");

    private final Process process;
    private final SystemListener listener;
    private final Thread killer;
    private final Thread watcher;
    private final List<Thread> readers;
    private final CompletableFuture<String> address = new CompletableFuture<>();

    /** Lets the process go on should this JVM die while it is halted; null while it is not. */
    private volatile @Nullable Guardian guardian;

    /** Whether its end is our own doing. */
    private volatile boolean endsOnPurpose;

    private volatile boolean lost;

    // Guarded by this.
    private final Deque<String> lastWords = new ArrayDeque<>();
    private final SortedMap<String, Versioned> stored = new TreeMap<>();
    private boolean inState;
    private boolean stateComplete;

    private ServerProcess(Process process, SystemListener listener) {
        this.process = process;
        this.listener = listener;
        this.killer = new Thread(this::endWithTheRun, "minos-server-killer");
        // A run that ends by Ctrl-C or by a fault of ours must not leave its server behind.
        try {
            Runtime.getRuntime().addShutdownHook(killer);
        } catch (IllegalStateException e) {
            // Too late for a hook: the JVM is shutting down. Nobody needs a server any more.
            process.toHandle().destroyForcibly();
        }
        this.readers = List.of(
                reader("minos-server-out", process.getInputStream()),
                reader("minos-server-err", process.getErrorStream()));
        readers.forEach(Thread::start);
        watcher = new Thread(this::watch, "minos-server-watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** @param listener is told what goes wrong once the server listens */
    static ServerProcess start(List<String> command, SystemListener listener) throws SetupException {
        try {
            return new ServerProcess(new ProcessBuilder(command).start(), listener);
        } catch (IOException e) {
            throw new SetupException("cannot start the server process: " + e.getMessage(), e);
        }
    }

    /**
     * Waits for the end of the process, and until its words are read. A caller that waits for it to listen is told that it never
     * will; if it had listened, and nobody here has ended it, the listener is told.
     */
    private void watch() {
        try {
            int exitCode = process.waitFor();
            join(readers);
            String end = inWords(exitCode);
            if (address.completeExceptionally(new IOException("it ended " + end)) || isExpected(exitCode)) {
                return;
            }
            lost = true;
            listener.failed("the server process " + pid() + " ended by itself, " + end + wordsBelow());
        } catch (InterruptedException e) {
            address.completeExceptionally(e);
        }
    }

    private boolean isExpected(int exitCode) throws InterruptedException {
        if (endsOnPurpose) {
            return true;
        }
        // Ctrl-C, a terminal that is closed, and a service manager reach the server at the same time as this JVM.
        boolean mayBeForBoth = exitCode == SIGNALLED + 1 || exitCode == SIGNALLED + 2 || exitCode == SIGNALLED + 15;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SAME_SIGNAL_SECONDS);
        while (mayBeForBoth && !isTooLate() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return isTooLate();
    }

    /** Returns how a process ended, as {@code with exit code 3} or {@code killed by signal 9 (SIGKILL)}. */
    private static String inWords(int exitCode) {
        String signal = SIGNALS.get(exitCode - SIGNALLED);
        if (signal == null) {
            return "with exit code " + exitCode;
        }
        return "killed by signal " + (exitCode - SIGNALLED) + " (" + signal + ")"
                + (signal.equals("SIGKILL") ? ", as kill -9 does, and Linux when memory runs out" : "");
    }

    /** Returns whether it had served and has ended by itself, as the listener was told. */
    boolean isLost() {
        return lost;
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the server listens, and returns where. */
    String awaitAddress() throws SetupException, InterruptedException {
        try {
            return address.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new SetupException("the server process does not serve: " + reason(e) + words(), e);
        } catch (TimeoutException e) {
            throw new SetupException("the server process does not listen after " + START_SECONDS + " s" + words(), e);
        }
    }

    private static String reason(ExecutionException e) {
        return e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
    }

    private synchronized String words() {
        return lastWords.isEmpty() ? "" : "; its last words:\n  " + String.join("\n  ", lastWords);
    }

    private synchronized String wordsBelow() {
        return lastWords.isEmpty() ? "\nIt had said nothing" : "\nIts last words:\n  " + String.join("\n  ", lastWords);
    }

    /** Returns the storage that the server printed as it ended; empty when it printed none. */
    synchronized Optional<SortedMap<String, Versioned>> finalState() {
        return stateComplete ? Optional.of(new TreeMap<>(stored)) : Optional.empty();
    }

    /** Returns whether this JVM is shutting down, and what is started now would be left behind. */
    static boolean isTooLate() {
        Thread nothing = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(nothing);
            Runtime.getRuntime().removeShutdownHook(nothing);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Halts the process, and sees to it that it does not stay halted when this JVM dies. */
    void pause() throws IOException, InterruptedException {
        guardian = Guardian.arm("kill -CONT " + pid());
        signal("STOP");
    }

    /** Lets the process go on; does nothing when it is not halted, or has ended. */
    void resume() throws IOException, InterruptedException {
        Guardian armed = guardian;
        if (armed != null) {
            if (process.isAlive()) {
                signal("CONT");
            }
            guardian = null;
            armed.close();
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid())
                .redirectErrorStream(true)
                .start();
        if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS)) {
            kill.destroyForcibly();
            throw new IOException("kill -" + name + " does not end");
        }
        if (kill.exitValue() != 0) {
            String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            throw new IOException("kill -" + name + " " + pid() + " failed: " + said);
        }
    }

    /** Ends the process without warning, and returns when it is gone and everything that it said is read. */
    void killNow() throws IOException, InterruptedException {
        expectEnd();
        kill();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("process " + pid() + " is still there " + STOP_SECONDS + " s after SIGKILL");
        }
        disarm();
        join(readers);
        join(List.of(watcher));
        removeKiller();
    }

    /** From now on the end of the process is our own doing, unless it has come before. */
    private void expectEnd() {
        if (process.isAlive()) {
            endsOnPurpose = true;
        }
    }

    private void disarm() {
        Guardian armed = guardian;
        if (armed != null) {
            guardian = null;
            armed.close();
        }
    }

    private void goOn() {
        try {
            resume();
        } catch (IOException e) {
            // It is gone, or will be killed: SIGKILL needs no process that goes on.
            disarm();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the server to end, kills it when it does not, and returns when it is gone. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        expectEnd();
        goOn();
        // Through the handle: Process.destroy() would close the pipe that carries the final state.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
            join(readers);
            join(List.of(watcher));
        } catch (InterruptedException e) {
            interrupted = true;
            kill();
        }
        removeKiller();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Asks the server to end and kills it when it does not. Asked first even when this JVM is being shut down, because the
     * run may be completing its history just then, and an apply log without its end says less.
     */
    private void endWithTheRun() {
        expectEnd();
        goOn();
        process.toHandle().destroy();
        try {
            if (!process.waitFor(HASTY_STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
        }
    }

    private void kill() {
        process.toHandle().destroyForcibly();
    }

    private void removeKiller() {
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            // The JVM is shutting down already: the hook runs, and finds nobody to kill.
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        }
    }

    private Thread reader(String name, InputStream stream) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader lines =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            heard(line);
                        }
                    } catch (IOException e) {
                        heard("(cannot read on: " + e.getMessage() + ")");
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void heard(String line) {
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
            address.complete(listening.group(1));
        }
        if (line.startsWith(ServerListener.STORAGE_FAILED)) {
            listener.failed(
                    "the server's storage has failed: " + line.substring(ServerListener.STORAGE_FAILED.length()));
        } else if (line.startsWith(ServerListener.WARNING)) {
            listener.warned("of the server: " + line.substring(ServerListener.WARNING.length()));
        }
        Matcher value = STORED.matcher(line);
        if (line.equals(STATE_BEGINS)) {
            inState = true;
        } else if (inState && STATE_ENDS.matcher(line).matches()) {
            inState = false;
            stateComplete = true;
        } else if (inState && value.matches()) {
            stored.put(value.group(1), new Versioned(value.group(2), Long.parseLong(value.group(3))));
        }
        lastWords.addLast(line);
        if (lastWords.size() > LAST_WORDS_LINES) {
            lastWords.removeFirst();
        }
    }
}
