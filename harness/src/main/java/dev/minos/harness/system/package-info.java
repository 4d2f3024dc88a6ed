/** The systems that can be driven: the reference service in this JVM, in a child process, or at an address. */
@NullMarked
package dev.minos.harness.system;

import org.jspecify.annotations.NullMarked;
