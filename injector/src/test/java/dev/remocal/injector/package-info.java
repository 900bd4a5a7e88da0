@NullMarked
package dev.remocal.injector;

import org.jspecify.annotations.NullMarked;
