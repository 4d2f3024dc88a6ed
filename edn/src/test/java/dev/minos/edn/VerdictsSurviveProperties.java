package dev.minos.edn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.HistoryGenerator;
import dev.minos.checker.testing.HistoryGenerator.Shape;
import dev.minos.checker.testing.HistoryGenerator.Violation;
import dev.minos.checker.testing.SmallHistories;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a history is written as, it is judged alike; and where it is linearizable, Knossos's projection is valid. */
class VerdictsSurviveProperties {
    private static final CheckOptions OPTIONS = CheckOptions.defaults().withArguments(false);

    @Property(tries = 500)
    void ofSmallHistories(@ForAll Random random) throws IOException {
        keepsVerdict(SmallHistories.next(random, 8));
    }

    @Property(tries = 30)
    void ofHistoriesOfManyKeys(@ForAll Random random, @ForAll Violation violation) throws IOException {
        keepsVerdict(HistoryGenerator.generate(
                random.nextLong(), Shape.of(300, 5, 4, random.nextInt(20)).with(violation)));
    }

    private static void keepsVerdict(History history) throws IOException {
        CheckResult once = check(history, new VersionedKvModel());
        List<Event> events = events(history);
        for (String format : List.of("jsonl", "json", "edn", "history.txt")) {
            CheckResult again = check(read(events, format), new VersionedKvModel());
            assertThat(again.verdict()).as(format).isEqualTo(once.verdict());
            // Operations are numbered by their invokes, in every file alike.
            assertThat(again.badKeys().stream().map(bad -> bad.firstBad().id()))
                    .as(format)
                    .isEqualTo(once.badKeys().stream()
                            .map(bad -> bad.firstBad().id())
                            .toList());
        }
        if (once.verdict() == Verdict.LINEARIZABLE) {
            History registers = read(events, "knossos-cas");
            assertThat(registers.keys()).hasSameElementsAs(history.keys());
            assertThat(check(registers, new CasRegisterModel()).verdict()).isEqualTo(Verdict.LINEARIZABLE);
        }
    }

    private static CheckResult check(History history, Model<?> model) {
        return new Checker(OPTIONS).check(history, model);
    }

    private static History read(List<Event> events, String format) throws IOException {
        String text = Events.written(events, format, new ArrayList<>());
        String extension = format.equals("history.txt") ? "txt" : format.equals("knossos-cas") ? "edn" : format;
        return HistoryReader.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "history." + extension);
    }

    /** The events that the operations were made of, one on each line. */
    private static List<Event> events(History history) {
        TreeMap<Integer, Event> byPosition = new TreeMap<>();
        for (int op = 0; op < history.size(); op++) {
            Operation operation = history.operation(op);
            byPosition.put(operation.invoked(), event(operation, operation.invoked(), EventType.INVOKE));
            if (operation.returned() != Operation.NEVER) {
                byPosition.put(
                        operation.returned(),
                        event(
                                operation,
                                operation.returned(),
                                operation.outcome() == Outcome.OK ? EventType.OK : EventType.FAIL));
            }
        }
        List<Event> events = new ArrayList<>();
        byPosition.values().forEach(event -> {
            int at = events.size();
            events.add(new Event(
                    at + 1,
                    at,
                    event.process(),
                    event.type(),
                    event.f(),
                    event.key(),
                    event.value(),
                    event.error(),
                    null,
                    0,
                    0));
        });
        return events;
    }

    private static Event event(Operation operation, int position, EventType type) {
        return new Event(
                position + 1L,
                position,
                operation.process(),
                type,
                operation.f(),
                operation.key(),
                type == EventType.OK ? operation.output() : operation.input(),
                type == EventType.FAIL ? operation.error() : null,
                null,
                0,
                0);
    }
}
