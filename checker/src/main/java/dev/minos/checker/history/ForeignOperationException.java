package dev.minos.checker.history;

/** An operation of a history that was read well is none of the model's that it is judged by; perhaps it is of another. */
public final class ForeignOperationException extends MalformedHistoryException {
    private static final long serialVersionUID = 1L;

    private final String model;

    /**
     * @param line from 1
     * @param problem what the model expects and what came
     * @param model the name of the model
     */
    public ForeignOperationException(String file, long line, String problem, String model) {
        super(file, line, problem);
        this.model = model;
    }

    /** The name of the model that has no such operation. */
    public String model() {
        return model;
    }
}
