package dev.minos.cli;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** JUnit XML as a build server reads it; nothing is read that its schema, junit-report.xsd, does not allow. */
record JunitReport(Element suite, List<Case> cases) {
    /** @param result the element within it: failure, error or skipped; null if the case passed */
    record Case(String group, String name, @Nullable Element result) {
        String kind() {
            return result == null ? "passed" : result.getTagName();
        }

        String type() {
            return result == null ? "" : result.getAttribute("type");
        }

        String message() {
            return result == null ? "" : result.getAttribute("message");
        }

        String body() {
            return result == null ? "" : result.getTextContent();
        }
    }

    /** @throws SAXException if it is no XML, or not of the schema */
    static JunitReport read(String xml) throws SAXException {
        try {
            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(JunitReport.class.getResource("/junit-report.xsd"))
                    .newValidator()
                    .validate(new StreamSource(new StringReader(xml)));
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
            Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
            List<Case> cases = new ArrayList<>();
            NodeList elements = suite.getElementsByTagName("testcase");
            for (int i = 0; i < elements.getLength(); i++) {
                Element each = (Element) elements.item(i);
                cases.add(new Case(
                        each.getAttribute("classname"), each.getAttribute("name"), (Element) each.getFirstChild()));
            }
            return new JunitReport(suite, cases);
        } catch (IOException | ParserConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    int count(String attribute) {
        return Integer.parseInt(suite.getAttribute(attribute));
    }

    String text(String element) {
        return suite.getElementsByTagName(element).item(0).getTextContent();
    }
}
