@NullMarked
package dev.remocal.sidecar.proxy;

import org.jspecify.annotations.NullMarked;
