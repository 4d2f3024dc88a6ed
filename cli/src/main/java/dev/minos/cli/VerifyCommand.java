package dev.minos.cli;

import dev.minos.checker.certificate.CertificateVerifier;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.ReadOptions.Independent;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code minos verify}: holds a certificate against its history. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Replays a certificate that 'minos check --certificate FILE' wrote, against its history: the"
                    + " linearization operation by operation, or every order of the core of a violation. A core that is too"
                    + " large for that is searched anew, and the last line says so. What came before a first bad operation is"
                    + " replayed too, so that it is the first; of a certificate of format 1 that is not shown. Recovery claims are not a part of a"
                    + " certificate. The last line:",
            "  HOLDS<TAB>VERDICT<TAB>history<TAB>how that was shown, by which model",
        },
        footer = {
            "",
            "Example:",
            "  minos check --certificate proof.json histories/latest/history.jsonl && minos verify proof.json",
            "",
            "Exit codes: 0 it holds; 1 it does not, or the history was changed; 64 wrong usage; 65 it cannot be read; "
                    + "70 a fault of Minos itself.",
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "CERTIFICATE", description = "The file that check wrote.")
    private Path certificate = Path.of("");

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Override
    public Integer call() {
        try {
            return verify().code();
        } catch (MalformedHistoryException e) {
            spec.commandLine().getErr().println(Printable.line(spec.qualifiedName() + ": " + e.getMessage()));
            return ExitCode.UNREADABLE.code();
        } catch (IllegalArgumentException e) {
            // A path or an initial value that check would not have written.
            spec.commandLine()
                    .getErr()
                    .println(Printable.line(spec.qualifiedName() + ": " + certificate + ": " + e.getMessage()));
            return ExitCode.UNREADABLE.code();
        } catch (IOException e) {
            spec.commandLine().getErr().println(Printable.line(spec.qualifiedName() + ": " + IoFailure.inWords(e)));
            return ExitCode.UNREADABLE.code();
        }
    }

    private ExitCode verify() throws IOException {
        CertificateVerifier verifier = CertificateVerifier.read(certificate);
        Model<?> model = Models.named(verifier.model());
        if (model == null) {
            throw new MalformedHistoryException(
                    certificate.toString(),
                    1,
                    "there is no model " + verifier.model() + "; known are " + Models.names());
        }
        String problem = verifier.compareBytes();
        if (problem == null) {
            ReadOptions options =
                    verifier.independent() ? reading.reading().withIndependent(Independent.ALWAYS) : reading.reading();
            History history = HistoryReader.read(verifier.history(), options);
            problem =
                    verifier.verify(history, InitialValue.of(model, verifier.initial(), history.hasOneKindOfNumber()));
        }
        if (problem == null) {
            String from = verifier.initial() == null ? "" : " from " + verifier.initial();
            spec.commandLine()
                    .getOut()
                    .println("HOLDS\t" + verifier.verdict() + "\t"
                            + Printable.line(verifier.history().toString()) + "\t" + verifier.means()
                            + ", by the model " + verifier.model() + Printable.line(from));
            return ExitCode.OK;
        }
        spec.commandLine().getOut().println("DOES NOT HOLD\t" + Printable.line(problem));
        return ExitCode.VIOLATION;
    }
}
