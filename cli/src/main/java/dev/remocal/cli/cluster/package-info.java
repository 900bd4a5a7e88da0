/** What the CLI asks of Kubernetes: the target's pods, what they capture, and a byte stream into each of them. */
@NullMarked
package dev.remocal.cli.cluster;

import org.jspecify.annotations.NullMarked;
