package dev.minos.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The styles and the script of our pages. The colours of all of them stand in light.css and dark.css. Thread-safe. */
public final class PageAssets {
    private static final String BEGIN_PICTURE = "/* picture: begin */";
    private static final String END_PICTURE = "/* picture: end */";

    private PageAssets() {}

    static String style() {
        return coloured(resource("report.css"));
    }

    /** Puts the colours into a style, wherever it says {@code /* light *}{@code /} or {@code /* dark *}{@code /}. */
    public static String coloured(String style) {
        return style.replace("/* light */", resource("light.css")).replace("/* dark */", resource("dark.css"));
    }

    /** The part of the style that a picture in a file of its own needs. */
    static String pictureStyle() {
        String style = style();
        StringBuilder parts = new StringBuilder();
        for (int from = style.indexOf(BEGIN_PICTURE); from >= 0; from = style.indexOf(BEGIN_PICTURE, from + 1)) {
            parts.append(style, from + BEGIN_PICTURE.length(), style.indexOf(END_PICTURE, from));
        }
        return parts.toString();
    }

    static String script() {
        return resource("report.js");
    }

    /**
     * What the page may do: run this one script and use this one style, and nothing else; fetch nothing from anywhere. So even
     * markup that had slipped in would not run.
     */
    static String securityPolicy(String style, String script) {
        return "default-src 'none'; script-src " + hash(script) + "; style-src " + hash(style)
                + "; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = PageAssets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
