package dev.minos.report.serve;

import dev.minos.report.Markup;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;

/** What every page has in common: its head, the way back, and the pieces that several of them are made of. */
final class Page {
    private Page() {}

    /**
     * A whole page.
     *
     * @param trail names and links by turns, from the table down to what the page is within
     * @param reloads whether it loads itself again every two seconds where there is no JavaScript
     */
    static String of(String title, List<String> trail, boolean reloads, Consumer<Markup> content) {
        StringWriter text = new StringWriter();
        Markup html = new Markup(text);
        html.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.element("title", title + " · Minos");
        html.empty("link", "rel", "icon", "href", "/assets/minos.svg", "type", "image/svg+xml");
        html.empty("link", "rel", "stylesheet", "href", "/assets/browse.css");
        html.element("script", "", "src", "/assets/browse.js", "defer", "defer");
        if (reloads) {
            html.open("noscript")
                    .empty("meta", "http-equiv", "refresh", "content", "2")
                    .close();
        }
        html.close().open("body");
        html.element("a", "Skip to content", "class", "skip", "href", "#main");
        html.open("header", "class", "top").open("nav", "aria-label", "Where you are");
        html.open("a", "class", "brand", "href", "/");
        html.empty("img", "src", "/assets/minos.svg", "alt", "", "width", "22", "height", "22");
        html.text("Minos").close();
        for (int i = 0; i < trail.size(); i += 2) {
            html.element("span", "/", "class", "faint", "aria-hidden", "true");
            html.element("a", trail.get(i), "href", trail.get(i + 1));
        }
        html.close();
        html.element("button", "Keys", "class", "quiet keys-button needs-script", "type", "button", "data-keys", "");
        html.close();
        html.open("main", "id", "main");
        content.accept(html);
        html.close().close().close().line();
        return text.toString();
    }

    /** What a status is, in a word that differs in shape and colour. */
    static void badge(Markup html, Status status) {
        html.open("span", "class", "badge " + status.tone(), "title", status.meaning());
        html.text(status.words()).close();
    }

    /** A number and what it is of. */
    static void tile(Markup html, String figure, String what) {
        html.open("div", "class", "tile");
        html.element("b", figure).element("span", what).close();
    }

    /** A line to be typed into a terminal. */
    static void command(Markup html, String command) {
        html.open("div", "class", "command");
        html.element("code", command);
        html.element("button", "Copy", "type", "button", "class", "quiet needs-script", "data-copy", command);
        html.close();
    }
}
