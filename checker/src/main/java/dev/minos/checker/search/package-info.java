/** The search engine for any model: Wing, Gong, Lowe with P-compositionality. */
@NullMarked
package dev.minos.checker.search;

import org.jspecify.annotations.NullMarked;
