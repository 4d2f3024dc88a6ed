package dev.minos.harness.nemesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minos.faults.Disruption;
import dev.minos.faults.DurationRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NemesisTest {
    private final List<String> chronicle = new CopyOnWriteArrayList<>();
    private final Nemesis.Listener listener = new Nemesis.Listener() {
        @Override
        public void begins(NemesisFault fault, String node) {
            chronicle.add("begin " + fault.fault().word() + " " + node);
        }

        @Override
        public void ended(NemesisFault fault, String node) {
            chronicle.add("end " + fault.fault().word() + " " + node);
        }

        @Override
        public void failed(String message) {
            chronicle.add(message);
        }
    };

    private static NemesisFault every(Disruption fault, String length, String target) {
        return new NemesisFault(
                fault,
                null,
                DurationRange.parse("1ms"),
                DurationRange.parse(length),
                target,
                Duration.ZERO,
                NemesisFault.FOREVER);
    }

    private Nemesis nemesis(List<NemesisFault> schedule, Node... nodes) {
        return new Nemesis(schedule, 7, List.of(nodes), List.of(), listener);
    }

    @ParameterizedTest
    @CsvSource({
        "KILL, kill start healthy",
        "RESTART, stop start healthy",
        "PAUSE, pause resume healthy",
        "SLOW_START, kill start pause resume healthy"
    })
    void doesAndUndoes(Disruption fault, String deeds) {
        FakeNode node = new FakeNode("n1");
        try (Nemesis nemesis = nemesis(List.of(every(fault, "1ms", "n1")), node)) {
            nemesis.start();
            await().until(() -> chronicle.size() >= 2);
        }

        assertThat(String.join(" ", node.deeds)).startsWith(deeds);
        assertThat(chronicle).startsWith("begin " + fault.word() + " n1", "end " + fault.word() + " n1");
    }

    /** What is under way at the end is undone then, however long it was to last. */
    @Test
    void undoesAtItsEnd() {
        FakeNode node = new FakeNode("n1");
        Nemesis nemesis = nemesis(List.of(every(Disruption.PAUSE, "1h", "n1")), node);
        nemesis.start();
        await().until(() -> node.deeds.contains("pause"));

        nemesis.close();

        assertThat(node.deeds).containsExactly("pause", "resume", "healthy");
    }

    @Test
    void strikesOnceAtAMoment() {
        FakeNode node = new FakeNode("n1");
        NemesisFault once = new NemesisFault(
                Disruption.KILL,
                Duration.ofMillis(1),
                null,
                DurationRange.parse("1ms"),
                "n1",
                Duration.ZERO,
                NemesisFault.FOREVER);
        NemesisFault never = new NemesisFault(
                Disruption.PAUSE,
                Duration.ofHours(1),
                null,
                DurationRange.parse("1ms"),
                "n1",
                Duration.ZERO,
                NemesisFault.FOREVER);
        try (Nemesis nemesis = nemesis(List.of(once, never), node)) {
            nemesis.start();
            await().until(() -> node.deeds.contains("healthy"));
        }

        assertThat(node.deeds).containsExactly("kill", "start", "healthy");
    }

    @Test
    void saysWhatItCouldNotDoAndUndoesItAllTheSame() {
        FakeNode node = new FakeNode("n1", "kill");
        try (Nemesis nemesis = nemesis(List.of(every(Disruption.KILL, "1ms", "n1")), node)) {
            nemesis.start();
            await().until(() -> chronicle.size() >= 3);
        }

        assertThat(chronicle)
                .containsExactly("begin kill n1", "the nemesis cannot kill n1: not permitted", "end kill n1");
        assertThat(node.deeds).containsExactly("kill", "start", "healthy");
    }

    @Test
    void saysWhatItCouldNotUndo() {
        FakeNode node = new FakeNode("n1", "resume");
        try (Nemesis nemesis = nemesis(List.of(every(Disruption.PAUSE, "1ms", "n1")), node)) {
            nemesis.start();
            await().until(() -> chronicle.size() >= 2);
        }

        assertThat(chronicle)
                .containsExactly(
                        "begin pause n1", "the pause of n1 could not be undone: not permitted; look after that node");
    }

    @Test
    void drawsItsTargetsFromTheSeed() {
        assertThat(targets()).isEqualTo(targets()).contains("begin kill n1", "begin kill n2", "begin kill n3");
    }

    private List<String> targets() {
        chronicle.clear();
        try (Nemesis nemesis = nemesis(
                List.of(every(Disruption.KILL, "1ms", NemesisFault.RANDOM)),
                new FakeNode("n1"),
                new FakeNode("n2"),
                new FakeNode("n3"))) {
            nemesis.start();
            await().until(() -> chronicle.size() >= 40);
        }
        return chronicle.stream()
                .filter(line -> line.startsWith("begin"))
                .limit(20)
                .toList();
    }

    /** A resume between another fault's kill and start would find no process. */
    @Test
    void faultsOnOneNodeWaitForEachOther() {
        FakeNode node = new FakeNode("n1");
        try (Nemesis nemesis = nemesis(
                List.of(every(Disruption.KILL, "1ms", "n1"), every(Disruption.PAUSE, "1ms", NemesisFault.ALL)), node)) {
            nemesis.start();
            await().until(() -> node.deeds.contains("kill") && node.deeds.contains("pause") && node.deeds.size() > 60);
        }

        List<String> rounds = new ArrayList<>();
        for (int i = 0; i < node.deeds.size(); i += 3) {
            rounds.add(String.join(" ", node.deeds.subList(i, i + 3)));
        }
        assertThat(rounds).containsOnly("kill start healthy", "pause resume healthy");
    }

    /** A nemesis that is started while its JVM shuts down, as after Ctrl-C before the first operation. */
    static final class Late {
        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                NemesisTest test = new NemesisTest();
                FakeNode node = new FakeNode("n1");
                try (Nemesis nemesis = test.nemesis(List.of(every(Disruption.PAUSE, "1ms", "n1")), node)) {
                    nemesis.start();
                }
                System.out.println("struck " + node.deeds.size() + " times");
            }));
        }
    }

    @Test
    void beginsNothingWhileTheJvmShutsDown() throws Exception {
        Process late = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Late.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        assertThat(new String(late.getInputStream().readAllBytes(), UTF_8)).isEqualToIgnoringNewLines("struck 0 times");
        assertThat(late.waitFor()).isZero();
    }
}
