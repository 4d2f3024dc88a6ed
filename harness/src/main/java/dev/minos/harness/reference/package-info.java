/** The fields of a config that concern the reference service alone. */
@NullMarked
package dev.minos.harness.reference;

import org.jspecify.annotations.NullMarked;
