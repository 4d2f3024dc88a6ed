package dev.minos.server;

/** What the client of a dropped response sees. In either case the put was executed and the client cannot know it. */
public enum DropManner {
    /** At once an answer with status DEADLINE_EXCEEDED: as uninformative as silence, and much faster. */
    ANSWER_DEADLINE_EXCEEDED,

    /**
     * Nothing at all, until the client's own deadline passes, it cancels, or the server closes. A call without a
     * deadline waits for ever, as it would for a lost packet, and holds a few hundred bytes of the server meanwhile.
     */
    SILENCE
}
