/** What a config says of the reference service alone. */
@NullMarked
package dev.minos.harness.reference;

import org.jspecify.annotations.NullMarked;
