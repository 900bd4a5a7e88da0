@NullMarked
package dev.remocal.sidecar;

import org.jspecify.annotations.NullMarked;
