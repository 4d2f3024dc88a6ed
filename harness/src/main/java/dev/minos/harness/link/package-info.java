/** The links between clients and a system, led through TCP proxies of our own so that a nemesis can strike them. */
@NullMarked
package dev.minos.harness.link;

import org.jspecify.annotations.NullMarked;
