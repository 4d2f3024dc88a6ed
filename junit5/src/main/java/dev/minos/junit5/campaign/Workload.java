package dev.minos.junit5.campaign;

import dev.minos.checker.model.Model;
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

    /** A workload whose clients remember nothing. */
    static Workload of(Model<?> model, Function<Turn, Request> next) {
        return new Workload() {
            @Override
            public Model<?> model() {
                return model;
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
