package dev.minos.cli;

import dev.minos.report.serve.HistoryBrowser;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code minos serve}: the runs of a directory in a web browser, until SIGTERM or Ctrl-C. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the runs of a directory in a web browser: as a table, one by one, two side by side, and one that is still"
                    + " going on. It prints the address to open when it is ready, and changes nothing.",
        },
        footer = {
            "",
            "Examples:",
            "  minos serve                      histories/, at http://127.0.0.1:8080/",
            "  minos serve kept --port 0        another directory, on any free port",
            "",
            "Exit codes: 64 wrong usage, a directory that cannot be read or a port in use; 70 a fault of Minos itself; "
                    + "143 and 130 after SIGTERM and Ctrl-C, as usual.",
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = "histories",
            description = "The directory that holds the runs (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("histories");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "TCP port (default: ${DEFAULT-VALUE}); 0 takes any free one.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Where to listen (default: ${DEFAULT-VALUE}, this machine only). Whoever reaches any other address"
                            + " can read every run: there is no password.")
    private String host = "";

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try (HistoryBrowser browser = start(err)) {
            if (!browser.address().getAddress().isLoopbackAddress()) {
                err.println(spec.qualifiedName() + ": warning: whoever reaches "
                        + browser.address().getAddress().getHostAddress() + " can read every run in " + directory);
            }
            spec.commandLine()
                    .getOut()
                    .println("Serving " + Printable.line(directory.toString()) + " at " + browser.url());
            spec.commandLine().getOut().flush();
            new CountDownLatch(1).await();
        }
        return ExitCode.OK.code();
    }

    private HistoryBrowser start(PrintWriter err) {
        try {
            return HistoryBrowser.start(directory, host, port, line -> err.println(spec.qualifiedName() + ": " + line));
        } catch (BindException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "cannot listen on " + host + ":" + port + ": " + e.getMessage()
                            + "; name another --port, or 0 for any free one",
                    e);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "cannot serve " + directory + ": " + IoFailure.inWords(e), e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--port must be from 0 to 65535, got " + port, e);
        }
    }
}
