/** Shows a history and what was decided of it: one HTML file, plots, text for a terminal. */
@NullMarked
package dev.minos.report;

import org.jspecify.annotations.NullMarked;
