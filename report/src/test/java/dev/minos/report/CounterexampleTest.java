package dev.minos.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.argument.Words;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.history.History;
import dev.minos.report.Counterexample.Speaker;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class CounterexampleTest {
    @TempDir
    Path directory;

    private Counterexample of(Recorded recorded) throws IOException {
        Subject subject = recorded.judgedIn(directory);
        List<Counterexample> stories =
                HtmlReport.counterexamples(subject, EventTimes.of(subject.history(), subject.reading()));
        assertThat(stories).isNotEmpty();
        return stories.get(0);
    }

    @Test
    void speaksOfThoseThatCannotAllBeTrueAndOfWhereItBreaks() throws IOException {
        Counterexample story = of(Recorded.lostUpdate());
        assertThat(story.speakers()).extracting(Speaker::operation).containsExactlyInAnyOrder(0, 1);
        assertThat(story.broken().operation()).as("whose answer came last").isEqualTo(1);
        assertThat(story.isArgument()).isTrue();
        assertThat(story.time(3)).isEqualTo(3 * Recorded.STEP_NANOS);
    }

    @Test
    void effectsAreALegalOrderWithinTheBarsOfWhatCameBefore() throws IOException {
        Counterexample story = of(new Recorded()
                .invokePut(0, "x", "a", 0)
                .invokePut(1, "x", "b", 1)
                .okPut(1, "x", "b", 2)
                .okPut(0, "x", "a", 1)
                .invokeGet(2, "x")
                .okGet(2, "x", "a", 1));
        Map<Integer, Integer> effects = story.effects();
        assertThat(effects).as("the stale read has no place").doesNotContainKey(2);
        History history = story.history();
        int last = -1;
        for (Map.Entry<Integer, Integer> effect : effects.entrySet()) {
            assertThat(effect.getValue()).isGreaterThanOrEqualTo(last);
            assertThat(effect.getValue())
                    .isBetween(history.invoked(effect.getKey()), history.returned(effect.getKey()) - 1);
            last = effect.getValue();
        }
    }

    @Test
    void saysWhatEachOperationProves() throws IOException {
        History history = of(new Recorded()
                        .invokePut(0, "x", "a", 0)
                        .okPut(0, "x", "a", 1)
                        .invokePut(1, "x", "b", 4)
                        .event("fail", 1, "put", "x", null, List.of("version-mismatch", 1L), null)
                        .invokePut(2, "x", "c", 1)
                        .event("info", 2, "put", "x", null, "deadline-exceeded", null)
                        .invokeGet(3, "x")
                        .okGet(3, "x", "nobody wrote this", 1))
                .history();
        assertThat(List.of(0, 1, 2, 3))
                .extracting(op -> Counterexample.proves(history.operation(op)))
                .containsExactly("v0 → v1", "refused: v = 1", "v1 → ?", "saw v1");
    }

    @Test
    void callsNothingRefusedThatNobodyRefused() throws IOException {
        Counterexample story = of(new Recorded()
                .invokePut(0, "x", "a", 0)
                .event("fail", 0, "put", "x", null, "not-connected", null)
                .invokePut(1, "x", "b", 0)
                .event("fail", 1, "put", "x", null, "invalid-argument", null)
                .invokePut(2, "x", "c", 0)
                .event("fail", 2, "put", "x", null, "refused", null)
                .invokeGet(3, "x")
                .okGet(3, "x", "nobody wrote this", 1));
        History history = story.history();
        assertThat(List.of(0, 1, 2))
                .extracting(op -> Counterexample.proves(history.operation(op)))
                .containsExactly("never sent", "failed", "refused");
        assertThat(List.of(0, 1, 2))
                .extracting(op -> Counterexample.isNeverSent(history.operation(op)))
                .containsExactly(true, false, false);
        assertThat(List.of(0, 1, 2))
                .extracting(op -> Words.callAndAnswer(history, op))
                .containsExactly(
                        "put 'a' on version 0 -> never sent, not-connected",
                        "put 'b' on version 0 -> failed, invalid-argument",
                        "put 'c' on version 0 -> refused, refused");
    }

    /** One caller whose first put never ended, and who went on: its bars overlap. */
    @Test
    void barsOfOneRowDoNotOverlap() throws IOException {
        Counterexample story = of(new Recorded()
                .invokePut(0, "x", "a", 0)
                .event("info", 0, "put", "x", null, "deadline-exceeded", null)
                .invokeGet(0, "x")
                .okGet(0, "x", "a", 1)
                .invokeGet(0, "x")
                .event("ok", 0, "get", "x", null, null, null));
        Map<Integer, Integer> rows = story.rows();
        History history = story.history();
        for (int one : story.shown()) {
            for (int other : story.shown()) {
                if (one < other && Objects.equals(rows.get(one), rows.get(other))) {
                    assertThat(history.returned(one)).isLessThan(history.invoked(other));
                }
            }
        }
    }

    @Test
    void aPictureInAFileOfItsOwnIsXml() throws Exception {
        StringWriter out = new StringWriter();
        new CounterexamplePicture(
                        of(Recorded.lostUpdate("<x>&\"'", "</svg><script>alert(1)</script>", "]]>")),
                        new Markup(out),
                        "p1")
                .draw(true);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(out.toString())));
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getDocumentElement().getTextContent()).contains("</svg><script>");
        assertThat(document.getElementsByTagName("style").item(0).getTextContent())
                .contains(".bar.ok");
    }
}
