/**
 * What a container's environment is, as the kubelet makes it, and what of it a process on the laptop gets. Pure: what is read of
 * the cluster comes in as {@link dev.remocal.cli.environment.Sources}.
 */
@NullMarked
package dev.remocal.cli.environment;

import org.jspecify.annotations.NullMarked;
