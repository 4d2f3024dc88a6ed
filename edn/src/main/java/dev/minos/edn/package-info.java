/** Histories as Jepsen and Knossos keep them: EDN, history.txt and console logs. */
@NullMarked
package dev.minos.edn;

import org.jspecify.annotations.NullMarked;
