package dev.minos.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Several loads measured side by side: in each round all of them, one right after the other, in an order that is reversed
 * from round to round. What disturbs the machine for longer than a round then disturbs all alike, and the median of the
 * rounds' ratios says more than the ratio of two medians.
 */
final class Contest {
    private final List<List<Clients.Round>> rounds = new ArrayList<>();

    /** One of the things that are compared. */
    @FunctionalInterface
    interface Load {
        Clients.Round run() throws IOException;
    }

    private Contest() {}

    static Contest hold(Effort effort, List<Load> loads) throws IOException {
        Contest contest = new Contest();
        for (int i = 0; i < loads.size(); i++) {
            contest.rounds.add(new ArrayList<>());
        }
        for (int round = -effort.warmUps(); round < effort.rounds(); round++) {
            for (int i = 0; i < loads.size(); i++) {
                int each = round % 2 == 0 ? i : loads.size() - 1 - i;
                Clients.Round measured = loads.get(each).run();
                if (round >= 0) {
                    contest.rounds.get(each).add(measured);
                }
            }
        }
        return contest;
    }

    double operationsPerSecond(int load) {
        List<Clients.Round> own = rounds.get(load);
        return Medians.over(own.size(), i -> own.get(i).operationsPerSecond());
    }

    double micros(int load, double percentile) {
        List<Clients.Round> own = rounds.get(load);
        return Medians.over(own.size(), i -> own.get(i).micros(percentile));
    }

    /** The throughput of one load divided by that of another in the same round. */
    double ratio(int load, int of) {
        List<Clients.Round> own = rounds.get(load);
        List<Clients.Round> other = rounds.get(of);
        return Medians.over(
                own.size(), i -> own.get(i).operationsPerSecond() / other.get(i).operationsPerSecond());
    }
}
