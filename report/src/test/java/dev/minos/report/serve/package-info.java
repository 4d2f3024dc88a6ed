@NullMarked
package dev.minos.report.serve;

import org.jspecify.annotations.NullMarked;
