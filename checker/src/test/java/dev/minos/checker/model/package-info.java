@NullMarked
package dev.minos.checker.model;

import org.jspecify.annotations.NullMarked;
