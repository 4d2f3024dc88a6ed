@NullMarked
package dev.minos.junit5.campaign;

import org.jspecify.annotations.NullMarked;
