/** The {@code minos} command: thin, one class a subcommand. */
@NullMarked
package dev.minos.cli;

import org.jspecify.annotations.NullMarked;
