/** Which promises weaker than linearizability a history keeps. */
@NullMarked
package dev.minos.checker.promise;

import org.jspecify.annotations.NullMarked;
