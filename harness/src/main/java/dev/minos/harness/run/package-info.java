/** A campaign from its config to its finished run directory. */
@NullMarked
package dev.minos.harness.run;

import org.jspecify.annotations.NullMarked;
