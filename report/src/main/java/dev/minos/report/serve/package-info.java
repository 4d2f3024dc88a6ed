/** Shows a directory of runs in a web browser: a table, a page a run, two runs side by side, and a run that is going on. */
@NullMarked
package dev.minos.report.serve;

import org.jspecify.annotations.NullMarked;
