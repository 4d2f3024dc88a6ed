package dev.minos.harness.system;

/** Is told what goes wrong with a server of ours that nobody here has done to it. Called on any thread, several at once. */
public interface SystemListener {

    /**
     * The server has ended by itself, or cannot do its work any longer: what follows would test nothing.
     *
     * @param message what happened; further lines hold the last words of a server that has ended
     */
    void failed(String message);

    /** Something of the server beside its work does not do, such as a log of it. */
    void warned(String message);
}
