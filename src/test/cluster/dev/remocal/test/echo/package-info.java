/** A gRPC service of the end-to-end tests: in pods, as an image of its own, and in a test's own process. */
@NullMarked
package dev.remocal.test.echo;

import org.jspecify.annotations.NullMarked;
