@NullMarked
package dev.remocal.sidecar.outgoing;

import org.jspecify.annotations.NullMarked;
