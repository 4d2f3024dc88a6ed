/** What decides about an injected fault, for the server and for the harness alike. */
@NullMarked
package dev.minos.server.fault;

import org.jspecify.annotations.NullMarked;
