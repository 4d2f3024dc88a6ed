/** Links that are struck by the kernel: a server in a network namespace of its own, and nftables in there. Linux, as root. */
@NullMarked
package dev.minos.harness.netns;

import org.jspecify.annotations.NullMarked;
