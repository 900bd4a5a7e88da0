/**
 * The developer's end of the tunnel: one HTTP/2 connection to each sidecar, on which the sidecar hands over connections
 * that are piped, byte for byte, to a local port. Everything of a session happens on one event loop.
 */
@NullMarked
package dev.remocal.cli.tunnel;

import org.jspecify.annotations.NullMarked;
