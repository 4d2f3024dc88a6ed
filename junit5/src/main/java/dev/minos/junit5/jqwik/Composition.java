package dev.minos.junit5.jqwik;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations that a model took one after the other, each at its moment, and widened to intervals that contain it. */
final class Composition<S> {
    /** From one operation's moment to the next. */
    static final int STEP = 100;

    private final Model<S> model;
    private final List<Placed> placed;

    /**
     * An operation in its place.
     *
     * @param info whether its outcome is unknown
     * @param offers what could stand there instead
     */
    private record Placed(
            long process, int client, Call call, boolean info, int invoked, int returned, List<Call> offers) {
        Placed with(Call other) {
            return new Placed(process, client, other, info, invoked, returned, offers);
        }
    }

    private Composition(Model<S> model, List<Placed> placed) {
        this.model = model;
        this.placed = placed;
    }

    /** What becomes of the drafts, in their order; those of which the model takes no offer are left out. */
    static <S> Composition<S> of(Model<S> model, List<Draft> drafts, int clients) {
        List<Placed> taken = new ArrayList<>();
        Map<@Nullable Object, S> states = new HashMap<>();
        long[] process = new long[clients];
        int[] free = new int[clients];
        for (int client = 0; client < clients; client++) {
            process[client] = client;
            free[client] = Integer.MIN_VALUE;
        }
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            int client = draft.client();
            Call call = accepted(model, states, draft, process[client]);
            if (call == null) {
                continue;
            }
            int moment = i * STEP;
            // A client does one thing at a time: it ends before the moment of its next.
            int next = nextOf(client, drafts, i);
            int invoked = Math.max(moment - draft.before(), free[client]);
            int returned = Math.min(moment + draft.after(), next * STEP - 1);
            boolean info = draft.fate() != Draft.Fate.ANSWERED;
            taken.add(new Placed(process[client], client, call, info, invoked, returned, draft.offers()));
            free[client] = returned + 1;
            if (info) {
                process[client] += clients;
            }
        }
        return new Composition<>(model, taken);
    }

    private static int nextOf(int client, List<Draft> drafts, int after) {
        for (int i = after + 1; i < drafts.size(); i++) {
            if (drafts.get(i).client() == client) {
                return i;
            }
        }
        return Integer.MAX_VALUE / STEP;
    }

    /** The offer that the model takes now, and the state that it leads to; null if there is none. */
    private static <S> @Nullable Call accepted(
            Model<S> model, Map<@Nullable Object, S> states, Draft draft, long process) {
        if (draft.fate() == Draft.Fate.REQUEST_LOST) {
            return draft.offers().get(0); // nothing comes of it, whatever the model says
        }
        for (Call call : draft.offers()) {
            boolean refused = call.outcome() == Outcome.FAIL;
            if (refused && (draft.fate() != Draft.Fate.ANSWERED || !model.isEvidence(call.by(process)))) {
                if (draft.fate() == Draft.Fate.ANSWERED) {
                    return call; // it never happened
                }
                continue;
            }
            S state = states.containsKey(call.key())
                    ? Objects.requireNonNull(states.get(call.key()))
                    : model.initialOf(call.key());
            Step<S> step = model.step(state, call.by(process));
            if (step.isLegal()) {
                if (!refused) {
                    states.put(call.key(), step.choice(0));
                }
                return call;
            }
        }
        return null;
    }

    /** As a history, its events in their order. */
    History history() {
        return history(placed);
    }

    /**
     * With one call replaced by another that was on offer, so that it is not linearizable; empty if no such replacement makes it
     * so.
     *
     * @param first the number of the operation that is tried first
     */
    Optional<History> falsified(int first) {
        for (int n = 0; n < placed.size(); n++) {
            int at = (first + n) % placed.size();
            Placed original = placed.get(at);
            if (original.info) {
                continue;
            }
            for (Call other : original.offers) {
                if (other.equals(original.call) || !Objects.equals(other.key(), original.call.key())) {
                    continue;
                }
                List<Placed> changed = new ArrayList<>(placed);
                changed.set(at, original.with(other));
                History history = history(changed);
                if (!EveryOrder.explains(model, history, other.key())) {
                    return Optional.of(history);
                }
            }
        }
        return Optional.empty();
    }

    /** One end of an operation. */
    private record End(int at, int operation, boolean completion) {
        static final Comparator<End> ORDER = Comparator.comparingInt(End::at)
                .thenComparingInt(End::operation)
                .thenComparing(End::completion);
    }

    private static History history(List<Placed> operations) {
        List<End> ends = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            ends.add(new End(operations.get(i).invoked, i, false));
            ends.add(new End(operations.get(i).returned, i, true));
        }
        ends.sort(End.ORDER);
        HistoryBuilder history = new HistoryBuilder("generated history");
        for (int line = 0; line < ends.size(); line++) {
            End end = ends.get(line);
            history.add(event(line, operations.get(end.operation), end.completion));
        }
        return history.build();
    }

    private static Event event(int index, Placed operation, boolean completion) {
        Call call = operation.call;
        boolean ok = completion && !operation.info && call.outcome() == Outcome.OK;
        EventType type =
                !completion ? EventType.INVOKE : operation.info ? EventType.INFO : ok ? EventType.OK : EventType.FAIL;
        return new Event(
                index + 1L,
                index,
                operation.process,
                type,
                call.f(),
                call.key(),
                ok ? call.output() : call.input(),
                completion && !operation.info ? call.error() : null,
                "client_" + (operation.client + 1),
                0,
                0);
    }
}
