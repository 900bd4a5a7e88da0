/** Answers the command's DNS queries: from this machine's servers, and from the cluster's through the tunnel. */
@NullMarked
package dev.remocal.cli.dns;

import org.jspecify.annotations.NullMarked;
