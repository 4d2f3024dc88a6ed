package dev.minos.cli;

import dev.minos.checker.CheckResult;
import dev.minos.checker.history.History;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.report.HtmlReport;
import dev.minos.report.Plots;
import dev.minos.report.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Shows what was judged in files. What goes wrong with these never takes away a verdict: it is complained of. */
final class Reports {
    private Reports() {}

    /** Writes a page, and complains where it cannot be written. */
    static void write(
            HistoryTarget target,
            Judged judged,
            Judge judge,
            ReadOptions reading,
            Path page,
            Consumer<String> complaints) {
        attempt(page, complaints, () -> HtmlReport.write(subject(target, judged, judge, reading), page));
    }

    /** Writes the plots of what was judged, and complains where they cannot be written. */
    static void plot(
            HistoryTarget target,
            Judged judged,
            Judge judge,
            ReadOptions reading,
            Path directory,
            Consumer<String> complaints) {
        attempt(directory, complaints, () -> Plots.write(subject(target, judged, judge, reading), directory));
    }

    /** Of a history that is looked at and not judged. */
    static Subject subject(HistoryTarget target, History history, ReadOptions reading) throws IOException {
        return described(
                target, Subject.of(target.path().toString(), target.history(), reading, Subject.hasKeys(history)));
    }

    private static Subject subject(HistoryTarget target, Judged judged, Judge judge, ReadOptions reading)
            throws IOException {
        CheckResult result = judged.result();
        boolean pairs = result != null && Subject.hasKeys(result.history());
        Subject subject = described(target, Subject.of(target.path().toString(), target.history(), reading, pairs));
        subject = subject.withRemarks(judged.missing(), judged.warnings());
        if (result != null) {
            return subject.withResult(result, judge.modelOf(target, result));
        }
        return judged.failure() == null ? subject : subject.withFailure(judged.failure());
    }

    private static Subject described(HistoryTarget target, Subject subject) throws IOException {
        RunFacts facts = target.facts();
        return subject.withRun(facts.tested(), facts.rerun(), facts.config());
    }

    /** Something that writes files. */
    interface Writing {
        void run() throws IOException;
    }

    private static void attempt(Path what, Consumer<String> complaints, Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            complaints.accept("warning: cannot write " + what + ": " + IoFailure.inWords(e));
        } catch (MalformedHistoryException e) {
            complaints.accept("warning: cannot write " + what + ": " + e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            complaints.accept("warning: cannot write " + what + ", by a fault of Minos itself, please report it: " + e);
        }
    }
}
