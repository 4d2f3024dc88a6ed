package dev.minos.junit5.jqwik;

import dev.minos.checker.argument.Words;
import dev.minos.checker.history.History;
import java.util.stream.IntStream;
import net.jqwik.api.SampleReportingFormat;

/** Shows the history of a property that failed as its operations, one a line, in the words of every explanation. */
public final class HistoryReportingFormat implements SampleReportingFormat {
    @Override
    public boolean appliesTo(Object value) {
        return value instanceof History;
    }

    @Override
    public Object report(Object value) {
        History history = (History) value;
        return IntStream.range(0, history.size())
                .mapToObj(op -> (history.operation(op).key() == null
                                ? ""
                                : Words.datum(history.operation(op).key()) + ": ")
                        + Words.operation(history, op))
                .toList();
    }
}
