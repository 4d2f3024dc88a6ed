package dev.minos.harness.nemesis;

import dev.minos.faults.Disruption;
import dev.minos.faults.DurationRange;
import dev.minos.harness.link.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * What strikes a system while its clients work: it carries out a schedule of faults on nodes and links, and undoes each of them.
 *
 * <p>Every fault of the schedule has a thread of its own and a stream of random numbers of its own, made from the run's
 * seed and its place in the schedule: one more fault does not move the others. Faults that meet on one node or link wait for
 * each other. Whoever has begun a fault undoes it, whatever happens in between. Thread-safe.
 */
public final class Nemesis implements AutoCloseable {
    /** The longest that undoing everything is waited for: a start and a wait for health, each bounded, and some more. */
    private static final Duration UNDONE_WITHIN = Duration.ofSeconds(90);

    private static final int LOOK_MILLIS = 50;

    private final List<NemesisFault> schedule;
    private final long seed;
    private final List<Victim> nodes;
    private final List<Victim> links;
    private final Listener listener;
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Thread hook = new Thread(this::close, "minos-nemesis-undo");
    private volatile long begin;

    /** Is told what a nemesis does. Called by several threads. */
    public interface Listener {
        /** A fault is about to strike a node. */
        void begins(NemesisFault fault, String node);

        /** A fault is undone: the node serves again. */
        void ended(NemesisFault fault, String node);

        /** A fault could not be done, or could not be undone, as the message says. */
        void failed(String message);
    }

    /** Whatever can be struck, once at a time. */
    private abstract static class Victim {
        final ReentrantLock lock = new ReentrantLock();

        abstract String name();

        /** Whether a config's target means it. */
        abstract boolean isMeantBy(String target);

        abstract void begin(NemesisFault fault) throws NodeException, InterruptedException;

        abstract void end(NemesisFault fault) throws NodeException, InterruptedException;
    }

    private static final class NodeVictim extends Victim {
        private final Node node;

        NodeVictim(Node node) {
            this.node = node;
        }

        @Override
        String name() {
            return node.name();
        }

        @Override
        boolean isMeantBy(String target) {
            return node.name().equals(target);
        }

        @Override
        void begin(NemesisFault fault) throws NodeException, InterruptedException {
            switch (fault.fault()) {
                case KILL -> node.kill();
                case RESTART -> node.stop();
                case PAUSE -> node.pause();
                case SLOW_START -> {
                    node.kill();
                    node.start();
                    node.pause();
                }
                case BLACK_HOLE, RESET, REFUSE, DELAY, THROTTLE ->
                    throw new IllegalStateException(
                            "a fault of links strikes a node: " + fault.fault().word());
            }
        }

        @Override
        void end(NemesisFault fault) throws NodeException, InterruptedException {
            if (fault.fault() == Disruption.KILL || fault.fault() == Disruption.RESTART) {
                node.start();
            } else {
                node.resume();
            }
            node.awaitHealthy();
        }
    }

    private static final class LinkVictim extends Victim {
        private final Link link;

        LinkVictim(Link link) {
            this.link = link;
        }

        @Override
        String name() {
            return link.name();
        }

        @Override
        boolean isMeantBy(String target) {
            return target.equals(NemesisFault.SERVER) || link.client().equals(target);
        }

