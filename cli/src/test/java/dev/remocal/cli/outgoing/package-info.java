@NullMarked
package dev.remocal.cli.outgoing;

import org.jspecify.annotations.NullMarked;
