/** What the clients ask for. */
@NullMarked
package dev.minos.harness.workload;

import org.jspecify.annotations.NullMarked;
