/** Lines of JSON: what every file that Minos writes is made of. Internal to the checker. */
@NullMarked
package dev.minos.checker.json;

import org.jspecify.annotations.NullMarked;
