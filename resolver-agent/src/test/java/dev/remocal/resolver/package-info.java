@NullMarked
package dev.remocal.resolver;

import org.jspecify.annotations.NullMarked;
