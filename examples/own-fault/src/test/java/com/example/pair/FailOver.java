package com.example.pair;

import dev.minos.junit5.campaign.Nemesis;

/** The primary dies while clients go on. */
record FailOver(RegisterPair pair) implements Nemesis {
    @Override
    public String name() {
        return "fail-over";
    }

    @Override
    public void begin() {
        pair.failOver();
    }

    /** Nothing to undo: the new primary stays. */
    @Override
    public void end() {}
}
