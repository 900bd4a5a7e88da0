/**
 * The data plane: accept, detect, match, app or developer, respond. One request can be followed from top to bottom
 * without leaving this package. Matching ({@link dev.remocal.sidecar.proxy.RouteTable}) and framing are pure.
 */
@NullMarked
package dev.remocal.sidecar.proxy;

import org.jspecify.annotations.NullMarked;
