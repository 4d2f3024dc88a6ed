package dev.minos.harness.nemesis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node that writes down what is done to it, and refuses what it is told to. */
final class FakeNode implements Node {
    private final String name;
    private final List<String> refused;
    final List<String> deeds = new CopyOnWriteArrayList<>();

    FakeNode(String name, String... refused) {
        this.name = name;
        this.refused = List.of(refused);
    }

    private void done(String deed) throws NodeException {
        deeds.add(deed);
        if (refused.contains(deed)) {
            throw new NodeException("not permitted", null);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void kill() throws NodeException {
        done("kill");
    }

    @Override
    public void stop() throws NodeException {
        done("stop");
    }

    @Override
    public void start() throws NodeException {
        done("start");
    }

    @Override
    public void pause() throws NodeException {
        done("pause");
    }

    @Override
    public void resume() throws NodeException {
        done("resume");
    }

    @Override
    public void awaitHealthy() throws NodeException {
        done("healthy");
    }
}
