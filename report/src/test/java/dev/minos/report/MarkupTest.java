package dev.minos.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void textIsNothingButText() {
        StringWriter page = new StringWriter();
        new Markup(page)
                .element("p", "</p><script>alert(1)</script>&amp;", "title", "\"><img src=x onerror='alert(1)'>");
        assertThat(page.toString())
                .isEqualTo("<p title=\"&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;\">"
                        + "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</p>");
    }

    @Test
    void spellsOutWhatCannotBeSeen() {
        assertThat(Markup.escaped("a\0b\u202ec\ud800d\u0007")).isEqualTo("a\\u0000b\\u202ec\\ud800d\\u0007");
    }

    @Test
    void keepsWhatCanBeSeen() {
        assertThat(Markup.escaped("Zürich 東京 😀\n\t")).isEqualTo("Zürich 東京 😀\n\t");
    }
}
