/** Drives any service with concurrent clients and faults, records what they saw and judges it; knows nothing of JUnit. */
@NullMarked
package dev.minos.junit5.campaign;

import org.jspecify.annotations.NullMarked;
