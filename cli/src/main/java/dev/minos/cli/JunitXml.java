package dev.minos.cli;

import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Findings in the XML that build servers take for the results of tests: one suite, one test case a finding.
 *
 * <pre>{@code
 * <testsuites>
 *   <testsuite id="0" name="minos check" package="minos" timestamp="2026-11-22T23:19:38" hostname="localhost"
 *       tests="1" failures="1" errors="0" skipped="0" time="0.021">
 *     <properties><property name="minos.version" value="minos 0.1.0"/></properties>
 *     <testcase classname="histories/golden" name="stale-read.jsonl" time="0.021">
 *       <failure type="NOT_LINEARIZABLE" message="NOT LINEARIZABLE: key 'x', …">the whole explanation</failure>
 *     </testcase>
 *     <system-out>the verdicts, a line each, and behind one the unknown outcomes, if any</system-out>
 *     <system-err>the warnings</system-err>
 *   </testsuite>
 * </testsuites>
 * }</pre>
 *
 * <p>Nobody owns the format. What is written here is what the two schemas in use have in common, that of Ant's JUnit task
 * (which wants more) and that of Jenkins (which allows more), so that either accepts it. Neither has properties of a test
 * case: what is known of one stands in its line of {@code system-out}.
 */
final class JunitXml {
    /** Ant's schema has neither a zone nor fractions of a second. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    private final XMLStreamWriter xml;

    private JunitXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /**
     * The whole document, ended by a line end.
     *
     * @param suite what was run, such as {@code minos check}
     * @param properties of the suite: versions, arguments
     * @param at when it began
     */
    static String of(String suite, List<Finding> findings, Map<String, String> properties, Instant at) {
        StringWriter text = new StringWriter();
        text.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JunitXml(xml).suite(suite, findings, properties, at);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string cannot be written to", e);
        }
        return text.append('\n').toString();
    }

    private void suite(String name, List<Finding> findings, Map<String, String> properties, Instant at)
            throws XMLStreamException {
        xml.writeStartElement("testsuites");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuite");
        attribute("id", "0");
        attribute("name", name);
        attribute("package", "minos");
        attribute("timestamp", TIMESTAMP.format(at.atOffset(ZoneOffset.UTC)));
        attribute("hostname", "localhost");
        attribute("tests", String.valueOf(findings.size()));
        attribute("failures", count(findings, Finding.Status.FAILED));
        attribute("errors", count(findings, Finding.Status.BROKEN));
        attribute("skipped", count(findings, Finding.Status.SKIPPED));
        attribute("time", seconds(findings.stream().map(Finding::time).reduce(Duration.ZERO, Duration::plus)));
        xml.writeCharacters("\n");
        xml.writeStartElement("properties");
        for (Map.Entry<String, String> property : properties.entrySet()) {
            xml.writeEmptyElement("property");
            attribute("name", property.getKey());
            attribute("value", property.getValue());
        }
        xml.writeEndElement();
        xml.writeCharacters("\n");
        for (Finding finding : findings) {
            testCase(finding);
            xml.writeCharacters("\n");
        }
        List<String> warnings = new ArrayList<>();
        findings.forEach(finding -> warnings.addAll(finding.diagnostics()));
        List<String> verdicts = new ArrayList<>();
        for (Finding finding : findings) {
            verdicts.add(finding.line());
            if (finding.unknownOutcomes() != null) {
                verdicts.add("  " + finding.unknownOutcomes());
            }
        }
        text("system-out", verdicts);
        text("system-err", warnings);
        xml.writeEndElement();
        xml.writeCharacters("\n");
        xml.writeEndElement();
    }

    private void testCase(Finding finding) throws XMLStreamException {
        xml.writeStartElement("testcase");
        attribute("classname", finding.group());
        attribute("name", finding.name());
        attribute("time", seconds(finding.time()));
        switch (finding.status()) {
            case PASSED -> {}
            case FAILED -> reason("failure", finding);
            case BROKEN -> reason("error", finding);
            case SKIPPED -> reason("skipped", finding);
        }
        xml.writeEndElement();
    }

    private void reason(String element, Finding finding) throws XMLStreamException {
        xml.writeStartElement(element);
        attribute("type", finding.type());
        attribute("message", finding.headline());
        xml.writeCharacters(Printable.lines(String.join("\n", finding.story())));
        xml.writeEndElement();
    }

    private void text(String element, List<String> lines) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeCharacters(Printable.lines(String.join("\n", lines)));
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Printable.line(value));
    }

    private static String count(List<Finding> findings, Finding.Status status) {
        return String.valueOf(
                findings.stream().filter(finding -> finding.status() == status).count());
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }
}
