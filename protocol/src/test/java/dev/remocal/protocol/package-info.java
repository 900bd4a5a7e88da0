@NullMarked
package dev.remocal.protocol;

import org.jspecify.annotations.NullMarked;
