package dev.minos.checker.history;

/** For tests: all that a history says, as text. */
final class Histories {
    private Histories() {}

    static String described(History history) {
        StringBuilder text = new StringBuilder();
        for (int op = 0; op < history.size(); op++) {
            Operation operation = history.operation(op);
            text.append(operation)
                    .append(' ')
                    .append(history.attempt(op))
                    .append(" index ")
                    .append(history.index(operation.invoked()))
                    .append(" line ")
                    .append(history.line(operation.invoked()))
                    .append(" error ")
                    .append(history.error(op))
                    .append(" output version ")
                    .append(history.outputVersion(op))
                    .append('\n');
            if (operation.returned() != Operation.NEVER) {
                text.append("  returned index ")
                        .append(history.index(operation.returned()))
                        .append('\n');
            }
        }
        return text.append(history.keys())
                .append(history.functions())
                .append(history.claims())
                .append(history.warnings())
                .toString();
    }
}
