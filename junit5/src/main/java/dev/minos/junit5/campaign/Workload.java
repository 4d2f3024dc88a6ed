package dev.minos.junit5.campaign;

import dev.minos.checker.model.Model;
import java.util.List;
import java.util.function.Function;

/**
 * What clients ask, and the model that says which answers are right.
 *
 * <p>Writes should write values that nobody else writes, {@link Turn#unique}: then a read says whose write it saw. The names
 * of functions are the model's; {@link Workloads} has those of Minos's own models.
 */
public interface Workload {
    /** What the object does when operations come one at a time. */
    Model<?> model();

    /**
     * Makes the requests of one client.
     *
     * @param client its number, from 0
     * @param clients how many there are
     */
    Requests requests(int client, int clients);

    /**
     * Reads that together show the state of every object and change nothing, with the names that {@link Requests} give the
     * objects; empty where the objects cannot be read or are not known beforehand.
     *
     * <p>They are asked once before the first call, since a service that does not begin in the model's initial state would be
     * accused; and by every client at the end of a campaign that did something to the system as a whole. Where none are named
     * nobody looks before the first call, and the last reads are those that clients asked for during the campaign.
     */
    default List<Request> reads() {
        return List.of();
    }

    /** A workload whose clients remember nothing, and whose {@link #reads} are not named. */
    static Workload of(Model<?> model, Function<Turn, Request> next) {
        return of(model, next, List.of());
    }

    /**
     * A workload whose clients remember nothing.
     *
     * @param reads as {@link #reads} says
     */
    static Workload of(Model<?> model, Function<Turn, Request> next, List<Request> reads) {
        List<Request> named = List.copyOf(reads);
        return new Workload() {
            @Override
            public Model<?> model() {
                return model;
            }

            @Override
            public List<Request> reads() {
                return named;
            }

            @Override
            public Requests requests(int client, int clients) {
                return next::apply;
            }
        };
    }

    /** One client's requests. Used by one thread. */
    @FunctionalInterface
    interface Requests {
        /** What the client asks next. All chance comes from the turn, or the seed repeats nothing. */
        Request next(Turn turn);

        /** Is told what became of the last request, where the next depends on it. */
        default void answered(Request request, Answer answer) {}
    }
}
