package dev.minos.junit5;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.JsonLine.NotJsonException;
import dev.minos.checker.model.Model;
import dev.minos.junit5.campaign.Campaign;
import dev.minos.junit5.campaign.CampaignException;
import dev.minos.junit5.campaign.MessageFault;
import dev.minos.junit5.campaign.MessageFaults;
import dev.minos.junit5.campaign.Request;
import dev.minos.junit5.campaign.Service;
import dev.minos.junit5.campaign.Workload;
import dev.minos.junit5.campaign.Workloads;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** What a {@link LinearizabilityTest} asks for, made into a campaign. Whatever is wrong with it is said in one line. */
final class TestSettings {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");

    private TestSettings() {}

    /** The service of one run, closed with it if it was made for it. */
    record Source(Service service, boolean owned) {
        /** Closes it; why it could not be, null if it was. */
        @Nullable CampaignException closed() {
            if (owned) {
                try {
                    service.close();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (Exception e) {
                    return new CampaignException("the service could not be closed: " + e, e);
                }
            }
            return null;
        }
    }

    static long seed(ExtensionContext context, LinearizabilityTest test, int run) throws CampaignException {
        Optional<String> given = context.getConfigurationParameter("minos.seed");
        long first = test.seed();
        if (given.isPresent()) {
            try {
                first = Long.parseLong(given.get().trim());
            } catch (NumberFormatException e) {
                throw new CampaignException("minos.seed must be a whole number, got '" + given.get() + "'");
            }
        }
        if (first == 0) {
            return ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE);
        }
        long seed = first + run;
        return first < 0 && seed >= 0 ? seed + 1 : seed; // 0 would be chosen anew
    }

    static Campaign campaign(LinearizabilityTest test, Service service, Workload workload) throws CampaignException {
        Campaign campaign = Campaign.of(service, started(workload, test.initial()))
                .clients(test.clients())
                .faults(faults(test.faults()))
                .nemesis(
                        duration("faults.nemesisEvery", test.faults().nemesisEvery()),
                        duration("faults.nemesisLasts", test.faults().nemesisLasts()))
                .patience(duration("patience", test.patience()))
                .keyPrefix(test.keyPrefix());
        if (test.operations() != 0) {
            campaign.operations(test.operations());
        }
        if (!test.duration().isEmpty()) {
            campaign.duration(duration("duration", test.duration()));
        }
        return campaign;
    }

    /** @throws IllegalArgumentException if it is no duration */
    static Duration duration(String what, String text) {
        Matcher form = DURATION.matcher(text.trim());
        if (form.matches()) {
            long number = Long.parseLong(form.group(1));
            Duration duration = switch (form.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMinutes(number);
            };
            if (!duration.isZero()) {
                return duration;
            }
        }
        throw new IllegalArgumentException(what + " must be a duration such as 500ms, 5s or 1m, got '" + text + "'");
    }

    private static List<MessageFault> faults(Faults asked) throws CampaignException {
        List<MessageFault> faults = new ArrayList<>();
        for (Class<? extends MessageFault> own : asked.own()) {
            faults.add(made("the fault", own));
        }
        if (asked.dropRequests() != 0) {
            faults.add(MessageFaults.dropRequests(asked.dropRequests()));
        }
        if (asked.dropResponses() != 0) {
            faults.add(MessageFaults.dropResponses(asked.dropResponses()));
        }
        Duration delayAtMost = duration("faults.delayAtMost", asked.delayAtMost());
        if (asked.delayRequests() != 0) {
            faults.add(MessageFaults.delayRequests(asked.delayRequests(), delayAtMost));
        }
        if (asked.delayResponses() != 0) {
            faults.add(MessageFaults.delayResponses(asked.delayResponses(), delayAtMost));
        }
        if (asked.duplicates() != 0) {
            faults.add(MessageFaults.duplicates(asked.duplicates()));
        }
        return faults;
    }

    static Workload workload(ExtensionContext context, LinearizabilityTest test) throws CampaignException {
        boolean byClass = test.workload() != Workload.class;
        boolean byName = !test.workloadFrom().isEmpty();
        boolean byModel = !test.model().isEmpty();
        if ((byClass ? 1 : 0) + (byName ? 1 : 0) + (byModel ? 1 : 0) != 1) {
            throw new IllegalArgumentException("expected one of model, workload and workloadFrom, got "
                    + (byClass || byName || byModel ? "several" : "none"));
        }
        if (byClass) {
            return made("the workload", test.workload());
        }
        return byName
                ? member(context, "workloadFrom", test.workloadFrom(), Workload.class).value
                : Workloads.named(test.model(), test.keys());
    }

