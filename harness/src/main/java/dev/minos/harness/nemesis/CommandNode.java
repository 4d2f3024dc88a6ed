package dev.minos.harness.nemesis;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node of a system that somebody else runs, controlled by its user's own commands: ssh, docker, kubectl, systemctl.
 *
 * <p>Each command is run by {@code /bin/sh -c} without input. It succeeds by exit code 0 within the node's time-out, and is
 * killed after that. What it prints is kept in a log. While the node is down or halted a {@link Guardian} stands by to
 * bring it back should this JVM die; another one ends a command that hangs then, unless it is one that brings the node back.
 */
public final class CommandNode implements Node {
    private static final int HEALTH_EVERY_MILLIS = 100;
    private static final int LAST_WORDS_BYTES = 1_000;

    /** How long a command may take until somebody watches over it. */
    private static final int GUARDED_AFTER_MILLIS = 500;

    private final NodeConfig config;
    private final Path log;
    private @Nullable Guardian guardian;

    /**
     * Makes a node. Runs nothing yet.
     *
     * @param log takes what the commands print; appended to
     */
    public CommandNode(NodeConfig config, Path log) {
        this.config = config;
        this.log = log;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public void kill() throws NodeException, InterruptedException {
        guard(config.start());
        run("kill", config.kill());
    }

    @Override
    public void stop() throws NodeException, InterruptedException {
        guard(config.start());
        run("stop", config.stop());
    }

    @Override
    public void start() throws NodeException, InterruptedException {
        run("start", config.start());
        unguard();
    }

    @Override
    public void pause() throws NodeException, InterruptedException {
        guard(config.resume());
        run("pause", config.pause());
    }

    @Override
    public void resume() throws NodeException, InterruptedException {
        run("resume", config.resume());
        unguard();
    }

    @Override
    public void awaitHealthy() throws NodeException, InterruptedException {
        if (config.health() == null) {
            return;
        }
        long deadline = System.nanoTime() + config.timeout().toNanos();
        while (true) {
            try {
                run("health", config.health());
                return;
            } catch (NodeException e) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new NodeException(
                            name() + " is not healthy after " + config.timeout().toMillis() + " ms: " + e.getMessage(),
                            e);
                }
            }
            TimeUnit.MILLISECONDS.sleep(HEALTH_EVERY_MILLIS);
        }
    }

    private void guard(@Nullable String undo) throws NodeException {
        unguard();
        if (undo == null) {
            return;
        }
        try {
            guardian = Guardian.arm(undo);
        } catch (IOException e) {
            throw new NodeException(name() + ": cannot start /bin/sh: " + e.getMessage(), e);
        }
    }

    private void unguard() {
        if (guardian != null) {
            guardian.close();
            guardian = null;
        }
    }

    private void run(String what, @Nullable String command) throws NodeException, InterruptedException {
        if (command == null) {
            throw new NodeException(name() + " has no command for " + what, null);
        }
        try {
            Files.writeString(
                    log,
                    name() + " " + what + ": " + command + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            long before = Files.size(log);
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            await(process, what, before);
        } catch (IOException e) {
            throw new NodeException(name() + " " + what + ": cannot run the command: " + e.getMessage(), e);
        }
    }

    private void await(Process process, String what, long before) throws NodeException, InterruptedException {
        boolean ended = false;
        boolean bringsBack = what.equals("start") || what.equals("resume");
        long deadline = System.nanoTime() + config.timeout().toNanos();
        @Nullable Guardian killer = null;
        try {
            long unguarded = Math.min(
                    TimeUnit.MILLISECONDS.toNanos(GUARDED_AFTER_MILLIS),
                    config.timeout().toNanos());
            ended = process.waitFor(unguarded, TimeUnit.NANOSECONDS);
            if (!ended && !bringsBack) {
                killer = killerOf(process);
            }
            ended = ended || process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            if (killer != null) {
                killer.close();
            }
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        if (!ended) {
            throw new NodeException(
                    name() + " " + what + ": the command did not end within "
                            + config.timeout().toMillis() + " ms and was killed" + words(before),
                    null);
        }
        if (process.exitValue() != 0) {
            throw new NodeException(
                    name() + " " + what + ": the command ended with exit code " + process.exitValue() + words(before),
                    null);
        }
    }

    /** Ends a command, and what it has started, should this JVM die: nobody would end it by its time-out. */
    private @Nullable Guardian killerOf(Process process) {
        StringBuilder kill = new StringBuilder("kill -9 ").append(process.pid());
        process.descendants().forEach(each -> kill.append(' ').append(each.pid()));
        try {
            return Guardian.arm(kill.toString());
        } catch (IOException e) {
            return null; // the command goes on all the same, and ends by its time-out
        }
    }

    private String words(long from) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long begin = Math.max(from, file.length() - LAST_WORDS_BYTES);
            byte[] bytes = new byte[(int) Math.max(0, file.length() - begin)];
            file.seek(begin);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "" : "; it said: " + text;
        } catch (IOException e) {
            return "";
        }
    }
}
