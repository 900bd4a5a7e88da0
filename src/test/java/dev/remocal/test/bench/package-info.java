@NullMarked
package dev.remocal.test.bench;

import org.jspecify.annotations.NullMarked;
