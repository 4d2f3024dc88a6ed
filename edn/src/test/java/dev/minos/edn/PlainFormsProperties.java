package dev.minos.edn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.edn.EdnParser.NotEdnException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What {@link PlainForms} takes means what Clojure reads. */
class PlainFormsProperties {
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "#{",
            "\"",
            "\"a\"",
            ":a",
            ":b/c",
            ":",
            ":a/",
            ":1",
            "1",
            "-2",
            "007",
            "0",
            "-",
            "nil",
            "true",
            "false",
            "sym",
            "1.5",
            "1/2",
            ",",
            " ",
            "\n",
            "\\a",
            ";c\n",
            "#_",
            ":value",
            ":version",
            "3N",
            "/",
            "a",
            "é",
            "##NaN");

    @Property(tries = 50_000)
    void agreesWithClojure(@ForAll Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = 1 + random.nextInt(9);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
            text.append(random.nextBoolean() ? " " : "");
        }
        agrees(text.toString());
    }

    @Property(tries = 10_000)
    void agreesWithClojureOnFormsThatClose(@ForAll Random random) {
        StringBuilder text = new StringBuilder();
        form(text, random, 3);
        agrees(text.toString());
    }

    private static void form(StringBuilder text, Random random, int depth) {
        String brackets = List.of("{}", "[]", "()", "#{}", "").get(depth == 0 ? 4 : random.nextInt(5));
        if (brackets.isEmpty()) {
            text.append(List.of("nil", "1", "-5", ":a", ":b", "\"s\"", "true", "12345678901234567890")
                    .get(random.nextInt(8)));
            return;
        }
        text.append(brackets, 0, brackets.length() - 1);
        int elements = brackets.equals("{}") ? 2 * random.nextInt(3) : random.nextInt(4);
        for (int i = 0; i < elements; i++) {
            form(text, random, depth - 1);
            text.append(random.nextBoolean() ? " " : ", ");
        }
        text.append(brackets.charAt(brackets.length() - 1));
    }

    private static void agrees(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Object plain = new PlainForms().parse(bytes, 0, bytes.length, false);
        if (plain == PlainForms.NOT_PLAIN) {
            return;
        }
        try {
            assertThat(plain).as(text).isEqualTo(new ClojureForms(tag -> {}).parse(text, false));
        } catch (NotEdnException e) {
            throw new AssertionError(text + " is plain, but no EDN: " + e.getMessage(), e);
        }
    }
}
