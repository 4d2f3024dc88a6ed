@NullMarked
package dev.minos.checker.promise;

import org.jspecify.annotations.NullMarked;
