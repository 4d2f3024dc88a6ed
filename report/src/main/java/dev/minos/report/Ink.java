package dev.minos.report;

import java.awt.Color;
import java.util.Locale;

/**
 * What a colour means. On paper these; on a page report.css has them, for light and for dark. The colours of outcomes are Okabe and
 * Ito's, made a little darker, so that who does not tell red from green tells them apart; wherever they stand, their shapes differ as well.
 */
enum Ink {
    OK(0x0072b2),
    FAIL(0xb86e00),
    INFO(0x9a4d8e),
    BAD(0xc8102e),
    P50(0x0072b2),
    P95(0x008060),
    P99(0xb86e00),
    MAX(0x8a94a3),
    BAND(0xe3b5a4),
    TEXT(0x1d2733),
    FAINT(0x66717f),
    GRID(0xdde2e8);

    private final int rgb;

    Ink(int rgb) {
        this.rgb = rgb;
    }

    /** Its name on a page. */
    String css() {
        return name().toLowerCase(Locale.ROOT);
    }

    Color onPaper() {
        return new Color(rgb);
    }
}
