package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.model.RegisterAccess;
import dev.minos.checker.model.RegisterModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sorts out the operations of unknown outcome on registers by what others found: one whose values nobody found may be left out, and
 * one that alone can have left what was found took effect, before whoever found it had returned.
 *
 * <p>An order in which one of the first kind took effect stays legal without it, since whatever came between it and the next write
 * there found nothing of what it had left. That needs a model in which operations meet the state only in what they find, and in which
 * a refusal is no evidence: {@code register}, {@code cas-register} and {@code multi-register}. The proof is in docs/checking.md.
 * O(n log n), and nothing where every outcome is known.
 */
final class UnknownWrites {
    private static final UnknownWrites NOTHING_KNOWN = new UnknownWrites();

    /** It may have taken effect or not. */
    private static final int OPTIONAL = -1;
    /** It may be left out. */
    private static final int LEFT_OUT = -2;

    private final List<Access> accesses = new ArrayList<>();
    /** Those of unknown outcome, by the number of their operation. */
    private final Map<Integer, Access> unknown = new HashMap<>();
    /** Who can have left what, by register and value. */
    private final Map<@Nullable Object, Leavers> values = new HashMap<>();

    private UnknownWrites() {}

    /** What an operation finds and leaves, if it takes effect. */
    private static final class Access {
        final List<@Nullable Object> found = new ArrayList<>(2);
        /** By which it has taken effect, or one of the two above. */
        int deadline;

        Access(int deadline) {
            this.deadline = deadline;
        }
    }

    private static final class Leavers {
        final List<Access> unknown = new ArrayList<>(1);
        /** How many are of known outcome; what was there at first is one. */
        int certain;

        boolean found;
    }

    private record Held(Object register, @Nullable Object value) {}

    /**
     * Sorts out the operations on one object.
     *
     * @param operations all on one key
     */
    static UnknownWrites of(Model<?> model, List<Operation> operations) {
        if (!areToldApart(model, operations)) {
            return NOTHING_KNOWN;
        }
        UnknownWrites outcomes = new UnknownWrites();
        outcomes.collect(model, operations);
        outcomes.keepWhatWasFound();
        outcomes.findWhoTookEffect();
        return outcomes;
    }

    /** Whether there are any, in a model that the proof holds for, and of each it is known what it asked for. */
    private static boolean areToldApart(Model<?> model, List<Operation> operations) {
        boolean any = false;
        if (RegisterAccess.isModelledBy(model) || model instanceof MultiRegisterModel) {
            for (Operation operation : operations) {
                if (operation.input() == Operation.ANYTHING) {
                    return false;
                }
                if (operation.outcome() == Outcome.INFO && model.mutates(operation)) {
                    any = true;
                    if (Recorded.value(operation) == null) {
                        return false;
                    }
                }
            }
        }
        return any;
    }

    /** Whether it is of unknown outcome and takes effect in every order. */
    boolean tookEffect(Operation operation) {
        Access access = unknown.get(operation.id());
        return access != null && access.deadline >= 0;
    }

    /** Whether it is of unknown outcome, and there is an order without it if there is one at all. */
    boolean mayBeLeftOut(Operation operation) {
        Access access = unknown.get(operation.id());
        return access != null && access.deadline == LEFT_OUT;
    }

    /** The position by which one that took effect had done so: the return of whoever found it first. */
    int deadline(Operation operation) {
        Access access = unknown.get(operation.id());
        return access == null ? Operation.NEVER : Math.max(operation.invoked(), access.deadline);
    }

    private void collect(Model<?> model, List<Operation> operations) {
        Object key = operations.get(0).key();
        Set<Object> initiallyHeld = new HashSet<>();
        if (model instanceof RegisterModel register) {
            leavers(plain(register.initialOf(key).value())).certain++;
        } else if (model instanceof CasRegisterModel register) {
            leavers(plain(register.initialOf(key).value())).certain++;
        } else if (model instanceof MultiRegisterModel registers) {
            registers.initialOf(key).forEach((name, value) -> leavers(new Held(name, plain(value))).certain++);
            initiallyHeld.addAll(registers.initialOf(key).keySet());
        }
        for (Operation operation : operations) {
            boolean isUnknown = operation.outcome() == Outcome.INFO;
            if (operation.outcome() == Outcome.FAIL || (isUnknown && !model.mutates(operation))) {
                continue;
            }
            Access access = new Access(isUnknown ? LEFT_OUT : operation.returned());
            accesses.add(access);
            if (isUnknown) {
                unknown.put(operation.id(), access);
            }
            if (!(model instanceof MultiRegisterModel)) {
                RegisterAccess each = RegisterAccess.of(operation);
                add(access, isUnknown, each, plain(each.found()), plain(each.left()));
                continue;
            }
            // Null of one that contradicts itself: it never takes effect.
            Map<Object, RegisterAccess> registers = MultiRegisterModel.accesses(operation);
            if (registers != null) {
                registers.forEach((name, each) -> {
                    if (initiallyHeld.add(name)) {
                        leavers(new Held(name, null)).certain++; // a register that nobody names holds nothing at first
                    }
                    add(
                            access,
                            isUnknown,
                            each,
                            new Held(name, plain(each.found())),
                            new Held(name, plain(each.left())));
                });
            }
        }
    }

    private void add(
            Access access, boolean isUnknown, RegisterAccess each, @Nullable Object found, @Nullable Object left) {
        if (each.finds()) {
            access.found.add(found);
        }
        if (each.writes() && isUnknown) {
            leavers(left).unknown.add(access);
        } else if (each.writes()) {
            leavers(left).certain++;
        }
    }

    private Leavers leavers(@Nullable Object held) {
        return values.computeIfAbsent(held, h -> new Leavers());
    }

    /** Nothing has two names, and a read of it does not tell them apart. */
    private static @Nullable Object plain(@Nullable Object value) {
        return RegisterModel.NOTHING.equals(value) ? null : value;
    }

    /** Keeps all that can have left what one of known outcome found, or one that is kept itself. */
    private void keepWhatWasFound() {
        ArrayDeque<Access> kept = new ArrayDeque<>();
        for (Access access : accesses) {
            if (access.deadline != LEFT_OUT) {
                kept.add(access);
            }
        }
        for (Access finder = kept.poll(); finder != null; finder = kept.poll()) {
            for (Object held : finder.found) {
                Leavers leavers = values.get(held);
                if (leavers == null || leavers.found) {
                    continue;
                }
                leavers.found = true;
                for (Access leaver : leavers.unknown) {
                    if (leaver.deadline == LEFT_OUT) {
                        leaver.deadline = OPTIONAL;
                        kept.add(leaver);
                    }
                }
            }
        }
    }

    /** By ascending deadline, so that the first to find what one alone can have left sets the deadline of that one. */
    private void findWhoTookEffect() {
        PriorityQueue<Access> finders = new PriorityQueue<>(Comparator.comparingInt(access -> access.deadline));
        for (Access access : accesses) {
            if (access.deadline >= 0 && !access.found.isEmpty()) {
                finders.add(access);
            }
        }
        for (Access finder = finders.poll(); finder != null; finder = finders.poll()) {
            for (Object held : finder.found) {
                Leavers leavers = values.get(held);
                if (leavers != null && leavers.certain == 0 && leavers.unknown.size() == 1) {
                    Access only = leavers.unknown.get(0);
                    if (only.deadline == OPTIONAL) {
                        only.deadline = finder.deadline;
                        finders.add(only);
                    }
                }
            }
        }
    }
}
