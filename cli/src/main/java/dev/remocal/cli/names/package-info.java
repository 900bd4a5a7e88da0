/** How the command behind {@code --} finds the cluster's names on this machine. */
@NullMarked
package dev.remocal.cli.names;

import org.jspecify.annotations.NullMarked;
