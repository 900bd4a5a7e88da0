@NullMarked
package dev.remocal.sidecar.tunnel;

import org.jspecify.annotations.NullMarked;
