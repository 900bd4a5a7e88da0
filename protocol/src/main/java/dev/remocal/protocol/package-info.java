/**
 * What the CLI and the sidecar say to each other: the one owner of the wire format, its version and its limits.
 *
 * <p>The control port speaks HTTP/2 with prior knowledge; bodies are JSON, events are NDJSON.
 */
@NullMarked
package dev.remocal.protocol;

import org.jspecify.annotations.NullMarked;
