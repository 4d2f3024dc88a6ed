package dev.minos.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** What one call of the command in this JVM printed, and its exit code. */
record Invocation(int exit, String out, String err) {
    private static final Pattern PROGRESS =
            Pattern.compile("\\d+ of \\d+ s, [\\d,]+ operations recorded|checking .*, \\d+ s so far");

    /** Runs {@code minos} with these arguments; what is no string is given as it prints itself. */
    static Invocation of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Minos.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        int exit = command.execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        return new Invocation(exit, out.toString(), err.toString());
    }

    List<String> outLines() {
        return out.lines().toList();
    }

    /** The lines of verdicts, which stand last on standard output: what is said of a history before is left out. */
    List<String> verdictLines() {
        return outLines().stream()
                .filter(line -> line.matches("(LINEARIZABLE|NOT_LINEARIZABLE|UNKNOWN)\t.*"))
                .toList();
    }

    /** Standard error without the progress that a slow machine gets to hear of. */
    List<String> errLines() {
        return err.lines().filter(line -> !PROGRESS.matcher(line).matches()).toList();
    }

    /** The last line on standard output, which scripts read. */
    String lastLine() {
        List<String> lines = outLines();
        return lines.get(lines.size() - 1);
    }
}
