package dev.minos.harness.nemesis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A shell that undoes something when this JVM is gone, even by SIGKILL: it waits for a word on its standard input, and the
 * end of the input, which comes when the pipe's other end has died, makes it run its command. Needs a POSIX shell.
 * Thread-safe.
 *
 * <p>Without it a process that was halted by a harness that then crashed would stay halted for ever, and would not even
 * see that its own input has ended.
 */
public final class Guardian implements AutoCloseable {
    /** Deaf to what Ctrl-C sends to all processes of a terminal: the harness undoes its deeds itself then. */
    private static final String WAIT = "trap '' INT HUP TERM; if read -r word; then exit 0; fi; ";

    private final Process shell;

    private Guardian(Process shell) {
        this.shell = shell;
    }

    /**
     * Begins to watch over this JVM.
     *
     * @param undo what to run when it has died, in the shell's language
     * @throws IOException if there is no shell
     */
    public static Guardian arm(String undo) throws IOException {
        return new Guardian(new ProcessBuilder("/bin/sh", "-c", WAIT + undo)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Ends the watch: nothing is left to undo. */
    @Override
    public void close() {
        try (var input = shell.getOutputStream()) {
            input.write("done\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // It is gone already, and watches no more.
        }
    }
}