        @Override
        void begin(NemesisFault fault) throws NodeException, InterruptedException {
            try {
                link.impair(fault.fault(), fault.impairment());
            } catch (IOException e) {
                throw new NodeException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        void end(NemesisFault fault) throws NodeException, InterruptedException {
            try {
                link.heal();
            } catch (IOException e) {
                throw new NodeException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /**
     * Makes a nemesis. Does nothing yet.
     *
     * @param schedule whose targets are among the nodes and links
     * @param seed of the run
     */
    public Nemesis(List<NemesisFault> schedule, long seed, List<Node> nodes, List<Link> links, Listener listener) {
        this.schedule = List.copyOf(schedule);
        this.seed = seed;
        this.listener = listener;
        this.nodes = sorted(nodes.stream().map(NodeVictim::new));
        this.links = sorted(links.stream().map(LinkVictim::new));
    }

    private static List<Victim> sorted(Stream<? extends Victim> victims) {
        return victims.<Victim>map(victim -> victim)
                .sorted(Comparator.comparing(Victim::name))
                .toList();
    }

    /** Begins the schedule. */
    public void start() {
        if (schedule.isEmpty()) {
            return;
        }
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is shutting down, by Ctrl-C before the first operation: nothing is struck any more
        }
        begin = System.nanoTime();
        for (int i = 0; i < schedule.size(); i++) {
            NemesisFault fault = schedule.get(i);
            SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + i);
            Thread thread = new Thread(() -> work(fault, random), "minos-nemesis-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** Ends the schedule and undoes what is not undone yet; returns when that is done. Does nothing the second time. */
    @Override
    public void close() {
        over.countDown();
        long deadline = System.nanoTime() + UNDONE_WITHIN.toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && System.nanoTime() - deadline < 0) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (thread.isAlive()) {
                listener.failed("the nemesis does not undo its faults within " + UNDONE_WITHIN.toSeconds()
                        + " s: look after the system's nodes");
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down already, and this may be the hook.
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(NemesisFault fault, SplittableRandom random) {
        try {
            follow(fault, random);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that; what was begun is undone
        } catch (RuntimeException | Error e) {
            listener.failed("the nemesis broke: " + e);
        }
    }

    private void follow(NemesisFault fault, SplittableRandom random) throws InterruptedException {
        if (isOverAfter(fault.from().minusNanos(System.nanoTime() - begin))) {
            return;
        }
        Duration at = fault.at();
        if (at != null) {
            if (!isOverAfter(at.minusNanos(System.nanoTime() - begin))) {
                strike(fault, random);
            }
            return;
        }
        DurationRange every = fault.every();
        while (every != null && !isOverAfter(every.draw(random)) && !hasPassed(fault.until())) {
            if (!strike(fault, random)) {
                return;
            }
        }
    }

    private boolean hasPassed(Duration moment) {
        return System.nanoTime() - begin >= moment.toNanos();
    }

    /** Waits, and returns whether the nemesis is over. */
    private boolean isOverAfter(Duration time) throws InterruptedException {
        return over.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
    }

    /** Returns whether the fault could be done and undone. */
    private boolean strike(NemesisFault fault, SplittableRandom random) throws InterruptedException {
        Duration length = fault.length().draw(random);
        List<Victim> targets = targets(fault, random);
        int locked = 0;
        try {
            while (locked < targets.size()) {
                // In the order of the names, so that two faults on all nodes do not wait for each other for ever.
                if (targets.get(locked).lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    locked++;
                } else if (over.getCount() == 0) {
                    return true;
                }
            }
            return strike(fault, targets, length);
        } finally {
            targets.subList(0, locked).forEach(victim -> victim.lock.unlock());
        }
    }

    private boolean strike(NemesisFault fault, List<Victim> targets, Duration length) throws InterruptedException {
        List<Victim> struck = new ArrayList<>();
        boolean done = true;
        try {
            for (Victim victim : targets) {
                if (done && over.getCount() > 0) {
                    // Before it is tried: of half a deed nobody knows which half.
                    struck.add(victim);
                    done = begin(fault, victim);
                }
            }
            if (done) {
                isOverAfter(length);
            }
        } finally {
            for (Victim victim : struck) {
                done &= end(fault, victim);
            }
        }
        return done;
    }

    private List<Victim> targets(NemesisFault fault, SplittableRandom random) {
        List<Victim> all = fault.fault().isOfLinks() ? links : nodes;
        return switch (fault.target()) {
            case NemesisFault.ALL -> all;
            case NemesisFault.RANDOM -> List.of(all.get(random.nextInt(all.size())));
            case NemesisFault.HALF -> half(all, random);
            default ->
                all.stream().filter(victim -> victim.isMeantBy(fault.target())).toList();
        };
    }

    /** Half of them, rounded up, in the order in which they are locked. */
    private static List<Victim> half(List<Victim> all, SplittableRandom random) {
        List<Victim> some = new ArrayList<>(all);
        while (some.size() > (all.size() + 1) / 2) {
            some.remove(random.nextInt(some.size()));
        }
        return some;
    }

    private boolean begin(NemesisFault fault, Victim victim) throws InterruptedException {
        listener.begins(fault, victim.name());
        try {
            victim.begin(fault);
            return true;
        } catch (NodeException e) {
            listener.failed("the nemesis cannot " + fault.fault().word() + " " + victim.name() + ": " + e.getMessage());
            return false;
        }
    }

    private boolean end(NemesisFault fault, Victim victim) throws InterruptedException {
        try {
            victim.end(fault);
            listener.ended(fault, victim.name());
            return true;
        } catch (NodeException e) {
            listener.failed("the " + fault.fault().word() + " of " + victim.name() + " could not be undone: "
                    + e.getMessage() + "; look after that node");
            return false;
        }
    }
}
