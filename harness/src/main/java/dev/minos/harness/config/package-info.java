/** What a campaign is to do: {@code config.json}, read and validated as a whole. */
@NullMarked
package dev.minos.harness.config;

import org.jspecify.annotations.NullMarked;