    private static Workload started(Workload workload, String initial) {
        if (initial.isEmpty()) {
            return workload;
        }
        Model<?> model;
        try {
            model = workload.model().startingAt(JsonLine.datum(initial, Versioned::orMap));
        } catch (NotJsonException e) {
            throw new IllegalArgumentException(
                    "initial must be JSON, such as 0 or \"\\\"text\\\"\", got " + initial, e);
        }
        return new Workload() {
            @Override
            public Model<?> model() {
                return model;
            }

            @Override
            public Requests requests(int client, int clients) {
                return workload.requests(client, clients);
            }

            @Override
            public List<Request> reads() {
                return workload.reads();
            }
        };
    }

    static Source source(ExtensionContext context, LinearizabilityTest test) throws CampaignException {
        boolean byClass = test.service() != Service.class;
        if (byClass == !test.serviceFrom().isEmpty()) {
            throw new IllegalArgumentException(
                    "expected one of service and serviceFrom, got " + (byClass ? "both" : "none"));
        }
        if (byClass) {
            return new Source(made("the service", test.service()), true);
        }
        Member<Service> given = member(context, "serviceFrom", test.serviceFrom(), Service.class);
        boolean firstUse = firstUseOf(given.value, context);
        if (!firstUse && !(given.fresh && isStateless(given.value))) {
            throw new CampaignException(
                    "the service " + (given.fresh ? "that the method " : "in the field ") + test.serviceFrom()
                            + (given.fresh ? " gives" : "") + " has served an earlier run, and what"
                            + " that left in it would accuse it: give a method that makes a new one");
        }
        return new Source(given.value, given.fresh);
    }

    /** A lambda that holds on to nothing is one object however often it is made. */
    private static boolean isStateless(Service service) {
        return service.getClass().isHidden() && service.getClass().getDeclaredFields().length == 0;
    }

    /** Whether no run of this execution of tests has been given that very service. */
    private static boolean firstUseOf(Service service, ExtensionContext context) {
        Set<?> used = context.getRoot()
                .getStore(Namespace.create(TestSettings.class))
                .getOrComputeIfAbsent(
                        "used",
                        key -> Collections.synchronizedSet(
                                Collections.newSetFromMap(new IdentityHashMap<Object, Boolean>())),
                        Set.class);
        @SuppressWarnings("unchecked") // put there above
        Set<Object> services = (Set<Object>) used;
        return services.add(service);
    }

    /** What a member of the test class gave, and whether it made it for this run. */
    private record Member<T>(T value, boolean fresh) {}

    private static <T> Member<T> member(ExtensionContext context, String attribute, String name, Class<T> type)
            throws CampaignException {
        List<Object> instances =
                new ArrayList<>(context.getRequiredTestInstances().getAllInstances());
        Collections.reverse(instances); // the innermost first
        for (Object instance : instances) {
            Optional<Method> method = ReflectionSupport.findMethod(instance.getClass(), name);
            if (method.isPresent()) {
                return new Member<>(cast(attribute, name, type, called(method.get(), instance)), true);
            }
            List<Field> fields = ReflectionSupport.findFields(
                    instance.getClass(), field -> field.getName().equals(name), HierarchyTraversalMode.BOTTOM_UP);
            if (!fields.isEmpty()) {
                return new Member<>(cast(attribute, name, type, read(fields.get(0), instance)), false);
            }
        }
        throw new IllegalArgumentException(attribute + " must name a method without parameters or a field of "
                + context.getRequiredTestClass().getName() + " or a class around it, got '" + name + "'");
    }

    private static <T> T cast(String attribute, String name, Class<T> type, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(attribute + " = \"" + name + "\" must give a " + type.getSimpleName()
                    + ", got " + (value == null ? "null" : value.getClass().getName()));
        }
        return type.cast(value);
    }

    private static @Nullable Object called(Method method, Object instance) throws CampaignException {
        try {
            return ReflectionSupport.invokeMethod(method, instance);
        } catch (Exception e) {
            throw new CampaignException("the method " + method.getName() + " threw " + e, e);
        }
    }

    private static @Nullable Object read(Field field, Object instance) throws CampaignException {
        try {
            field.setAccessible(true);
            return field.get(instance);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new CampaignException("the field " + field.getName() + " cannot be read: " + e, e);
        }
    }

    private static <T> T made(String what, Class<T> type) throws CampaignException {
        try {
            Constructor<T> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new CampaignException(
                    what + " " + type.getName() + " could not be made: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new CampaignException(
                    what + " " + type.getName() + " must be a class, not an inner one, with a constructor without"
                            + " parameters: " + e,
                    e);
        }
    }
}
