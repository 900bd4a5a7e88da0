/**
 * How the local process reaches the cluster: proxies and listeners on loopback take its connections, {@link Reach} says which
 * are the cluster's, and {@link Connector} makes them.
 */
@NullMarked
package dev.remocal.cli.outgoing;

import org.jspecify.annotations.NullMarked;
